import { overflowOf } from '../base/state.ts'
import type { BusyBorder } from './rebalanceBorder.ts'
import { borderIndex, type Dues, findDues } from './rebalanceFlow.ts'
import { type MovingState, violationOf } from './rebalanceState.ts'

/**
 * What balance still costs from a state, in edge weight: Σ price · due + Σ price · overflow of the planned loads.
 *
 * `due` is the minimum-cost flow still to pass between touching parts (rebalanceFlow.ts). What passes where something is
 * due comes off it; what goes elsewhere changes the *planned* loads, those once all dues have passed. They begin within
 * bounds, and beyond them the price is the same as that of a due: a vertex heavier than what is due may go all the
 * same, and the next plan finds whence to make up for it. With a dearer overflow, or a fixed part in it as the solver's
 * objective has, the last parts stayed 0.2–0.5 % out of their bounds in every third run on 20,000 cells.
 *
 * A weight that stays out of its bounds raises its price from plan to plan; one that is met lets it fall back.
 */
export interface Ledger {
  /** Finds the dues anew from the true loads and opens the borders they pass; `progress` runs from 0 to 1. */
  plan(progress: number): void
  /** How the cost changes if `shift` (one a weight; negative comes back) goes from one part to another. */
  lossOf(from: number, to: number, shift: Float64Array): number
  /** Notes that `shift` has gone. */
  record(from: number, to: number, shift: Float64Array): void
  /** what the violation of a weight that is not hard is worth */
  readonly softPrice: number
}

export interface LedgerOptions {
  /** how far parts may stay out of their bounds, in average parts: what the budget cannot pay for */
  readonly widen: number
  /** one a weight: pursued weights make dues; of the others only overflow counts */
  readonly isPursued: readonly boolean[]
  /** one a weight: those that decide which of two states is better; of the others the objective tells */
  readonly isHard: readonly boolean[]
  /**
   * false: no dues, but a linear and quadratic price of overflow, for weights that pull against each other and for
   * vertices so heavy that no flow fits them
   */
  readonly isGuided: boolean
  /** true: weights that are not hard count for nothing, for hard ones that are not met beside them */
  readonly ignoresSoft: boolean
}

// The price of a due against λ at first and at most, and its rise and fall from plan to plan.
const FIRST_PREMIUM = 1.3
const LAST_PREMIUM = 100
const RISE = 1.15
const FALL = 1.1
// Prices stay as they are for the first fifth.
const PATIENCE = 0.2
// The same for weights that are not hard, at the middle of the compactness dial; at its end they count for nothing. They
// have a quadratic part too, lest a weight far out of its bounds goes farther.
const SOFT_FIRST = 2
const SOFT_LAST = 8
const SOFT_QUADRATIC = 20
const UNGUIDED_PRICE = 20
const UNGUIDED_QUADRATIC = 5
// When the unguided price has grown from a tenth to the whole.
const SETTLED_AT = 0.75
// Aim this far inside the bounds, in average parts, or a twentieth of their half width: the last lump then still fits.
const MARGIN = 0.001
const MARGIN_SHARE = 0.05

