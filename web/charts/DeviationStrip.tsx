import type { FigureKey } from '../../server/contract/figures.ts'
import type { GridFigures } from '../../server/contract/grids.ts'
import type { Judgement } from '../../server/contract/planTolerances.ts'
import type { BarScale } from './barScale.ts'
import classes from './charts.module.css'
import { barColour } from './colours.ts'
import { toneOf } from './judgement.ts'

export interface DeviationStripProps {
  rows: readonly GridFigures[]
  weight: FigureKey
  judgement: Judgement
  scale: BarScale
  highlighted: number
  label: string
}

/** Every grid's deviation as one tick on a line: how wide the plan spreads, at a glance. */
export function DeviationStrip({ rows, weight, judgement, scale, highlighted, label }: DeviationStripProps) {
  const { range, band } = scale
  const at = (fraction: number): number => 100 + 96 * Math.max(-1, Math.min(1, fraction / range))
  return (
    <svg className={classes.strip} viewBox="0 0 200 18" preserveAspectRatio="none" role="img" aria-label={label}>
      {band && (
        <rect x={at(band[0])} width={at(band[1]) - at(band[0])} y="1" height="16" className={classes.stripBand} />
      )}
      <line x1="100" x2="100" y1="1" y2="17" className={classes.stripZero} />
      {rows.map((row) => {
        const value = row.deviations[weight]
        if (value == null) return null
        const isHigh = row.number === highlighted
        return (
          <line
            key={row.number}
            x1={at(value)}
            x2={at(value)}
            y1={isHigh ? 0 : 4}
            y2={isHigh ? 18 : 14}
            stroke={isHigh ? 'var(--ink)' : barColour(value, toneOf(row, weight, judgement))}
            strokeWidth={isHigh ? 2.4 : 1.4}
            strokeOpacity={isHigh ? 1 : 0.75}
            vectorEffect="non-scaling-stroke"
          />
        )
      })}
    </svg>
  )
}
