import { Alert, Button } from '@mantine/core'
import { IconBarrierBlock } from '@tabler/icons-react'
import { unassigned } from '../../partition/index.ts'
import type { Blocker, Impact } from '../../server/contract/impact.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './life.module.css'
import { useRebase } from './useRebase.ts'

/** Grids named in one sentence; more are counted. */
const mostNamed = 3

interface BlockersProps {
  impact: Impact
  /** nothing was ever in force that the plan could be re-based on */
  isFirst: boolean
  onPartition: () => void
}

/** What stands in the way of a plan, each with what can be done about it. */
export function Blockers({ impact, isFirst, onPartition }: BlockersProps) {
  const { t } = useTranslation()
  const failureText = useFailureText()
  const textOf = useBlockerText()
  const { rebase, isBusy, failure } = useRebase()
  const { blockers, isBaseSuperseded, base, predecessor, effectiveFrom } = impact
  if (blockers.length === 0 && !isBaseSuperseded) return null
  const isBehindData = blockers.some(({ code }) => code === 'snapshot-superseded')
  const canRebase = !isFirst && (isBehindData || (isBaseSuperseded && predecessor !== null))
  return (
    <section className={classes.blockers} data-testid="blockers" aria-label={t.life.impact.blockers}>
      <h3>
        <IconBarrierBlock size={15} />
        {t.life.impact.blockers}
      </h3>
      <ul>
        {isBaseSuperseded && base !== null && (
          <li data-blocker="base-superseded">
            {predecessor === null
              ? t.life.impact.baseNone({ base })
              : t.life.impact.base({ base, wanted: predecessor })}
          </li>
        )}
        {blockers.map((blocker) => (
          <li key={`${blocker.code} ${blocker.count}`} data-blocker={blocker.code}>
            {textOf(blocker)} <BlockerWay blocker={blocker} />
          </li>
        ))}
      </ul>
      {canRebase && (
        <Button
          size="compact-xs"
          variant="light"
          loading={isBusy}
          data-testid="blocker-rebase"
          onClick={() => void rebase(impact.planId, { effectiveFrom })}
        >
          {t.life.impact.way.rebase}
        </Button>
      )}
      {isFirst && isBehindData && (
        <Button size="compact-xs" variant="light" data-testid="blocker-partition" onClick={onPartition}>
          {t.life.impact.way.partition}
        </Button>
      )}
      {failure && (
        <Alert color="red" p="xs" mt="xs" role="alert">
          {failureText(failure)}
        </Alert>
      )}
    </section>
  )
}

/** What a blocker says: by its code, with the names of the grids it is about. */
export function useBlockerText(): (blocker: Blocker) => string {
  const { t, format } = useTranslation()
  return ({ code, count, grids }) => {
    const named = grids
      .slice(0, mostNamed)
      .map(({ name, code: own }) => (code === 'code-reused' ? `${name} ${own}` : name))
    const more = grids.length > mostNamed ? '…' : ''
    return t.life.impact.blocker[code]({
      count: code === 'unresolved' ? format.percent(count) : format.integer(count),
      grids: named.join(t.listSeparator) + more,
    })
  }
}

/** The way out of one: to the cells, the grid or its name. What changes the plan is offered while it is a draft. */
function BlockerWay({ blocker: { code, cells, grids } }: { blocker: Blocker }) {
  const { t } = useTranslation()
  const session = useSession()
  const isDraft = useSessionState((state) => state.plan?.status === 'draft')
  const [first] = grids
  const button = (way: 'gap' | 'empty-grid' | 'broken-grid' | 'code-reused', onClick: () => void) => (
    <Button size="compact-xs" variant="light" data-testid={`way-${way}`} onClick={onClick}>
      {t.life.impact.way[way]}
    </Button>
  )
  if (code === 'gap')
    return button('gap', () => {
      const { assignment } = session.plan()?.cells.plan ?? {}
      if (assignment)
        session.life.showCells(Array.from(assignment.keys()).filter((cell) => assignment[cell] === unassigned))
    })
  if (code === 'broken-grid') return button('broken-grid', () => session.life.showCells(cells))
  if (!first) return null
  if (code === 'empty-grid') return button('empty-grid', () => session.select(first.number))
  if (code === 'code-reused' && isDraft)
    return button('code-reused', () => session.gridEdits.ask({ kind: 'name', grid: first.number }))
  return null
}
