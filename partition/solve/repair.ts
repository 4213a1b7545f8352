import { anneal } from './anneal.ts'
import type { Connectivity } from './connectivity.ts'
import { edgeUnit } from './edgeUnit.ts'
import { type Attempt, COLD, optionsFor, WARM } from './multilevel.ts'
import { prioritize } from './problem.ts'
import { recombine } from './recombine.ts'
import { redivide } from './redivide.ts'
import { createState, firstViolation, restore, type State, totalViolation } from './state.ts'

// A cold end at a price no cut is worth: closes what little is left for next to no edges.
const SETTLING = { sweeps: 60, hot: 2 * COLD, strictness: 1000, softness: 0.01 }
// What the price is multiplied by from one round of repair to the next.
const LADDER = 4
const LADDER_SOFTNESS = 0.1
// The parts of a region to be divided anew, at most, and the parts from which on a region is not nearly everything.
const REGION = 5
const FEWEST_FOR_REGIONS = 4
const FEW_VERTICES_PER_PART = 100
const RESCUE = { pairs: 40, trees: 20 }
// A round of repair that leaves more than this of the violation has brought nothing.
const LEAST_REPAIR = 0.98

/** Brings the parts within their bounds. Where bounds conflict, the first weight is put above the others at last. */
export function repair(state: State, connectivity: Connectivity, attempt: Attempt): void {
  repairUntil(state, connectivity, attempt, totalViolation)
  if (state.problem.weightCount === 1 || firstViolation(state) === 0 || attempt.control.isStopped()) return
  const strict = createState(prioritize(state.problem), state.part.slice())
  repairUntil(strict, connectivity, attempt, firstViolation)
  restore(state, strict.part)
}

/**
 * Settles at once if little is missing, else anneals again at rising prices and splits pairs of parts anew, until
 * nothing is left by `measure` or rounds bring nothing. Leaves the best by `measure`.
 */
function repairUntil(
  state: State,
  connectivity: Connectivity,
  attempt: Attempt,
  measure: (state: State) => number,
): void {
  const { preset, random, control } = attempt
  const { graph, partCount, fixed, foes } = state.problem
  const unit = edgeUnit(graph)
  // Splitting by trees is for few and heavy vertices, and would tear fixed ones and foes from where they must be.
  const mayRescue = fixed === undefined && foes === undefined && graph.vertexCount < FEW_VERTICES_PER_PART * partCount
  const order = [
    partCount >= FEWEST_FOR_REGIONS ? 'redivide' : 'anneal',
    mayRescue ? 'recombine' : 'redivide',
    'anneal',
  ]
  let best = measure(state)
  let bestPart = state.part.slice()
  let idle = 0
  let price = attempt.price
  for (let round = 0; best > 0 && idle < preset.idleRepairs && !control.isStopped(); round++) {
    const phase = round === 0 ? 'settle' : order[(round - 1) % order.length]
    if (phase === 'recombine') recombine(state, RESCUE, random, control)
    else if (phase === 'redivide') {
      redivide(state, { regions: preset.regions, parts: REGION }, { ...attempt, price: price * LADDER })
    } else if (phase === 'anneal') {
      price *= LADDER
      const options = optionsFor(state, { ...attempt, price }, WARM, preset.finestSweeps)
      anneal(state, connectivity, { ...options, softness: LADDER_SOFTNESS }, random, control)
    }
    settle(state, connectivity, attempt, unit)
    const violation = measure(state)
    idle = violation < best * LEAST_REPAIR ? 0 : idle + 1
    if (violation >= best) continue
    best = violation
    bestPart = state.part.slice()
  }
  restore(state, bestPart)
}

function settle(state: State, connectivity: Connectivity, { price, random, control }: Attempt, unit: number): void {
  const { sweeps, hot, strictness, softness } = SETTLING
  const options = { sweeps, hot: hot * unit, cold: COLD * unit, price: price * strictness, softness, shape: 0 }
  anneal(state, connectivity, options, random, control)
}
