import { flood } from '../../graph/flood.ts'
import type { Control } from '../base/control.ts'
import type { Division } from '../base/division.ts'
import { quotientOf } from '../base/quotient.ts'
import { shuffle } from '../base/random.ts'
import type { Run } from '../base/run.ts'
import { overflowOf } from '../base/state.ts'
import { flowCut, type Price } from './flowCut.ts'
import { networkOf } from './network.ts'
import { createSearchState, isHard, recount, type SearchState } from './searchState.ts'

export interface FlowRefineOptions {
  /** rounds over all touching pairs; a pair neither side of which has changed is not tried again */
  rounds: number
  /** the share of a part's vertices, nearest to the border, that may change sides; 0..1 */
  reach: number
  /** what a unit of violation of a soft weight costs, in edge weight; hard ones cost far more */
  price: number
}

/**
 * Lowers the cut between touching parts by balanced minimum cuts in a corridor around their border (Sanders, Schulz,
 * "Engineering multilevel graph partitioning algorithms", 2011, with FlowCutter in place of their corridor bounds).
 * Never worse by cut + price · violation; parts stay connected. Returns a new division.
 * O(rounds · pairs · corridor edges · border edges) at worst.
 */
export function flowRefine(division: Division, part: Uint16Array, options: FlowRefineOptions, run: Run): Uint16Array {
  const state = createSearchState(division, part)
  refineByFlow(state, options, run)
  return state.part
}

/** As flowRefine, on a state. Returns how many pairs it has improved. */
export function refineByFlow(state: SearchState, options: FlowRefineOptions, { random, control }: Run): number {
  const { partCount } = state.problem
  const pairs = createPairCutter(state, control)
  let isChanged = new Uint8Array(partCount).fill(1)
  let improved = 0
  for (let round = 0; round < options.rounds; round++) {
    const touching = touchingPairs(state).filter(
      (pair) => isChanged[Math.floor(pair / partCount)] || isChanged[pair % partCount],
    )
    const order = Uint32Array.from(touching)
    shuffle(order, random)
    const isChangedNow = new Uint8Array(partCount)
    for (const pair of order) {
      control.poll()
      if (control.isStopped()) return improved
      const p = Math.floor(pair / partCount)
      const q = pair % partCount
      if (!pairs.improve(p, q, options.reach, options.price)) continue
      improved++
      isChangedNow[p] = 1
      isChangedNow[q] = 1
    }
    isChanged = isChangedNow
    if (!isChanged.includes(1)) break
  }
  return improved
}

/** p · partCount + q for each pair p < q of parts with an edge between them, ascending. */
function touchingPairs({ problem, part }: SearchState): number[] {
  const { offsets, neighbors } = quotientOf(problem, part)
  const pairs: number[] = []
  for (let p = 0; p < problem.partCount; p++) {
    for (const q of neighbors.subarray(offsets[p], offsets[p + 1])) if (q > p) pairs.push(p * problem.partCount + q)
  }
  return pairs
}

interface PairCutter {
  /** True if p and q were divided anew, with less cut + price · violation than before. */
  improve(p: number, q: number, reach: number, price: number): boolean
}

const SOURCE = 1
const SINK = 2

