import { Badge, SegmentedControl } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { ratio } from '../../partition/index.ts'
import { type PlanDetail, weightKey } from '../../server/contract/plans.ts'
import type { JudgeBy } from '../charts/judgement.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useBarScales, useJudgement } from '../hooks/useJudgement.ts'
import { useWarningText } from '../hooks/useWarningText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { FigureMeter } from './FigureMeter.tsx'
import { PlanData } from './PlanData.tsx'
import { ShortName } from './ShortName.tsx'
import classes from './SidePanel.module.css'

/** City totals and how balanced the plan is, as it stands with every stroke so far. */
export function PlanSummaryPanel({ plan }: { plan: PlanDetail }) {
  const { t, format } = useTranslation()
  const warningText = useWarningText()
  const session = useSession()
  const rows = useSessionState((state) => state.grids)
  const selected = useSessionState((state) => state.pointedGrid || state.selected)
  const judgeBy = useSessionState((state) => state.judgeBy)
  const judgement = useJudgement()
  const scales = useBarScales()
  const { warnings } = plan
  const sums = useSessionState((state) => state.sums)
  const { totals, unassigned } = sums ?? plan
  const figures = [
    {
      label: t.customers,
      value: format.compact(totals.customers),
      title: format.integer(totals.customers),
      testId: 'total-customers',
    },
    { label: t.revenue, value: format.moneyCompact(totals.revenueCents), title: format.money(totals.revenueCents) },
    { label: t.arpu, value: format.arpu(ratio(totals.revenueCents / 100, totals.customers)), title: t.perCustomer },
  ]

  return (
    <section className={classes.summary}>
      <h2 className={classes.planName}>
        <ShortName name={plan.name} />
        <Badge size="sm" variant="light" radius="sm" style={{ flex: 'none' }}>
          {t.planStatus[plan.status]}
        </Badge>
      </h2>
      <PlanData plan={plan} />
      <dl className={classes.totals} aria-label={t.totals}>
        {figures.map(({ label, value, title, testId }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="figure" data-testid={testId} title={title}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
      <SegmentedControl
        className={classes.judgeBy}
        size="xs"
        fullWidth
        aria-label={t.judgeBy}
        data-testid="judge-by"
        value={judgeBy}
        onChange={(value) => session.setJudgeBy(value as JudgeBy)}
        data={[
          { value: 'worst', label: t.judgeByWorst },
          { value: 'customers', label: t.judgeByCustomers },
          { value: 'revenue', label: t.judgeByRevenue },
        ]}
      />
      <div data-testid="within-tolerance">
        {weightKey.options.map((weight) => (
          <FigureMeter
            key={weight}
            weight={weight}
            rows={rows}
            judgement={judgement}
            scale={scales[weight]}
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
                customers: format.integer(unassigned.customers),
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
