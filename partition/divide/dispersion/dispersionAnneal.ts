import { sumOf } from '../../graph/sums.ts'
import type { Connectivity } from '../base/connectivity.ts'
import { exponential } from '../base/exponential.ts'
import { hasSoft } from '../base/problem.ts'
import { rootOf } from '../base/root.ts'
import type { Run } from '../base/run.ts'
import { conflictsOf } from './dispersionProblem.ts'
import {
  type DispersionState,
  dispersionOf,
  distance,
  load,
  moveMember,
  penaltyWith,
  recenter,
  reliefOf,
} from './dispersionState.ts'

export interface DispersionAnnealOptions {
  /** pairs of neighbours looked at */
  steps: number
  /** first temperature, in distance times places, and the last one as a share of it */
  hot: number
  cooling: number
  /** what a unit of hard penalty costs at first, and a unit of soft penalty always, in distance times places */
  price: number
  softPrice: number
}

/** How far a division is from its hard bounds, conflicts included, and what else it costs. */
export interface DispersionWorth {
  readonly hard: number
  readonly cost: number
}

const STAGES = 200
const EPSILON = 1e-9
// The price rises where less than this share of a stage was spent within bounds: in most stages, and in the last ones.
const WITHIN = 0.3
const WITHIN_AT_LAST = 0.7
const LAST_STAGES = 0.8
const RAISE = 1.3
const LOWER = 0.85
// The price stays within this factor of the first, both ways.
const PRICE_RANGE = 100

/**
 * Simulated annealing over moves of one vertex and over chains of two, v: p → q and u: q → r, which is a swap where
 * r = p: tight bounds leave few single moves. The price of hard penalties oscillates (strategic oscillation): it rises
 * after a stage spent mostly out of bounds and falls after others. Parts stay connected and not empty, fixed vertices
 * stay. A move is judged by the present centers, and exactly where it takes a tracked center away. Leaves the best
 * division met, by hard penalty and then by dispersion + softPrice · soft penalty; never worse than the first.
 */
export function annealDispersion(
  state: DispersionState,
  connectivity: Connectivity,
  options: DispersionAnnealOptions,
  { random, control }: Run,
): DispersionWorth {
  const { part, counts, members, centers, hard, soft, isTracked, problem } = state
  const { graph, fixed, partCount } = problem
  const isSoft = hasSoft(problem)
  const { offsets, neighbors, vertexCount } = graph
  const { softPrice } = options
  const stepsPerStage = Math.ceil(options.steps / STAGES)
  const cooling = rootOf(options.cooling, STAGES)
  // Comparing with the best costs O(parts) where centers are tracked, and keeping it O(vertices).
  const checkEvery = Math.max(1, vertexCount >> 8)
  let temperature = options.hot
  let price = options.price

  const bestPart = part.slice()
  let best: DispersionWorth = { hard: Infinity, cost: Infinity }
  const hardNow = () => sumOf(hard) + state.conflicts
  const keepIfBest = () => {
    const now = { hard: hardNow(), cost: 0 }
    if (now.hard > best.hard + EPSILON) return
    now.cost = dispersionOf(state) + (isSoft ? softPrice * sumOf(soft) : 0)
    if (!isWorthMore(now, best)) return
    best = now
    bestPart.set(part)
  }
  keepIfBest()

  const canMove = (v: number): boolean => {
    const p = part[v]!
    return (fixed === undefined || fixed[v] === -1) && members[p]!.length > 1 && (isTracked || centers[p] !== v)
  }
  const burden = (v: number, p: number): number => counts[v]! * distance(state, v, centers[p]!)
  const priceNow = (p: number): number => price * hard[p]! + softPrice * soft[p]!
  const priceWith = (p: number, u: number, signOfU: number, w: number, signOfW: number): number => {
    const hardPrice = price * penaltyWith(state, p, 1, u, signOfU, w, signOfW)
    return isSoft ? hardPrice + softPrice * penaltyWith(state, p, 0, u, signOfU, w, signOfW) : hardPrice
  }
  const conflictPrice = (v: number, to: number): number =>
    price * (conflictsOf(problem, part, v, to) - conflictsOf(problem, part, v, part[v]!))

  const tryMove = (v: number, q: number, allowance: number): boolean => {
    const p = part[v]!
    let change = burden(v, q) - reliefOf(state, v) + conflictPrice(v, q)
    change += priceWith(p, v, -1, -1, 0) + priceWith(q, v, 1, -1, 0) - priceNow(p) - priceNow(q)
    if (change > allowance || !connectivity.canLeave(part, v)) return false
    moveMember(state, v, q)
    return true
  }

  const tryChain = (v: number, q: number, allowance: number): boolean => {
    const p = part[v]!
    const u = members[q]![random.below(members[q]!.length)]!
    if (!canMove(u)) return false
    const beside = neighbors[offsets[u]! + random.below(offsets[u + 1]! - offsets[u]!)]!
    const r = part[beside]!
    if (r === q || beside === v) return false
    let change = burden(v, q) - reliefOf(state, v) + conflictPrice(v, q)
    change += burden(u, r) - reliefOf(state, u) + conflictPrice(u, r)
    change += priceWith(q, v, 1, u, -1) - priceNow(p) - priceNow(q)
    if (r === p) change += priceWith(p, v, -1, u, 1)
    else change += priceWith(p, v, -1, -1, 0) + priceWith(r, u, 1, -1, 0) - priceNow(r)
    if (change > allowance || !connectivity.canLeave(part, v)) return false
    part[v] = q
    const canFollow = connectivity.canLeave(part, u)
    part[v] = p
    if (!canFollow) return false
    moveMember(state, v, q)
    moveMember(state, u, r)
    return true
  }

  for (let stage = 0; stage < STAGES; stage++) {
    control.poll()
    if (control.isStopped()) break
    let stepsWithin = 0
    let moves = 0
    let isWithin = hardNow() <= EPSILON
    for (let step = 0; step < stepsPerStage; step++) {
      if (isWithin) stepsWithin++
      const v = random.below(vertexCount)
      const degree = offsets[v + 1]! - offsets[v]!
      if (degree === 0) continue
      const q = part[neighbors[offsets[v]! + random.below(degree)]!]!
      if (q === part[v] || !canMove(v)) continue
      const allowance = temperature * exponential(random)
      const hasMoved = (random.next() & 1) === 0 ? tryMove(v, q, allowance) : tryChain(v, q, allowance)
      if (!hasMoved) continue
      isWithin = hardNow() <= EPSILON
      if (++moves % checkEvery === 0) keepIfBest()
    }
    if (!isTracked) for (let p = 0; p < partCount; p++) recenter(state, p)
    keepIfBest()
    temperature *= cooling
    const wanted = (stage >= LAST_STAGES * STAGES ? WITHIN_AT_LAST : WITHIN) * stepsPerStage
    price *= stepsWithin < wanted ? RAISE : LOWER
    price = Math.max(options.price / PRICE_RANGE, Math.min(options.price * PRICE_RANGE, price))
  }
  part.set(bestPart)
  load(state)
  return best
}

export function isWorthMore(one: DispersionWorth, other: DispersionWorth): boolean {
  if (one.hard < other.hard - EPSILON) return true
  return one.hard < other.hard + EPSILON && one.cost < other.cost - EPSILON
}