/** `lambda` is what moving an average part is worth, in edge weight. */
export function createLedger(
  state: MovingState,
  border: BusyBorder,
  lambda: number,
  { widen: slack, isPursued, isHard, isGuided, ignoresSoft }: LedgerOptions,
): Ledger {
  const { problem, partWeights } = state
  const { partCount, scale } = problem
  const weightCount = scale.length
  const softLambda = ignoresSoft ? 0 : lambda * 2 * (1 - problem.compactness)
  const softPrice = SOFT_LAST * softLambda
  const firstPrices = Float64Array.from(isHard, (hard) => (hard ? FIRST_PREMIUM * lambda : SOFT_FIRST * softLambda))
  const lastPrices = Float64Array.from(isHard, (hard) => (hard ? LAST_PREMIUM * lambda : softPrice))
  const prices = firstPrices.slice()
  const widen = Float64Array.from(scale, (_, c) => slack - marginOf(state, c))
  const quadratics = Float64Array.from(isHard, (hard) => {
    if (!hard) return SOFT_QUADRATIC
    return isGuided ? 0 : UNGUIDED_QUADRATIC
  })
  const planned = new Float64Array(partWeights.length)
  let dues: Dues = border.relist()

  const lossOf = (from: number, to: number, shift: Float64Array): number => {
    const forth = borderIndex(dues, from, to)
    const back = borderIndex(dues, to, from)
    let loss = 0
    for (let c = 0; c < weightCount; c++) {
      const weight = shift[c]!
      if (weight === 0) continue
      const through = throughOf(weight, forth, back, c)
      loss -= prices[c]! * scale[c]! * Math.abs(through)
      const rest = weight - through
      if (rest === 0) continue
      const ofFrom = from * weightCount + c
      const ofTo = to * weightCount + c
      loss +=
        prices[c]! *
        (worthOfOverflow(ofFrom, c, planned[ofFrom]! - rest) -
          worthOfOverflow(ofFrom, c, planned[ofFrom]!) +
          worthOfOverflow(ofTo, c, planned[ofTo]! + rest) -
          worthOfOverflow(ofTo, c, planned[ofTo]!))
    }
    return loss
  }
  /** What of a weight that goes over a border (negative: comes back over it) was due. */
  const throughOf = (weight: number, forth: number, back: number, c: number): number => {
    if (weight >= 0) return forth === -1 ? 0 : Math.min(weight, dues.due[forth * weightCount + c]!)
    return back === -1 ? 0 : Math.max(weight, -dues.due[back * weightCount + c]!)
  }
  const worthOfOverflow = (at: number, c: number, load: number): number => {
    const over = overflowOf(problem, at, c, load, widen[c]!)
    return over * (1 + quadratics[c]! * over)
  }
  const record = (from: number, to: number, shift: Float64Array) => {
    const forth = borderIndex(dues, from, to)
    const back = borderIndex(dues, to, from)
    for (let c = 0; c < weightCount; c++) {
      const through = throughOf(shift[c]!, forth, back, c)
      if (through > 0) dues.due[forth * weightCount + c]! -= through
      if (through < 0) dues.due[back * weightCount + c]! += through
      planned[from * weightCount + c]! -= shift[c]! - through
      planned[to * weightCount + c]! += shift[c]! - through
    }
  }

  const plan = (progress: number) => {
    adjustPrices(progress)
    dues = border.relist()
    planned.set(partWeights)
    for (let c = 0; c < weightCount; c++)
      if (isGuided && isPursued[c]) findDues(problem, partWeights, c, widen[c]!, dues)
    const isOut = isGuided ? undefined : partsNearOverflow(state, dues, widen, isPursued)
    for (let p = 0; p < partCount; p++) {
      for (let i = dues.offsets[p]!; i < dues.offsets[p + 1]!; i++) {
        const q = dues.neighbors[i]!
        if (isOut !== undefined && (isOut[p] === 1 || isOut[q] === 1)) border.open(p, q)
        for (let c = 0; c < weightCount; c++) {
          const due = dues.due[i * weightCount + c]!
          if (due <= 0) continue
          planned[p * weightCount + c]! -= due
          planned[q * weightCount + c]! += due
          border.open(p, q)
        }
      }
    }
  }
  const adjustPrices = (progress: number) => {
    for (let c = 0; c < weightCount; c++) {
      const first = firstPrices[c]!
      if (!isGuided) {
        // From a tenth to the whole, roam first, settle later.
        const grown = 0.1 + 0.9 * Math.min(1, progress / SETTLED_AT)
        prices[c] = isHard[c] ? Math.max(first, UNGUIDED_PRICE * lambda * grown) : first
      } else if (isPursued[c] && progress >= PATIENCE) {
        if (violationOf(state, c) > 0) prices[c] = Math.min(lastPrices[c]!, prices[c]! * RISE)
        else prices[c] = Math.max(first, prices[c]! / FALL)
      }
    }
  }

  return { plan, lossOf, record, softPrice }
}

function marginOf({ problem }: MovingState, c: number): number {
  const { lower, upper, scale } = problem
  let margin = MARGIN
  for (let at = c; at < lower.length; at += scale.length) {
    margin = Math.min(margin, ((upper[at]! - lower[at]!) / 2) * scale[c]! * MARGIN_SHARE)
  }
  return Math.max(0, margin)
}

/** Parts out of the bounds of a pursued weight, and those beside them. */
function partsNearOverflow(
  { problem, partWeights }: MovingState,
  dues: Dues,
  widen: Float64Array,
  isPursued: readonly boolean[],
): Uint8Array {
  const weightCount = widen.length
  const isOut = new Uint8Array(problem.partCount)
  for (let at = 0; at < partWeights.length; at++) {
    const c = at % weightCount
    if (isPursued[c] && overflowOf(problem, at, c, partWeights[at]!, widen[c]!) > 0)
      isOut[Math.floor(at / weightCount)] = 1
  }
  const isNear = isOut.slice()
  for (let p = 0; p < problem.partCount; p++) {
    if (isOut[p] === 0) continue
    for (let i = dues.offsets[p]!; i < dues.offsets[p + 1]!; i++) isNear[dues.neighbors[i]!] = 1
  }
  return isNear
}
