import { deviation, deviationsOf } from '../../partition/index.ts'
import { DeviationBar } from '../charts/DeviationBar.tsx'
import { toneOf } from '../charts/judgement.ts'
import { planTargets } from '../hooks/planAverages.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFigures } from '../hooks/useFigures.ts'
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

/** One grid of a stroke: its figures, before → after, each against the tolerance. */
export function StrokeSide({ side, change, isStill }: StrokeSideProps) {
  const { t, format } = useTranslation()
  const session = useSession()
  const rows = useSessionState((state) => state.grids)
  const judgement = useJudgement()
  const row = rows.find(({ number }) => number === change.grid)
  const averages = planTargets(session, change.grid)
  const figures = useFigures()
  const scaleOf = useBarScales()
  const judged = {
    areaClass: row?.areaClass ?? null,
    figures: change.after,
    deviations: deviationsOf(change.after, averages),
  }

  return (
    <div className={classes.side} data-role={side} data-testid={`stroke-${side}`} data-grid={change.grid}>
      <span className={classes.role}>{side === 'receiver' ? t.receiver : t.giver}</span>
      <h3 className={classes.name}>
        <Swatch colour={row?.colour} />
        <ShortName name={row?.name ?? t.unassignedPool} />
      </h3>
      {figures.shown.map(({ key }) => {
        const [before = 0, after = 0, average = 0] = [change.before[key], change.after[key], averages[key]]
        const was = deviation(before, average)
        const is = deviation(after, average)
        return (
          <div key={key} className={classes.figureBlock}>
            <div className={classes.line}>
              <span>{figures.title(key)}</span>
              {row && (
                <span className="figure" data-deviation={key}>
                  {isStill ? '' : `${format.deviation(was)} → `}
                  {format.deviation(is)}
                </span>
              )}
            </div>
            <div className={classes.numbers}>
              <b className="figure" data-after={key} data-value={after}>
                {figures.short(key, after)}
              </b>
              {!isStill && (
                <small className="figure">
                  {after >= before ? '+' : '−'}
                  {figures.short(key, Math.abs(after - before))}
                </small>
              )}
            </div>
            {row && (
              <DeviationBar
                value={is}
                scale={scaleOf(key)}
                tone={toneOf(judged, key, judgement)}
                {...(isStill ? {} : { before: was })}
              />
            )}
          </div>
        )
      })}
    </div>
  )
}
