import { useMemo } from 'react'
import { densityClasses, deviationLegend, emptyColour } from '../charts/colours.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { useSessionState } from '../state/SessionContext.tsx'
import classes from './MapPane.module.css'

/** What the map's colours say; none is needed while each grid has its own. */
export function Legend() {
  const { t, format } = useTranslation()
  const colourBy = useSessionState((state) => state.colourBy)
  const model = useSessionState((state) => state.model)
  const tolerance = useSessionState((state) => state.tolerances.customers)
  const facts = useSessionState((state) => state.facts)
  const density = useMemo(() => (model && facts ? densityClasses(facts.customers, model.areasKm2) : []), [model, facts])
  if (colourBy === 'grid' || !model) return null

  const steps =
    colourBy === 'density'
      ? [
          { colour: emptyColour, label: '0' },
          ...density.map(({ colour, below }) => ({
            colour,
            label: Number.isFinite(below) ? format.compact(below) : '',
          })),
        ]
      : deviationLegend.map((colour, i) => ({
          colour,
          label: i === 0 || i === 1 || i === 4 || i === 5 ? format.deviation([-2, -1, 0, 0, 1, 2][i]! * tolerance) : '',
        }))
  return (
    <section className={`${classes.card} ${classes.legend}`} data-testid="legend">
      <h3>{colourBy === 'density' ? t.legendDensity : t.legendDeviation}</h3>
      <div className={classes.scale}>
        {steps.map(({ colour, label }, i) => (
          <span key={colour} className="figure" style={colourBy === 'deviation' ? { minWidth: 52 } : undefined}>
            <i style={{ background: colour }} />
            <span style={{ position: 'relative', left: i === steps.length - 1 ? 0 : '50%', marginLeft: '-50%' }}>
              {label}
            </span>
          </span>
        ))}
      </div>
    </section>
  )
}
