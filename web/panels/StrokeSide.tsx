import { deviation } from '../../partition/index.ts'
import { DeviationBar } from '../charts/DeviationBar.tsx'
import { toneOf } from '../charts/judgement.ts'
import { planAverages } from '../hooks/planAverages.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useBarScales, useJudgement } from '../hooks/useJudgement.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { GridChange } from '../session/state.ts'
import { ShortName } from './ShortName.tsx'
import classes from './StrokePanel.module.css'
import { Swatch } from './Swatch.tsx'

export interface StrokeSideProps {
  side: 'receiver' | 'giver'
  change: GridChange
  /** nothing moves: show the figures alone */
  isStill: boolean
}

/** One grid of a stroke: customers and revenue, before → after, each against the tolerance. */
export function StrokeSide({ side, change, isStill }: StrokeSideProps) {
  const { t, format } = useTranslation()
  const session = useSession()
  const rows = useSessionState((state) => state.grids)
  const judgement = useJudgement()
  const row = rows.find(({ number }) => number === change.grid)
  const averages = planAverages(session)
  const figures = [
    {
      key: 'customers' as const,
      label: t.customers,
      before: change.before.customers,
      after: change.after.customers,
      average: averages.customers,
      text: format.integer,
    },
    {
      key: 'revenue' as const,
      label: t.revenue,
      before: change.before.revenueCents,
      after: change.after.revenueCents,
      average: averages.revenueCents,
      text: format.moneyCompact,
    },
  ]
  const scales = useBarScales()
  const judged = {
    customers: change.after.customers,
    customersDeviation: deviation(change.after.customers, averages.customers),
    revenueDeviation: deviation(change.after.revenueCents, averages.revenueCents),
  }

  return (
    <div className={classes.side} data-role={side} data-testid={`stroke-${side}`} data-grid={change.grid}>
      <span className={classes.role}>{side === 'receiver' ? t.receiver : t.giver}</span>
      <h3 className={classes.name}>
        <Swatch colour={row?.colour} />
        <ShortName name={row?.name ?? t.unassignedPool} />
      </h3>
      {figures.map(({ key, label, before, after, average, text }) => (
        <div key={key} className={classes.figureBlock}>
          <div className={classes.line}>
            <span>{label}</span>
            {row && (
              <span className="figure" data-deviation={key}>
                {isStill ? '' : `${format.deviation(deviation(before, average))} → `}
                {format.deviation(deviation(after, average))}
              </span>
            )}
          </div>
          <div className={classes.numbers}>
            <b className="figure" data-after={key} data-value={after}>
              {text(after)}
            </b>
            {!isStill && (
              <small className="figure">
                {after >= before ? '+' : '−'}
                {text(Math.abs(after - before))}
              </small>
            )}
          </div>
          {row && (
            <DeviationBar
              value={deviation(after, average)}
              scale={scales[key]}
              tone={toneOf(judged, key, judgement)}
              {...(isStill ? {} : { before: deviation(before, average) })}
            />
          )}
        </div>
      ))}
    </div>
  )
}
