import type { GridFigures } from '../../server/contract/grids.ts'
import { figure, isFigureWithin, type Judgement, sumOf } from '../../server/contract/planTolerances.ts'
import type { WeightKey } from '../../server/contract/weightKey.ts'
import type { BarScale } from '../charts/barScale.ts'
import { DeviationStrip } from '../charts/DeviationStrip.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './SidePanel.module.css'

export interface FigureMeterProps {
  weight: WeightKey
  rows: readonly GridFigures[]
  judgement: Judgement
  scale: BarScale
  highlighted: number
}

/** How many grids are within one figure's tolerance, or that the plan does not ask for it; and how far all of them spread. */
export function FigureMeter({ weight, rows, judgement, scale, highlighted }: FigureMeterProps) {
  const { t, format } = useTranslation()
  const { weights, tolerances, sizeBand } = judgement
  const isAsked = weights.includes(weight)
  const sum = sumOf(rows, weight)
  const inside = rows.filter((row) => isFigureWithin(row, weight, judgement)).length
  const within = format.integer(inside)
  const total = format.integer(rows.length)
  const worst = rows.reduce<number | null>((most, row) => {
    const value = row[`${weight}Deviation`]
    return value !== null && Math.abs(value) >= Math.abs(most ?? 0) ? value : most
  }, null)
  const noAverage = rows.some((row) => figure(row, weight) !== 0)
    ? t.sumNotAboveZero({ sum: weight === 'customers' ? format.integer(sum) : format.money(sum) })
    : t.noneAtAll[weight]
  const verdict = !isAsked
    ? sum > 0
      ? t.notAsked
      : noAverage
    : weight === 'customers' && sizeBand
      ? t.withinBand({
          within,
          total,
          smallest: format.integer(sizeBand.smallest),
          largest: format.integer(sizeBand.largest),
        })
      : t.withinTolerance({ within, total, tolerance: format.percent(tolerances[weight]) })
  return (
    <div
      className={classes.meter}
      data-testid={`meter-${weight}`}
      data-state={!isAsked ? 'unasked' : inside === rows.length ? 'all' : 'some'}
    >
      <div className={classes.meterLine}>
        <b>{t[weight]}</b>
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
        label={t[`${weight}Deviation`]}
      />
    </div>
  )
}
