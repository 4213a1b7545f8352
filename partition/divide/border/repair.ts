import type { Connectivity } from '../base/connectivity.ts'
import { hardCount, hasSoft, prioritize } from '../base/problem.ts'
import { quotientOf } from '../base/quotient.ts'
import {
  createState,
  cutOf,
  hardViolation,
  leadingViolation,
  restore,
  type State,
  totalViolation,
  violatedParts,
} from '../base/state.ts'
import { typicalEdge } from '../base/typicalEdge.ts'
import { anneal } from './anneal.ts'
import { type Attempt, COLD, optionsFor, WARM } from './multilevel.ts'
import { redivide } from './redivide.ts'
import { createResplitter } from './resplit.ts'

// A cold end at a price no cut is worth: closes what little is left for next to no edges.
const CLOSING = { sweeps: 60, hot: 2 * COLD, strictness: 1000, softness: 0.01 }
// What the price is multiplied by from one round of repair to the next.
const LADDER = 4
const LADDER_SOFTNESS = 0.1
// The parts of a region to be divided anew, at most, and the parts from which on a region is not nearly everything.
const REGION = 5
const FEWEST_FOR_REGIONS = 4
const FEW_VERTICES_PER_PART = 100
const EPSILON = 1e-9
// A rescue splits so many pairs of parts anew, by the best of so many trees, at a price no cut is worth.
const RESCUE = { pairs: 40, trees: 20, strictness: 1e6 }
// A round of repair that leaves more than this of the violation has brought nothing.
const LEAST_REPAIR = 0.98
// Closing what is far out drags borders: without redrawing, 2,000 cells with two weights, one of them soft, end with 3 % longer
// ones, 4,000 by a river with 1–2 %; one weight's are the same (2026-11).
const POLISHINGS = 2
const NOTABLE_RISE = 1.01

/**
 * Brings the parts within their bounds: those of the hard weights, all of them or, where there is more than one, as long as
 * they come nearer at a fair price. Where all are met at the expense of borders, these are redrawn within the bounds.
 * False, and all as it was, where the hard weights cannot be met together.
 */
export function repair(state: State, connectivity: Connectivity, attempt: Attempt): boolean {
  const cutBefore = cutOf(state)
  if (!meetBounds(state, connectivity, attempt)) return false
  for (let round = 0; round < POLISHINGS && cutOf(state) > NOTABLE_RISE * cutBefore; round++) {
    if (attempt.control.isStopped() || hardViolation(state) > 0 || !polish(state, connectivity, attempt)) break
  }
  return true
}

/** Anneals at a price that holds the bounds from the start, and closes what is left. True if borders are shorter; else all is as it was. */
function polish(state: State, connectivity: Connectivity, attempt: Attempt): boolean {
  const { preset, price } = attempt
  const held = { part: state.part.slice(), cut: cutOf(state) }
  const options = optionsFor(state, { ...attempt, price: price * LADDER }, WARM, preset.finestSweeps)
  anneal(state, connectivity, { ...options, softness: 1 }, attempt)
  if (hasSoft(state.problem)) meetStrictly(state, connectivity, attempt)
  else closeOverflow(state, connectivity, attempt, typicalEdge(state.problem.graph))
  if (hardViolation(state) === 0 && cutOf(state) < held.cut) return true
  restore(state, held.part)
  return false
}

function meetBounds(state: State, connectivity: Connectivity, attempt: Attempt): boolean {
  const { problem } = state
  if (problem.weightCount === 1) {
    repairUntil(state, connectivity, attempt, leadingViolation)
    return true
  }
  if (hardCount(problem) > 1) {
    const held = state.part.slice()
    const isWorthIt = repairUntil(state, connectivity, attempt, hardViolation, createPatience(cutOf(state)))
    if (!isWorthIt) {
      restore(state, held)
      return false
    }
  }
  if (leadingViolation(state) > 0 && !attempt.control.isStopped()) meetStrictly(state, connectivity, attempt)
  return true
}

/** Meets the bounds of the first hard weight at the expense of all others, which would pull the last of them open again. */
function meetStrictly(state: State, connectivity: Connectivity, attempt: Attempt): void {
  const strict = createState(prioritize(state.problem), state.part.slice())
  repairUntil(strict, connectivity, attempt, leadingViolation)
  restore(state, strict.part)
}

/** Told the violation and the cut after each round of repair; says whether to go on, be content, or take all back. */
type Patience = (violation: number, cut: number) => 'go on' | 'enough' | 'too dear'

