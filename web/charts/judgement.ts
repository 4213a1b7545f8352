import { isFigureWithin, type JudgedGrid, type Judgement } from '../../server/contract/planTolerances.ts'
import type { WeightKey } from '../../server/contract/weightKey.ts'

/** What the list, the map and the meters are judged by: one figure, or whichever of those the plan balances is off most. */
export type JudgeBy = 'worst' | WeightKey

export interface Verdict {
  weight: WeightKey
  deviation: number
  /** the deviation in tolerances, signed */
  severity: number
  isWithin: boolean
}

/** One figure of a grid against its tolerance. */
function judgeFigure(row: JudgedGrid, weight: WeightKey, judgement: Judgement): Verdict {
  const deviation = row[`${weight}Deviation`] ?? 0
  return {
    weight,
    deviation,
    severity: deviation / judgement.tolerances[weight],
    isWithin: isFigureWithin(row, weight, judgement),
  }
}

/** A grid by what is asked for. Of two figures the one beyond its tolerance counts, then the one off by more of its tolerances. */
export function judgeGrid(row: JudgedGrid, by: JudgeBy, judgement: Judgement): Verdict {
  const weights = by === 'worst' ? judgement.weights : [by]
  const [first, ...others] = weights.map((weight) => judgeFigure(row, weight, judgement))
  return others.reduce(
    (worst, verdict) => {
      if (worst.isWithin !== verdict.isWithin) return worst.isWithin ? verdict : worst
      return Math.abs(verdict.severity) > Math.abs(worst.severity) ? verdict : worst
    },
    first ?? judgeFigure(row, 'customers', judgement),
  )
}

/** How a bar is drawn: good, off, or of a figure that the plan does not ask for. */
export type Tone = 'within' | 'beyond' | 'unasked'

export function toneOf(row: JudgedGrid, weight: WeightKey, judgement: Judgement): Tone {
  if (!judgement.weights.includes(weight)) return 'unasked'
  return isFigureWithin(row, weight, judgement) ? 'within' : 'beyond'
}