function createPairCutter(state: SearchState, control: Control): PairCutter {
  const { part, problem } = state
  const { graph, fixed, apartPairs } = problem
  const { vertexCount, offsets, neighbors, edgeWeights } = graph
  const local = new Int32Array(vertexCount).fill(-1)
  const depth = new Int32Array(vertexCount)
  const members = membersByPart(state)

  /**
   * Marks with their distance in `depth` the vertices of `own` nearest to `other`, at most that share of them and never
   * all; 0 for the rest. Returns the edge weight between the two.
   */
  const findCorridor = (own: number, other: number, reach: number): number => {
    const vertices = members[own]!
    const most = Math.min(Math.ceil(reach * vertices.length), vertices.length - 1)
    let border = 0
    const queue: number[] = []
    for (const v of vertices) {
      depth[v] = 0
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
        if (part[neighbors[e]!] !== other) continue
        border += edgeWeights[e]!
        depth[v] = 1
      }
      if (depth[v] === 1) queue.push(v)
    }
    flood(graph, queue, (u, v) => {
      if (queue.length >= most || part[u] !== own || depth[u] !== 0) return false
      depth[u] = depth[v]! + 1
      return true
    })
    for (const v of queue.slice(Math.max(0, most))) depth[v] = 0
    return border
  }

  const improve = (p: number, q: number, reach: number, price: number): boolean => {
    const border = findCorridor(p, q, reach)
    findCorridor(q, p, reach)
    const vertices = Uint32Array.from([...members[p]!, ...members[q]!])
    for (let i = 0; i < vertices.length; i++) local[vertices[i]!] = i
    const network = networkOf(problem, vertices, local)
    for (let i = 0; i < vertices.length; i++) {
      const v = vertices[i]!
      const isOfP = part[v] === p
      network.depth[i] = isOfP ? depth[v]! : -depth[v]!
      if (depth[v] === 0 || (fixed && fixed[v] !== -1)) network.terminal[i] = isOfP ? SOURCE : SINK
    }
    const costOf = pairPrice(state, p, q, price)
    const sums = state.partWeights.subarray(p * problem.weightCount, (p + 1) * problem.weightCount)
    const now = border + costOf(sums, true)
    const side = flowCut(network, now, costOf, control)
    const isTaken = side !== undefined && take(vertices, side, p, q)
    for (const v of vertices) local[v] = -1
    return isTaken
  }

  /** Adopts the new sides if they are connected and keep pairs apart; else puts back the old ones. */
  const take = (vertices: Uint32Array, side: Uint8Array, p: number, q: number): boolean => {
    const before = Uint16Array.from(vertices, (v) => part[v]!)
    for (let i = 0; i < vertices.length; i++) part[vertices[i]!] = side[i] ? p : q
    const ofP = Array.from(vertices.filter((v) => part[v] === p))
    const ofQ = Array.from(vertices.filter((v) => part[v] === q))
    if (isConnected(ofP, p) && isConnected(ofQ, q) && !hasPairTogether(vertices)) {
      recount(state)
      members[p] = ofP
      members[q] = ofQ
      return true
    }
    for (let i = 0; i < vertices.length; i++) part[vertices[i]!] = before[i]!
    return false
  }

  const isConnected = (vertices: readonly number[], own: number): boolean => {
    for (const v of vertices) depth[v] = v === vertices[0] ? 1 : 0
    const reached = flood(graph, vertices.slice(0, 1), (u) => part[u] === own && depth[u] === 0 && ++depth[u]! > 0)
    return reached.length > 0 && reached.length === vertices.length
  }

  const hasPairTogether = (vertices: Uint32Array): boolean =>
    apartPairs !== undefined && vertices.some((v) => apartPairs.isBarred(part, v, part[v]!))

  return { improve }
}

// A unit of a hard weight's violation costs so many times what a soft one's does.
const HARDNESS = 1e4

/** What a division of p ∪ q costs in violation, p at the source; `price` is that of a unit of a soft weight. */
export function pairPrice(
  { problem, partWeights, importance }: SearchState,
  p: number,
  q: number,
  price: number,
): Price {
  const { weightCount } = problem
  const totals = new Float64Array(weightCount)
  for (let c = 0; c < weightCount; c++)
    totals[c] = partWeights[p * weightCount + c]! + partWeights[q * weightCount + c]!
  const prices = Float64Array.from(importance, (value, c) => price * (isHard(importance, c) ? HARDNESS : value))
  return (sums, isSource) => {
    let cost = 0
    for (let c = 0; c < weightCount; c++) {
      const ofP = isSource ? sums[c]! : totals[c]! - sums[c]!
      const ofQ = totals[c]! - ofP
      const over = overflowOf(problem, p * weightCount + c, c, ofP) + overflowOf(problem, q * weightCount + c, c, ofQ)
      cost += prices[c]! * over
    }
    return cost
  }
}

function membersByPart({ problem, part }: SearchState): number[][] {
  const members: number[][] = Array.from({ length: problem.partCount }, () => [])
  for (let v = 0; v < part.length; v++) members[part[v]!]!.push(v)
  return members
}
