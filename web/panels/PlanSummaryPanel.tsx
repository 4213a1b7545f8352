import { Badge } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { arpu } from '../../partition/index.ts'
import { type PlanDetail, weightKey } from '../../server/contract/plans.ts'
import { isGridWithin } from '../../server/contract/planTolerances.ts'
import { barScales } from '../charts/barScale.ts'
import { DeviationStrip } from '../charts/DeviationStrip.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import { useSessionState } from '../state/SessionContext.tsx'
import classes from './SidePanel.module.css'
import { useWarningText } from './useWarningText.ts'

/** City totals and how balanced the plan is, as it stands with every stroke so far. */
export function PlanSummaryPanel({ plan }: { plan: PlanDetail }) {
  const { t, format } = useTranslation()
  const warningText = useWarningText()
  const rows = useSessionState((state) => state.grids)
  const tolerances = useSessionState((state) => state.tolerances)
  const weights = useSessionState((state) => state.weights)
  const newest = useSessionState(({ snapshots }) =>
    snapshots?.snapshots.find(({ snapshotId }) => snapshotId === snapshots.currentSnapshotId),
  )
  const selected = useSessionState((state) => state.pointedGrid || state.selected)
  const { unassigned, totals, warnings } = plan
  const sizeBand = plan.parameters?.sizeBand
  const within = rows.filter((row) => isGridWithin(row, { weights, tolerances, sizeBand })).length
  const bounds = weights.map((weight) =>
    weight === 'customers' && sizeBand
      ? t.withinBand({ smallest: format.integer(sizeBand.smallest), largest: format.integer(sizeBand.largest) })
      : t.withinBound({ weight: t[weight], tolerance: format.percent(tolerances[weight]) }),
  )
  const scales = barScales(
    { customers: rows.map((row) => row.customersDeviation), revenue: rows.map((row) => row.revenueDeviation) },
    weights,
    tolerances,
  )
  const worstOf = (figure: 'customersDeviation' | 'revenueDeviation'): number =>
    rows.reduce((worst, row) => (Math.abs(row[figure] ?? 0) > Math.abs(worst) ? (row[figure] ?? 0) : worst), 0)

  return (
    <section className={classes.summary}>
      <h2 className={classes.planName}>
        <span title={plan.name}>{plan.name}</span>
        <Badge size="sm" variant="light" radius="sm" style={{ flex: 'none' }}>
          {t.planStatus[plan.status]}
        </Badge>
      </h2>
      <p className={classes.data} data-testid="plan-data" data-snapshot={plan.snapshotId}>
        {t.planData({ source: plan.snapshot.sourceName, date: format.date(plan.snapshot.completedAt) })}
      </p>
      {newest && newest.snapshotId !== plan.snapshotId && (
        <div className={classes.alert} role="note" data-testid="older-data">
          <IconAlertTriangle size={15} />
          {t.olderData({ source: newest.sourceName, date: format.date(newest.completedAt) })}
        </div>
      )}
      <dl className={classes.totals} aria-label={t.totals}>
        <dt>{t.customers}</dt>
        <dd className="figure" data-testid="total-customers" title={format.integer(totals.customers)}>
          {format.compact(totals.customers)}
        </dd>
        <dt>{t.revenue}</dt>
        <dd className="figure" title={format.money(totals.revenueCents)}>
          {format.moneyCompact(totals.revenueCents)}
        </dd>
        <dt>{t.arpu}</dt>
        <dd className="figure" title={t.perCustomer}>
          {format.arpu(arpu(totals.revenueCents, totals.customers))}
        </dd>
      </dl>
      <div className={classes.balance}>
        <div className={classes.within}>
          <span className="figure" data-testid="within-tolerance">
            {t.withinTolerance({
              within: format.integer(within),
              total: format.integer(rows.length),
              bounds: bounds.join(t.listComma),
            })}
          </span>
          <span style={{ color: 'var(--ink-soft)' }}>{t.worst}</span>
        </div>
        {weightKey.options.map((weight) => (
          <div
            key={weight}
            className={classes.stripRow}
            data-balanced={weights.includes(weight)}
            title={weights.includes(weight) ? undefined : t.notBalanced}
          >
            <span>{t[weight]}</span>
            <DeviationStrip
              rows={rows}
              figure={`${weight}Deviation`}
              scale={scales[weight]}
              highlighted={selected}
              label={t[`${weight}Deviation`]}
            />
            <b className="figure">{format.deviation(worstOf(`${weight}Deviation`))}</b>
          </div>
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
              {warnings.map((warning) => (
                <div key={warning.message}>{warningText(warning)}</div>
              ))}
            </details>
          )}
        </div>
      )}
    </section>
  )
}
