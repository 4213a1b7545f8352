import { Alert, Button, Loader } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ComparedGrid, Comparison } from '../../server/contract/impact.ts'
import type { Failure } from '../api/failure.ts'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useFigures } from '../hooks/useFigures.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { accountsOf, pairCsv, unitsOf } from '../model/pairTable.ts'
import classes from './life.module.css'
import { PairTable } from './PairTable.tsx'
import { saveCsv } from './saveFile.ts'
import { useChangedCells } from './useChangedCells.ts'

interface ImpactTableProps {
  /** null while it is being computed */
  compared: Pick<Comparison, 'totals' | 'pairs' | 'grids'> | null
  failure: Failure | null
  /** the plan that it is compared with, for the map; null for none, undefined while that is not known */
  left: string | null | undefined
  children?: ReactNode
}

/** What differs between two divisions of a city: sums, grids that come and go, and what moves between which, on the map too. */
export function ImpactTable({ compared, failure, left, children }: ImpactTableProps) {
  const { t, format } = useTranslation()
  const failureText = useFailureText()
  const figures = useFigures()
  const definitions = useSessionState((state) => state.figures)
  const planId = useSessionState((state) => state.plan?.planId ?? '')
  const { shown, show } = useChangedCells(compared ? left : undefined)
  if (failure)
    return (
      <Alert color="red" p="xs" role="alert" data-testid="impact-failed">
        {failureText(failure)}
      </Alert>
    )
  if (!compared)
    return (
      <p className={classes.text} role="status" data-testid="impact-computing">
        <Loader size={12} mr={6} />
        {t.life.impact.computing}
      </p>
    )
  const { totals, pairs } = compared
  const sums = [
    { key: 'cells', title: t.life.impact.cells, value: format.integer(totals.cells), whole: undefined },
    ...figures.shown
      .filter(({ key }) => totals.figures[key] !== undefined)
      .map(({ key }) => ({
        key,
        title: figures.title(key),
        value: figures.compact(key, totals.figures[key]!),
        whole: figures.exact(key, totals.figures[key]!),
      })),
    ...(accountsOf(totals) === 0
      ? []
      : [
          {
            key: 'accounts',
            title: t.life.impact.accounts,
            value: format.integer(accountsOf(totals)),
            whole: undefined,
          },
        ]),
    ...(unitsOf(totals) === 0
      ? []
      : [{ key: 'units', title: t.life.impact.units, value: format.integer(unitsOf(totals)), whole: undefined }]),
    ...(totals.share === null
      ? []
      : [{ key: 'share', title: t.life.impact.share, value: format.percent(totals.share), whole: undefined }]),
  ]
  const isSame = pairs.length === 0 && Object.values(compared.grids).every((grids) => grids.length === 0)
  return (
    <>
      <dl className={classes.totals}>
        {sums.map(({ key, title, value, whole }) => (
          <div key={key}>
            <dt>{title}</dt>
            <dd className="figure" data-testid={`impact-${key}`} title={whole}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
      {isSame && <p className={classes.text}>{t.life.impact.none}</p>}
      {left !== null && <GridChanges grids={compared.grids} />}
      {children}
      {pairs.length > 0 && (
        <section aria-label={t.life.impact.pairs}>
          <div className={classes.tableHead}>
            <h3>{t.life.impact.pairs}</h3>
            <Button
              size="compact-xs"
              variant="subtle"
              data-testid="show-changes"
              onClick={() => show(shown === null ? 'all' : null)}
            >
              {shown === null ? t.life.impact.showAll : t.life.impact.whole}
            </Button>
            <Button
              size="compact-xs"
              variant="subtle"
              leftSection={<IconDownload size={13} />}
              data-testid="export-pairs"
              onClick={() => saveCsv(`${planId}-${t.life.impact.csvName}`, pairCsv(compared, definitions))}
            >
              {t.life.impact.csv}
            </Button>
          </div>
          <PairTable pairs={pairs} shown={shown} onShow={show} />
        </section>
      )}
    </>
  )
}

const mostNamed = 5

/** Grids that are new, have ended, or are called otherwise. */
function GridChanges({ grids: { created, ended, renamed } }: Pick<Comparison, 'grids'>) {
  const { t, format } = useTranslation()
  const all = useSessionState((state) => state.grids)
  const nameOf = (gridId: string | null) => all.find((grid) => grid.gridId === gridId)?.name ?? t.life.impact.nowhere
  const join = (names: readonly string[]) =>
    names.slice(0, mostNamed).join(t.listSeparator) + (names.length > mostNamed ? '…' : '')
  const said = (names: readonly string[]) => ({ count: format.integer(names.length), names: join(names) })
  const endedText = ({ name, successors }: ComparedGrid & Pick<Comparison['grids']['ended'][number], 'successors'>) => {
    const heirs = successors.map(({ gridId, share }) =>
      t.life.impact.heir({ grid: nameOf(gridId), share: format.percent(share) }),
    )
    return heirs.length === 0 ? name : t.life.impact.endedInto({ grid: name, heirs: join(heirs) })
  }
  const oneOf = ({ name, code }: ComparedGrid, other: ComparedGrid) => (name === other.name ? `${name} ${code}` : name)
  const lines = [
    created.length > 0 && t.life.impact.created(said(created.map(({ name }) => name))),
    ended.length > 0 && t.life.impact.ended(said(ended.map(endedText))),
    renamed.length > 0 &&
      t.life.impact.renamed(
        said(renamed.map(({ from, to }) => t.life.impact.renamedOne({ from: oneOf(from, to), to: oneOf(to, from) }))),
      ),
  ].filter((line) => line !== false)
  if (lines.length === 0) return null
  return (
    <ul className={classes.gridChanges} data-testid="grid-changes">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
