import type { BarScale } from './barScale.ts'
import classes from './charts.module.css'
import { barColour } from './colours.ts'
import type { Tone } from './judgement.ts'

export interface DeviationBarProps {
  value: number | null
  scale: BarScale
  tone: Tone
  /** where it was before the stroke */
  before?: number | null
}

/** A deviation from the average: zero in the middle, what is asked for as a pale band, a dark tick where it was before. */
export function DeviationBar({ value, scale: { range, band }, tone, before }: DeviationBarProps) {
  const at = (fraction: number): number => 50 + 50 * Math.max(-1, Math.min(1, fraction / range))
  const width = value === null ? 0 : Math.abs(at(value) - 50)
  const isBeyond = value !== null && Math.abs(value) > range
  return (
    <div className={classes.bar} aria-hidden>
      {band && <div className={classes.band} style={{ left: `${at(band[0])}%`, right: `${100 - at(band[1])}%` }} />}
      {value !== null && (
        <div
          className={classes.value}
          data-beyond={isBeyond ? (value < 0 ? 'left' : 'right') : undefined}
          style={{ left: `${Math.min(50, at(value))}%`, width: `${width}%`, background: barColour(value, tone) }}
        />
      )}
      <div className={classes.zero} />
      {before !== undefined && before !== null && <div className={classes.before} style={{ left: `${at(before)}%` }} />}
    </div>
  )
}
