import { sumOf } from '../../graph/sums.ts'
import { createApartPairs } from '../base/apartPairs.ts'
import { createConnectivity } from '../base/connectivity.ts'
import type { Division } from '../base/division.ts'
import type { Run } from '../base/run.ts'
import { findDues, listBorders } from './rebalanceFlow.ts'
import { isBetter, type Score, type SearchOptions, searchBalance } from './rebalanceSearch.ts'
import { createMovingState, type MovingState, worstOverflow } from './rebalanceState.ts'

// Moves tried a busy vertex and stage for each of the preset's finest steps.
const EFFORT_PER_STEP = 0.1
// A graph gets as many searches from the start as fit into this many times the preset's attemptVertices.
const ATTEMPT_FACTOR = 6
const MOST_ATTEMPTS = 8
const GUIDED_RETRIES = 2
// In the last retries weights that are not hard no longer stand in the way of those that are.
const LAST_RETRIES = 4
const LEAST_RETRIES = 2
const BUDGET_ATTEMPTS = 4
// What a flow moves is the least there can be; whole vertices take about a tenth more.
const FLOW_TO_MOVES = 1.1
const BISECTIONS = 16
const ROUNDING = 1e-9

/**
 * Brings `division.start` back within its bounds by moving as little as possible: vertices that end in another part than
 * they started from cost their `moveCosts` (one a vertex, ≥ 0), and the sum never exceeds `budget` (Infinity: no cap).
 * The most important weight comes first, and the first of several; all are met if a search finds how, else the others
 * gain where that costs little. Borders are kept short along the way. With a budget too small, or bounds that cannot be met, the division comes as near to them as the searches
 * found, worst parts first. A start within all bounds and apart as asked comes back as it was.
 *
 * Parts stay connected and not empty, vertices with a fixed part stay, and no pair that is apart is brought together.
 * Throws RangeError without a start. When stopped, returns the best so far. O(searches · stages · (edges + moves tried)).
 */
export function rebalance(division: Division, moveCosts: Float64Array, budget: number, run: Run): Uint16Array {
  const { preset, control } = run
  const { graph, start, importance } = division
  if (start === undefined) throw new RangeError('rebalancing needs a division to start from')
  const most = importance.reduce((a, b) => Math.max(a, b), 0)
  // Of weights that count alike the first comes first where they conflict, so it alone is hard to the searches.
  const isTop = Array.from(importance, (value) => value === most)
  const isHard = isTop.map((top, c) => top && isTop.indexOf(true) === c)
  const isAny = isHard.map(() => true)
  const apartPairs = createApartPairs(division.apart, graph.vertexCount)
  const connectivity = createConnectivity(graph)
  const effort = Math.max(1, Math.round(preset.searchSteps * EFFORT_PER_STEP))
  const affordable = Math.floor((ATTEMPT_FACTOR * preset.attemptVertices) / graph.vertexCount)
  const attempts = Math.min(MOST_ATTEMPTS, Math.max(1, affordable))
  const retries = Math.max(LEAST_RETRIES, attempts)
  const cap = safeCap(moveCosts, budget)
  const options = { effort, widen: 0, budget: cap, isPursued: isHard, isHard, isGuided: true, ignoresSoft: false }

  const measure = (part: Uint16Array) => createMovingState(division, start, part, moveCosts)
  const isOut = (state: MovingState, weights: readonly boolean[]) =>
    (apartPairs !== undefined && apartPairs.countAll(state.part) > 0) || worstOverflow(state, weights) > 0
  const search = (part: Uint16Array, more: Partial<SearchOptions> = {}): Score =>
    searchBalance(measure(part.slice()), connectivity, { ...options, ...more }, run)

  /** Several searches from the start; then, while bounds are missed, more from the best. */
  const reach = (): Score => {
    let best = search(start)
    for (let attempt = 1; attempt < attempts && !control.isStopped(); attempt++) {
      const next = search(start)
      if (isBetter(next, best)) best = next
    }
    const patient = GUIDED_RETRIES + retries
    for (let retry = 0; retry < patient + LAST_RETRIES; retry++) {
      if (best.violation === 0 || control.isStopped()) break
      const isLast = retry >= patient
      best = search(best.part, { isGuided: isLast || retry < GUIDED_RETRIES, ignoresSoft: isLast })
    }
    return best
  }
  /** Searches from the start within wider bounds; what is left of the budget buys narrower ones. */
  const approach = (widen: number): Score => {
    let slack = widen
    let best = search(start, { widen })
    for (let attempt = 1; attempt < BUDGET_ATTEMPTS && !control.isStopped(); attempt++) {
      slack *= worstOverflow(measure(best.part), isHard) <= slack ? 0.8 : 1.2
      const next = search(start, { widen: slack })
      if (isBetter(next, best)) best = next
    }
    return best
  }

  /** All weights at once, as if all were hard, and then the hard ones again. */
  const reachAll = (): Score => {
    const all = { isPursued: isAny, isHard: isAny }
    let best = search(start, all)
    for (let retry = 0; retry < retries && best.violation > 0 && !control.isStopped(); retry++) {
      best = search(best.part, { ...all, isGuided: false })
    }
    return search(best.part, { isPursued: isAny })
  }

  const first = measure(start)
  if (!isOut(first, isAny)) return start.slice()
  const widen = affordableSlack(first, cap, isHard)
  if (widen > 0) return approach(widen).part
  const met = isOut(first, isHard) ? reach() : search(start, { isPursued: isAny })
  if (control.isStopped() || !isHard.includes(false) || !isOut(measure(met.part), isAny)) return met.part
  const best = search(met.part, { isPursued: isAny })
  const all = reachAll()
  const isMet = ({ part }: Score) => !isOut(measure(part), isTop)
  if (isMet(all) !== isMet(best)) return (isMet(all) ? all : best).part
  return (isBetter(all, best) ? all : best).part
}

/** The cap that running sums may touch: whole costs add up exactly, fractions drift. */
function safeCap(moveCosts: Float64Array, budget: number): number {
  if (moveCosts.every(Number.isInteger)) return budget
  return budget - ROUNDING * sumOf(moveCosts)
}

/** How far the bounds must be widened, in average parts, until the least moves that meet them fit the budget; 0 if now. */
function affordableSlack(state: MovingState, budget: number, isHard: readonly boolean[]): number {
  const { problem, moveCosts, partWeights } = state
  if (budget === Infinity) return 0
  const borders = listBorders(problem, state.part)
  const costTotal = sumOf(moveCosts)
  const costAt = (widen: number): number => {
    let most = 0
    for (let c = 0; c < isHard.length; c++) {
      if (!isHard[c]) continue
      const share = findDues(problem, partWeights, c, widen, borders) * (problem.scale[c]! / problem.partCount)
      most = Math.max(most, share * costTotal)
    }
    return most * FLOW_TO_MOVES
  }
  if (costAt(0) <= budget) return 0
  let low = 0
  let high = worstOverflow(state, isHard)
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2
    if (costAt(middle) <= budget) high = middle
    else low = middle
  }
  return high
}
