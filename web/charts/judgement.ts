import { contractKeys, type FigureKey } from '../../server/contract/figures.ts'
import { isFigureWithin, type JudgedGrid, type Judgement, toleranceOf } from '../../server/contract/planTolerances.ts'

/** What the list, the map and the meters are judged by: one figure, or whichever of those the plan balances is off most. */
export type JudgeBy = 'worst' | FigureKey

export interface Verdict {
  weight: FigureKey
  deviation: number
  /** the deviation in tolerances, signed */
  severity: number
  isWithin: boolean
}

/** Whose density the map shows: the figure that is judged by, the first there is where that is whichever is worst. */
export function densityFigure(by: JudgeBy, keys: readonly FigureKey[]): FigureKey {
  return keys.includes(by) ? by : keys[0]!
}

/** One figure of a grid against its tolerance. */
function judgeFigure(row: JudgedGrid, weight: FigureKey, judgement: Judgement): Verdict {
  const deviation = row.deviations[weight] ?? 0
  return {
    weight,
    deviation,
    severity: deviation / toleranceOf(judgement.tolerances, weight),
    isWithin: isFigureWithin(row, weight, judgement),
  }
}

/** A grid by what is asked for. Of several figures the one beyond its tolerance counts, then the one off by more of its tolerances. */
export function judgeGrid(row: JudgedGrid, by: JudgeBy, judgement: Judgement): Verdict {
  const weights = by === 'worst' ? judgement.weights : [by]
  const [first, ...others] = weights.map((weight) => judgeFigure(row, weight, judgement))
  return others.reduce(
    (most, verdict) => {
      if (most.isWithin !== verdict.isWithin) return most.isWithin ? verdict : most
      return Math.abs(verdict.severity) > Math.abs(most.severity) ? verdict : most
    },
    first ?? judgeFigure(row, contractKeys[0]!, judgement),
  )
}

/** How a bar is drawn: good, off, or of a figure that the plan does not ask for. */
export type Tone = 'within' | 'beyond' | 'unasked'

export function toneOf(row: JudgedGrid, weight: FigureKey, judgement: Judgement): Tone {
  if (!judgement.weights.includes(weight)) return 'unasked'
  return isFigureWithin(row, weight, judgement) ? 'within' : 'beyond'
}
