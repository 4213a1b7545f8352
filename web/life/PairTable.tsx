import { Button, UnstyledButton } from '@mantine/core'
import { IconArrowNarrowRight, IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import type { ComparedPair } from '../../server/contract/impact.ts'
import { useFigures } from '../hooks/useFigures.ts'
import { shortenName } from '../i18n/splitName.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { pairKey } from '../model/changedCells.ts'
import { accountsOf, orderPairs, type PairColumn, type PairOrder, unitsOf } from '../model/pairTable.ts'
import classes from './life.module.css'

/** Letters of a name in the table; a longer one loses its middle, and is whole when pointed at. */
const longestName = 8
/** More rows are drawn when they are asked for. */
const firstRows = 100

interface PairTableProps {
  pairs: readonly ComparedPair[]
  /** what the map shows: a pair, all of them, or nothing of it */
  shown: string | 'all' | null
  onShow: (which: { from: string | null; to: string | null } | 'all') => void
}

/** What goes from which grid to which, by any column; a row shows its cells on the map. */
export function PairTable({ pairs, shown, onShow }: PairTableProps) {
  const { t, format } = useTranslation()
  const figures = useFigures()
  const [order, setOrder] = useState<PairOrder>({ by: 'customers', isDescending: true })
  const [isWhole, setWhole] = useState(false)
  const ordered = useMemo(() => orderPairs(pairs, order), [pairs, order])
  const hasAccounts = pairs.some((pair) => accountsOf(pair) > 0)
  const hasUnits = pairs.some((pair) => unitsOf(pair) > 0)
  const listed = isWhole ? ordered : ordered.slice(0, firstRows)

  const sortBy = (by: PairColumn): void =>
    // Names from the first letter on, figures from the largest down.
    setOrder(
      by === order.by ? { by, isDescending: !order.isDescending } : { by, isDescending: by !== 'from' && by !== 'to' },
    )
  const sorted = (by: PairColumn) => (order.by !== by ? 'none' : order.isDescending ? 'descending' : 'ascending')
  const head = (by: PairColumn, title: string) => (
    <UnstyledButton className={classes.sort} data-testid={`sort-${by}`} onClick={() => sortBy(by)}>
      {title}
      {order.by === by && (order.isDescending ? <IconChevronDown size={12} /> : <IconChevronUp size={12} />)}
    </UnstyledButton>
  )
  const counts = <Key extends string>(of: Record<Key, number>) =>
    Object.fromEntries(Object.entries<number>(of).map(([key, count]) => [key, format.integer(count)])) as Record<
      Key,
      string
    >
  const nameOf = (grid: ComparedPair['from']) => grid?.name ?? t.life.impact.nowhere

  return (
    <>
      <table className={classes.pairs} data-testid="pairs">
        <thead>
          <tr>
            <th scope="col" aria-sort={sorted('from')}>
              {head('from', t.life.impact.from)}
            </th>
            <th scope="col" aria-sort={sorted('to')}>
              {head('to', t.life.impact.to)}
            </th>
            <th scope="col" aria-sort={sorted('cells')}>
              {head('cells', t.cells)}
            </th>
            {figures.columns.map(({ key }) => (
              <th key={key} scope="col" aria-sort={sorted(key)}>
                {head(key, figures.title(key))}
              </th>
            ))}
            {hasAccounts && (
              <th scope="col" aria-sort={sorted('of-accounts')}>
                {head('of-accounts', t.life.impact.accounts)}
              </th>
            )}
            {hasUnits && (
              <th scope="col" aria-sort={sorted('of-units')}>
                {head('of-units', t.life.impact.units)}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {listed.map(({ from, to, cells, figures: sums, accounts, units }) => {
            const ids = { from: from?.gridId ?? null, to: to?.gridId ?? null }
            const key = pairKey(ids.from, ids.to)
            return (
              <tr key={key} data-pair={key} data-shown={shown === key || undefined}>
                <td colSpan={2}>
                  <UnstyledButton
                    className={classes.pair}
                    aria-pressed={shown === key}
                    title={t.life.impact.showPair({ from: nameOf(from), to: nameOf(to) })}
                    onClick={() => onShow(shown === key ? 'all' : ids)}
                  >
                    <span>{shortenName(nameOf(from), longestName)}</span>
                    <IconArrowNarrowRight size={14} />
                    <span>{shortenName(nameOf(to), longestName)}</span>
                  </UnstyledButton>
                </td>
                <td className="figure">{format.integer(cells)}</td>
                {figures.columns.map((column) => (
                  <td key={column.key} className="figure" title={figures.exact(column.key, sums[column.key] ?? 0)}>
                    {figures.short(column.key, sums[column.key] ?? 0)}
                  </td>
                ))}
                {hasAccounts && (
                  <td className="figure" title={t.life.impact.accountsTitle(counts(accounts))}>
                    {format.integer(accountsOf({ accounts }))}
                  </td>
                )}
                {hasUnits && (
                  <td className="figure" title={t.life.impact.unitsTitle(counts(units))}>
                    {format.integer(unitsOf({ units }))}
                  </td>
                )}
              </tr>
            )
          })}
        </tbody>
      </table>
      {listed.length < ordered.length && (
        <Button size="compact-xs" variant="subtle" onClick={() => setWhole(true)}>
          {t.life.impact.allRows({ count: format.integer(ordered.length) })}
        </Button>
      )}
    </>
  )
}
