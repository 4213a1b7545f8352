import { sumOf } from '../../graph/sums.ts'
import type { Connectivity } from '../base/connectivity.ts'
import { cutLossOf } from '../base/cutLoss.ts'
import { exponential } from '../base/exponential.ts'
import type { Run } from '../base/run.ts'
import { typicalEdge } from '../base/typicalEdge.ts'
import { createBusyBorder } from './rebalanceBorder.ts'
import { createLedger, type LedgerOptions } from './rebalanceLedger.ts'
import { leavesHome, type MovingState, moveAway, violationOf } from './rebalanceState.ts'

/**
 * Annealing towards balance with the fewest moves. One objective, in edge weight:
 *
 *   cut + λ · moved + CELL_PRICE · vertices moved + what balance still costs (rebalanceLedger.ts)
 *
 * The last term is the sum of a minimum-cost flow over touching parts. A vertex that goes where something is due pays λ
 * for itself and takes slightly more off what is due: chains of parts are downhill from end to end, where overflow alone
 * would have to climb from a part that is too heavy into the next. After each stage the flow is found anew.
 */
export interface SearchOptions extends LedgerOptions {
  /** moves tried in each stage for each vertex on a border where something is due */
  readonly effort: number
  /** no vertex leaves home if Σ moveCosts would exceed this */
  readonly budget: number
}

const STAGES = 40
// The last stages take nothing but improvements.
const GREEDY_STAGES = 2
// 0.944^40 = 0.1
const COOLING = 0.944
const HOT = 1
const HOT_UNGUIDED = 2
// λ: to move a vertex of average cost is worth MOVE_PRICE · (COMPACTNESS_REACH − compactness) typical edges.
const MOVE_PRICE = 0.6
const COMPACTNESS_REACH = 1.1
const CELL_PRICE = 0.05
const PAIR_PRICE = 1000
// An exchange is tried for a vertex that loses no more than what this much of an average part is worth, with the first
// suitable of so many drawn.
const EXCHANGE_REACH = 0.03
const EXCHANGE_DRAWS = 30
const STEPS_PER_POLL = 1024

/** A division and what it is worth: less is better, violation first. */
export interface Score {
  readonly part: Uint16Array
  /** of hard weights and of pairs that should be apart */
  readonly violation: number
  /** cut, moves and the violation of other weights, in edge weight */
  readonly worth: number
}

export function isBetter(a: Score, b: Score): boolean {
  return a.violation < b.violation || (a.violation === b.violation && a.worth < b.worth)
}

/**
 * Searches as above from `state`, which is used up, and returns the best division met at the end of a stage: fewest pairs
 * together, then least violation of hard weights, then the rest of the objective; never worse than the first. Parts
 * stay connected and not empty; no vertex with a fixed part moves. O(effort · busy vertices + edges) a stage.
 */
