import classes from './charts.module.css'
import { barColour } from './colours.ts'

export interface DeviationBarProps {
  value: number | null
  tolerance: number
  /** the fraction at either end of the bar */
  range: number
  /** where it was before the stroke */
  before?: number | null
}

/** A deviation from the average: zero in the middle, the tolerance as a pale band, a hollow tick where it was before. */
export function DeviationBar({ value, tolerance, range, before }: DeviationBarProps) {
  const at = (fraction: number): number => 50 + 50 * Math.max(-1, Math.min(1, fraction / range))
  const width = value === null ? 0 : Math.abs(at(value) - 50)
  return (
    <div className={classes.bar} aria-hidden>
      <div className={classes.band} style={{ left: `${at(-tolerance)}%`, right: `${100 - at(tolerance)}%` }} />
      {value !== null && (
        <div
          className={classes.value}
          style={{ left: `${Math.min(50, at(value))}%`, width: `${width}%`, background: barColour(value, tolerance) }}
        />
      )}
      <div className={classes.zero} />
      {before !== undefined && before !== null && <div className={classes.before} style={{ left: `${at(before)}%` }} />}
    </div>
  )
}

/** The fraction that bars of these deviations reach to: wide enough for the worst, never so wide that the band vanishes. */
export function barRange(deviations: Iterable<number | null>, tolerance: number): number {
  let worst = 0
  for (const deviation of deviations) worst = Math.max(worst, Math.abs(deviation ?? 0))
  return Math.max(2 * tolerance, Math.min(worst * 1.05, 8 * tolerance))
}
