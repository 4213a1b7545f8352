import type { FigureKey } from '../../server/contract/figures.ts'
import type { GridFigures } from '../../server/contract/grids.ts'
import {
  figure,
  isBanded,
  isFigureWithin,
  type Judgement,
  sumOf,
  toleranceOf,
} from '../../server/contract/planTolerances.ts'
import type { BarScale } from '../charts/barScale.ts'
import { DeviationStrip } from '../charts/DeviationStrip.tsx'
import { useFigures } from '../hooks/useFigures.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './SidePanel.module.css'

export interface FigureMeterProps {
  weight: FigureKey
  rows: readonly GridFigures[]
  judgement: Judgement
  scale: BarScale
  highlighted: number
}

/** How many grids are within one figure's tolerance, or that the plan does not ask for it; and how far all of them spread. */
export function FigureMeter({ weight, rows, judgement, scale, highlighted }: FigureMeterProps) {
  const { t, format } = useTranslation()
  const figures = useFigures()
  const { weights, tolerances, sizeBand } = judgement
  const isAsked = weights.includes(weight)
  const sum = sumOf(rows, weight)
  const inside = rows.filter((row) => isFigureWithin(row, weight, judgement)).length
  const within = format.integer(inside)
  const total = format.integer(rows.length)
  const worst = rows.reduce<number | null>((most, row) => {
    const value = row.deviations[weight] ?? null
    return value !== null && Math.abs(value) >= Math.abs(most ?? 0) ? value : most
  }, null)
  const noAverage = rows.some((row) => figure(row, weight) !== 0)
    ? t.sumNotAboveZero({ sum: figures.exact(weight, sum) })
    : t.noneAtAll({ figure: figures.label(weight) })
  const verdict = !isAsked
    ? sum > 0
      ? t.notAsked
      : noAverage
    : isBanded(weight, sizeBand)
      ? t.withinBand({
          within,
          total,
          smallest: format.integer(sizeBand.smallest),
          largest: format.integer(sizeBand.largest),
        })
      : t.withinTolerance({ within, total, tolerance: format.percent(toleranceOf(tolerances, weight)) })
  return (
    <div
      className={classes.meter}
      data-testid={`meter-${weight}`}
      data-state={!isAsked ? 'unasked' : inside === rows.length ? 'all' : 'some'}
    >
      <div className={classes.meterLine}>
        <b>{figures.title(weight)}</b>
        <span className={classes.verdict}>{verdict}</span>
        <span className="figure" title={t.worst}>
          {format.deviation(worst)}
        </span>
      </div>
      {isAsked && (
        <div className={classes.meterBar} aria-hidden>
          <i style={{ width: `${(100 * inside) / Math.max(1, rows.length)}%` }} />
        </div>
      )}
      <DeviationStrip
        rows={rows}
        weight={weight}
        judgement={judgement}
        scale={scale}
        highlighted={highlighted}
        label={t.deviationOf({ figure: figures.title(weight) })}
      />
    </div>
  )
}