export function searchBalance(
  state: MovingState,
  connectivity: Connectivity,
  options: SearchOptions,
  { random, control }: Run,
): Score {
  const { problem, part, moveCosts, partSizes } = state
  const { graph, partCount, importance, apartPairs } = problem
  const { offsets, neighbors, vertexWeights: columns } = graph
  const weightCount = columns.length
  const { isGuided, isHard } = options
  const edge = typicalEdge(graph)
  // In edge weight for one average part.
  const lambda = (MOVE_PRICE * (COMPACTNESS_REACH - problem.compactness) * edge * graph.vertexCount) / partCount
  const costTotal = sumOf(moveCosts)
  const costPrice = costTotal > 0 ? (lambda * partCount) / costTotal : 0
  const cellPrice = CELL_PRICE * edge
  const pairPrice = PAIR_PRICE * lambda
  const pairsIn = (v: number, p: number): number => (apartPairs === undefined ? 0 : apartPairs.countIn(part, v, p))
  const pairsTogether = (): number => (apartPairs === undefined ? 0 : apartPairs.countAll(part))
  const border = createBusyBorder(state)
  const ledger = createLedger(state, border, lambda, options)
  const shift = new Float64Array(weightCount)

  const violation = (): number => {
    let total = 0
    for (let c = 0; c < weightCount; c++) if (isHard[c]) total += importance[c]! * violationOf(state, c)
    return total + pairPrice * pairsTogether()
  }
  const worth = (): number => {
    let total = state.cut + costPrice * state.moved + cellPrice * state.movedCount
    for (let c = 0; c < weightCount; c++) if (!isHard[c]) total += ledger.softPrice * violationOf(state, c)
    return total
  }

  /** Whether v may go to a part beside it, whatever that costs. */
  const mayGo = (v: number, to: number): boolean => {
    if (leavesHome(state, v, to) !== 1) return true
    if (state.moved + moveCosts[v]! > options.budget) return false
    return border.isOpen(part[v]!, to)
  }
  /** What the move of v costs in cut, in moves and in pairs that share a part, without what it does to balance. */
  const ownLoss = (v: number, to: number, cutLoss: number): number =>
    cutLoss + leavesHome(state, v, to) * (costPrice * moveCosts[v]! + cellPrice) - pairPrice * pairsIn(v, part[v]!)

  /** Tries one random move of a random vertex; if it will not do, with one that comes in exchange. */
  const step = (temperature: number) => {
    const v = border.items[random.below(border.items.length)]!
    const from = part[v]!
    const first = offsets[v]!
    const to = part[neighbors[first + random.below(offsets[v + 1]! - first)]!]!
    if (to === from) {
      border.dropIfIdle(v)
      return
    }
    if (partSizes[from]! <= 1 || !mayGo(v, to) || pairsIn(v, to) > 0) return
    for (let c = 0; c < weightCount; c++) shift[c] = columns[c]![v]!
    const cutLoss = cutLossOf(state, v, to)
    const own = ownLoss(v, to, cutLoss)
    const loss = own + ledger.lossOf(from, to, shift)
    const threshold = temperature * exponential(random)
    if (loss > 0 && loss > threshold) {
      if (own <= threshold + EXCHANGE_REACH * lambda) exchange(v, to, own, cutLoss, threshold)
      return
    }
    if (!connectivity.canLeave(part, v)) return
    ledger.record(from, to, shift)
    moveAway(state, v, to, cutLoss)
    border.update(v)
  }

  /** Tries to take a vertex of `to` for v, one that does not touch v. */
  const exchange = (v: number, to: number, ownOfV: number, cutLossOfV: number, threshold: number) => {
    const from = part[v]!
    let u = -1
    for (let attempt = 0; attempt < EXCHANGE_DRAWS; attempt++) {
      u = border.items[random.below(border.items.length)]!
      if (part[u] === to && touches(u, from) && !touchesVertex(u, v)) break
      u = -1
    }
    if (u === -1) return
    if (!mayGo(u, from) || pairsIn(u, from) > 0) return
    for (let c = 0; c < weightCount; c++) shift[c] = columns[c]![v]! - columns[c]![u]!
    const cutLossOfU = cutLossOf(state, u, from)
    const loss = ownOfV + ownLoss(u, from, cutLossOfU) + ledger.lossOf(from, to, shift)
    if (loss > 0 && loss > threshold) return
    if (!connectivity.canLeave(part, v)) return
    moveAway(state, v, to, cutLossOfV)
    if (state.moved + moveCosts[u]! * leavesHome(state, u, from) > options.budget || !connectivity.canLeave(part, u)) {
      moveAway(state, v, from, -cutLossOfV)
      return
    }
    moveAway(state, u, from, cutLossOfU)
    ledger.record(from, to, shift)
    border.update(v)
    border.update(u)
  }
  const touches = (v: number, p: number): boolean => {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) if (part[neighbors[e]!] === p) return true
    return false
  }
  const touchesVertex = (v: number, u: number): boolean => {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) if (neighbors[e] === u) return true
    return false
  }

  const openAroundPairs = () => {
    for (const v of problem.apart!) {
      const p = part[v]!
      if (pairsIn(v, p) > 0) border.openAround(p)
    }
  }

  const rate = (): Score => ({ part, violation: violation(), worth: worth() })
  let best: Score = { ...rate(), part: part.slice() }
  let temperature = edge * (isGuided ? HOT : HOT_UNGUIDED)
  for (let stage = 0; stage < STAGES + GREEDY_STAGES && !control.isStopped(); stage++) {
    ledger.plan(stage / STAGES)
    if (pairsTogether() > 0) openAroundPairs()
    border.collect()
    if (border.items.length === 0) break
    const steps = Math.max(STEPS_PER_POLL, border.items.length * options.effort)
    for (let done = 0; done < steps && border.items.length > 0; done++) {
      if (done % STEPS_PER_POLL === 0) {
        control.poll()
        if (control.isStopped()) break
      }
      step(stage < STAGES ? temperature : 0)
    }
    const now = rate()
    if (isBetter(now, best)) best = { ...now, part: part.slice() }
    temperature *= COOLING
  }
  return best
}
