import { Badge, SegmentedControl, Select } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMemo } from 'react'
import { territories } from '../../server/contract/mainGrids.ts'
import type { PlanDetail } from '../../server/contract/plans.ts'
import { figure } from '../../server/contract/planTolerances.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFigures } from '../hooks/useFigures.ts'
import { useBarScales, useJudgement } from '../hooks/useJudgement.ts'
import { useWarningText } from '../hooks/useWarningText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { FigureMeter } from './FigureMeter.tsx'
import { PlanData } from './PlanData.tsx'
import { PlanLifeLine } from './PlanLifeLine.tsx'
import { ShortName } from './ShortName.tsx'
import classes from './SidePanel.module.css'

/** More do not fit beside each other. */
const mostSegments = 3

/** City totals and how balanced the plan is, as it stands with every stroke so far. */
export function PlanSummaryPanel({ plan }: { plan: PlanDetail }) {
  const { t, format } = useTranslation()
  const warningText = useWarningText()
  const session = useSession()
  const grids = useSessionState((state) => state.grids)
  // A main grid without cells of its own is no territory to be judged.
  const rows = useMemo(() => territories(grids, ({ cellCount }) => cellCount > 0), [grids])
  const selected = useSessionState((state) => state.pointedGrid || state.selected)
  const judgeBy = useSessionState((state) => state.judgeBy)
  const judgement = useJudgement()
  const scales = useBarScales()
  const { warnings } = plan
  const sums = useSessionState((state) => state.sums)
  const { totals, unassigned } = sums ?? plan
  const figures = useFigures()
  const shownTotals = [
    ...figures.shown.map(({ key }) => {
      const value = totals[key] ?? 0
      return { key, value: figures.compact(key, value), title: figures.exact(key, value) }
    }),
    ...figures.ratios.map((ratio) => {
      const [numerator, denominator] = [figures.label(ratio.numerator), figures.label(ratio.denominator)]
      return { key: ratio.key, value: figures.ratio(ratio, totals), title: t.ratioOf({ numerator, denominator }) }
    }),
  ]
  const choices = [
    { value: 'worst', label: t.judgeByWorst },
    ...figures.shown.map(({ key }) => ({ value: key, label: figures.title(key) })),
  ]

  return (
    <section className={classes.summary}>
      <h2 className={classes.planName}>
        <ShortName name={plan.name} />
        <Badge
          size="sm"
          variant="light"
          radius="sm"
          className={classes.status}
          data-status={plan.status}
          data-testid="plan-status"
        >
          {t.planStatus[plan.status]}
        </Badge>
      </h2>
      <PlanLifeLine plan={plan} />
      <PlanData plan={plan} />
      <dl className={classes.totals} aria-label={t.totals}>
        {shownTotals.map(({ key, value, title }) => (
          <div key={key}>
            <dt>{figures.title(key)}</dt>
            <dd className="figure" data-testid={`total-${key}`} title={title}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
      {choices.length <= mostSegments ? (
        <SegmentedControl
          className={classes.judgeBy}
          size="xs"
          fullWidth
          aria-label={t.judgeBy}
          data-testid="judge-by"
          value={judgeBy}
          onChange={session.setJudgeBy}
          data={choices}
        />
      ) : (
        <Select
          className={classes.judgeBy}
          size="xs"
          aria-label={t.judgeBy}
          data-testid="judge-by"
          allowDeselect={false}
          value={judgeBy}
          onChange={(value) => value && session.setJudgeBy(value)}
          data={choices}
        />
      )}
      <div data-testid="within-tolerance">
        {figures.shown.map(({ key }) => (
          <FigureMeter
            key={key}
            weight={key}
            rows={rows}
            judgement={judgement}
            scale={scales(key)}
            highlighted={selected}
          />
        ))}
      </div>
      {(unassigned.cellCount > 0 || warnings.length > 0) && (
        <div className={classes.alerts}>
          {unassigned.cellCount > 0 && (
            <div className={classes.alert}>
              <IconAlertTriangle size={15} />
              {t.unassigned({
                cells: format.integer(unassigned.cellCount),
                customers: format.integer(figure(unassigned, 'customers')),
              })}
            </div>
          )}
          {warnings.length > 0 && (
            <details className={classes.alert}>
              <summary>{t.warnings({ count: format.integer(warnings.length) })}</summary>
              {warnings.map((note) => (
                <div key={JSON.stringify(note)}>{warningText(note)}</div>
              ))}
            </details>
          )}
        </div>
      )}
    </section>
  )
}
