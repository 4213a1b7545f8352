import { useMemo } from 'react'
import { valuesOf } from '../../partition/index.ts'
import { deviationClasses } from '../../server/contract/figureColours.ts'
import { contractKeys, type FigureKey } from '../../server/contract/figures.ts'
import { toleranceOf } from '../../server/contract/planTolerances.ts'
import { densityClasses, emptyColour } from '../charts/colours.ts'
import { densityFigure } from '../charts/judgement.ts'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useFigures } from '../hooks/useFigures.ts'
import { useJudgement } from '../hooks/useJudgement.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './MapPane.module.css'

/** A colour, and where it ends and the next begins. */
interface Step {
  colour: string
  end: string
}

/** What the map's colours say; none is needed while each grid has its own. */
export function Legend() {
  const { t, format } = useTranslation()
  const colourBy = useSessionState((state) => state.colourBy)
  const judgeBy = useSessionState((state) => state.judgeBy)
  const model = useSessionState((state) => state.model)
  const facts = useSessionState((state) => state.snapshot)
  const { weights, tolerances } = useJudgement()
  const figures = useFigures()
  const dense = facts && densityFigure(judgeBy, facts.facts.keys)
  const density = useMemo(
    () => (model && facts && dense ? densityClasses(valuesOf(facts.facts, dense), model.areasKm2) : []),
    [model, facts, dense],
  )
  const isTellingApart = useSessionState((state) => state.shownCells !== null)
  if (colourBy === 'grid' || !model || isTellingApart) return null

  const judged = judgeBy === 'worst' ? weights : [judgeBy]
  const toleranceFor = (key: FigureKey | undefined) => toleranceOf(tolerances, key ?? contractKeys[0]!)
  const tolerance = toleranceFor(judged[0])
  // Where figures have tolerances of their own, only multiples of them say the same of both.
  const isOneTolerance = judged.every((weight) => toleranceFor(weight) === tolerance)
  const multiple = (times: number): string =>
    isOneTolerance
      ? format.deviation(times * tolerance)
      : t.legendTolerances({ times: `${times < 0 ? '−' : '+'}${Math.abs(times)}` })
  const steps: Step[] =
    colourBy === 'density'
      ? [
          { colour: emptyColour, end: '0' },
          ...density.map(({ colour, below }) => ({
            colour,
            end: Number.isFinite(below) && dense ? figures.compact(dense, below) : '',
          })),
        ]
      : deviationClasses.map(({ colour, below }) => ({ colour, end: Number.isFinite(below) ? multiple(below) : '' }))
  // A tick stands under the joint of two colours, and so needs a colour's width for itself.
  const stepWidth = `${Math.max(4, ...steps.map(({ end }) => letterWidths(end))) + 1.2}ch`
  return (
    <section className={`${classes.card} ${classes.legend}`} data-over-map data-testid="legend">
      <h3>
        {colourBy === 'density'
          ? t.legendDensity({ figure: figures.title(dense ?? '') })
          : judgeBy === 'worst' && weights.length > 1
            ? t.legendWorst({ figures: weights.map(figures.label).join(t.listSeparator) })
            : t.legendDeviation({ figure: figures.title(judged[0] ?? contractKeys[0]!) })}
      </h3>
      <div className={classes.scale}>
        {steps.map(({ colour }) => (
          <i key={colour} style={{ background: colour, width: stepWidth }} />
        ))}
      </div>
      <div className={classes.ticks} style={{ paddingLeft: `calc(${stepWidth} / 2)` }}>
        {steps.slice(0, -1).map(({ colour, end }) => (
          <span key={colour} className="figure" style={{ width: stepWidth }}>
            {end}
          </span>
        ))}
      </div>
      {colourBy === 'deviation' && (
        <p className={classes.legendNote}>
          {judged.every((weight) => weights.includes(weight)) ? t.legendUntinted : t.legendUnasked}
        </p>
      )}
    </section>
  )
}

/** In widths of a digit; an ideograph is two. */
const letterWidths = (text: string): number =>
  [...text].reduce((width, letter) => width + (/\p{Script=Han}/u.test(letter) ? 2 : 1), 0)