// Bounds of several weights that can be met together are met with borders up to 18 % longer on the way (Taipei at res 10,
// ±12 %), and a turn of three rounds halves what is missing. s20k at ±5 % and ±20 % doubles its borders at once; at ±30 %
// a turn leaves 82 % (2026-11).
const DEAREST_RISE = 1.25
const TURN = 3
// Violations in all up to this are worth every round.
export const CLOSE_ENOUGH_TO_REPAIR = 0.1
const LEAST_TURN = 0.75

function createPatience(cutBefore: number): Patience {
  const violations: number[] = []
  return (violation, cut) => {
    violations.push(violation)
    if (cut > DEAREST_RISE * cutBefore) return 'too dear'
    const earlier = violations.at(-1 - TURN)
    const isSlow = violation > CLOSE_ENOUGH_TO_REPAIR && earlier !== undefined && violation > LEAST_TURN * earlier
    return isSlow ? 'enough' : 'go on'
  }
}

/**
 * Closes the overflow at once if little is missing, else anneals again at rising prices and splits pairs of parts anew, until
 * nothing is left by `measure`, rounds bring nothing, or patience ends. Leaves the best by `measure`; false where it was
 * too dear.
 */
function repairUntil(
  state: State,
  connectivity: Connectivity,
  attempt: Attempt,
  measure: (state: State) => number,
  patience: Patience = () => 'go on',
): boolean {
  const { preset, control } = attempt
  const { graph, partCount, fixed, apartPairs } = state.problem
  const unit = typicalEdge(graph)
  // Splitting by trees is for few and heavy vertices, and would tear fixed ones and pairs to be apart from where they must be.
  const mayRescue =
    fixed === undefined && apartPairs === undefined && graph.vertexCount < FEW_VERTICES_PER_PART * partCount
  const order = [partCount >= FEWEST_FOR_REGIONS ? 'redivide' : 'anneal', mayRescue ? 'resplit' : 'redivide', 'anneal']
  let best = measure(state)
  let bestPart = state.part.slice()
  let idle = 0
  let price = attempt.price
  for (let round = 0; best > 0 && idle < preset.idleRepairs && !control.isStopped(); round++) {
    const phase = round === 0 ? 'close' : order[(round - 1) % order.length]
    if (phase === 'resplit') resplitPairs(state, attempt)
    else if (phase === 'redivide') {
      const isMending = hasSoft(state.problem)
      redivide(state, { regions: preset.regions, parts: REGION, isMending }, { ...attempt, price: price * LADDER })
    } else if (phase === 'anneal') {
      price *= LADDER
      const options = optionsFor(state, { ...attempt, price }, WARM, preset.finestSweeps)
      anneal(state, connectivity, { ...options, softness: LADDER_SOFTNESS }, attempt)
    }
    closeOverflow(state, connectivity, attempt, unit)
    const violation = measure(state)
    idle = violation < best * LEAST_REPAIR ? 0 : idle + 1
    if (violation < best) {
      best = violation
      bestPart = state.part.slice()
    }
    const verdict = best > 0 ? patience(best, cutOf(state)) : 'go on'
    if (verdict === 'too dear') return false
    if (verdict === 'enough') break
  }
  restore(state, bestPart)
  return true
}

function closeOverflow(state: State, connectivity: Connectivity, attempt: Attempt, unit: number): void {
  const { sweeps, hot, strictness, softness } = CLOSING
  const options = { sweeps, hot: hot * unit, cold: COLD * unit, price: attempt.price * strictness, softness, shape: 0 }
  anneal(state, connectivity, options, attempt)
}

/**
 * Splits parts out of their bounds anew with touching ones, for bounds that single moves cannot meet because vertices are heavy. A
 * split that violates as much as before is taken too: it hands the trouble on to other neighbours.
 */
function resplitPairs(state: State, { price, random, control }: Attempt): void {
  const { resplit } = createResplitter(state, random)
  let best = totalViolation(state)
  let bestCut = cutOf(state)
  let bestPart = state.part.slice()
  for (let pair = 0; pair < RESCUE.pairs && best > 0; pair++) {
    control.poll()
    const violated = violatedParts(state)
    if (violated.length === 0) break
    const p = violated[random.below(violated.length)]!
    const { offsets, neighbors } = quotientOf(state.problem, state.part)
    const beside = neighbors.subarray(offsets[p], offsets[p + 1])
    if (beside.length === 0) continue
    if (!resplit(p, beside[random.below(beside.length)]!, RESCUE.trees, RESCUE.strictness * price, price)) continue
    const violation = totalViolation(state)
    const cut = cutOf(state)
    if (violation > best + EPSILON || (violation >= best - EPSILON && cut >= bestCut)) continue
    best = violation
    bestCut = cut
    bestPart = state.part.slice()
  }
  restore(state, bestPart)
}
