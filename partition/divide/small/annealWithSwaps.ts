import type { Connectivity } from '../base/connectivity.ts'
import { cutLossOf } from '../base/cutLoss.ts'
import { exponential } from '../base/exponential.ts'
import type { Run } from '../base/run.ts'
import { totalViolation, violationWith } from '../base/state.ts'
import { createResplitter } from '../border/resplit.ts'
import { adopt, isBetter, mayEnter, moveTo, recount, type SearchState, scoreOf } from './searchState.ts'

export interface SwapOptions {
  /** stages of the schedule; each tries one resplit and `steps` moves */
  stages: number
  steps: number
  /** spanning trees drawn for a resplit; 0 tries none */
  trees: number
  /** first and last temperature, in edge weight */
  hot: number
  cold: number
  /** what a unit of violation costs at first and at last, in edge weight */
  softPrice: number
  price: number
}

// Partners tried for a swap before it is given up.
const SWAP_TRIES = 8

/**
 * Simulated annealing with three kinds of moves: a border vertex goes to the part beside it; two border vertices of two
 * parts change places, which is what tight bounds leave; two touching parts are merged and split anew along a random
 * spanning tree, which is what it takes to turn a border round. Temperature falls and the price of violation rises in
 * even steps. Parts stay connected. Leaves the best state met; never worse than the first.
 */
export function annealWithSwaps(
  state: SearchState,
  connectivity: Connectivity,
  options: SwapOptions,
  { random, control }: Run,
): void {
  const { part, partSizes, violationOf } = state
  const { offsets, neighbors, vertexCount } = state.problem.graph
  if (neighbors.length === 0) return
  const resplitter = createResplitter(state, random)
  const border = new Uint32Array(vertexCount)
  const positions = new Int32Array(vertexCount).fill(-1)
  let size = 0
  const isOnBorder = (v: number) => {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) if (part[neighbors[e]!] !== part[v]) return true
    return false
  }
  const add = (v: number) => {
    if (positions[v] !== -1) return
    positions[v] = size
    border[size++] = v
  }
  const addAround = (v: number) => {
    add(v)
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) add(neighbors[e]!)
  }
  const dropIfInside = (v: number) => {
    if (isOnBorder(v)) return
    const last = border[--size]!
    border[positions[v]!] = last
    positions[last] = positions[v]!
    positions[v] = -1
  }
  const collectBorder = () => {
    size = 0
    positions.fill(-1)
    for (let v = 0; v < vertexCount; v++) if (isOnBorder(v)) add(v)
  }

  let best = scoreOf(state, options.price)
  const bestPart = part.slice()
  const note = (violation: number) => {
    if (violation > 1e-9 ? best.hard === 0 : best.hard === 0 && state.cut >= best.soft) return
    const score = scoreOf(state, options.price)
    if (!isBetter(score, best)) return
    best = score
    bestPart.set(part)
  }

  let temperature = options.hot
  let price = options.softPrice
  let violation = 0

  /** v leaves for `to` while another vertex comes the other way, if the two together pass the threshold. */
  const swap = (v: number, to: number, loss: number, threshold: number) => {
    const from = part[v]!
    let w = -1
    for (let tries = 0; tries < SWAP_TRIES && w === -1; tries++) {
      const u = border[random.below(size)]!
      if (part[u] !== to) continue
      for (let e = offsets[u]!; e < offsets[u + 1]!; e++) {
        if (part[neighbors[e]!] === from && neighbors[e] !== v) w = u
      }
    }
    if (w === -1 || partSizes[to] === 1 || !mayEnter(state, v, to) || !connectivity.canLeave(part, v)) return
    const now = violationOf[from]! + violationOf[to]!
    moveTo(state, v, to, loss)
    const lossBack = cutLossOf(state, w, from)
    const after = violationWith(state, to, w, -1) + violationWith(state, from, w, 1)
    const isAccepted =
      loss + lossBack + price * (after - now) <= threshold && mayEnter(state, w, from) && connectivity.canLeave(part, w)
    if (!isAccepted) {
      moveTo(state, v, from, -loss)
      return
    }
    moveTo(state, w, from, lossBack)
    addAround(v)
    addAround(w)
    violation += after - now
    note(violation)
  }

  const move = () => {
    const v = border[random.below(size)]!
    const from = part[v]!
    const to = part[neighbors[offsets[v]! + random.below(offsets[v + 1]! - offsets[v]!)]!]!
    if (to === from) {
      dropIfInside(v)
      return
    }
    if (partSizes[from] === 1) return
    const loss = cutLossOf(state, v, to)
    const threshold = temperature * exponential(random)
    const now = violationOf[from]! + violationOf[to]!
    const change = violationWith(state, from, v, -1) + violationWith(state, to, v, 1) - now
    if (loss + price * change > threshold) {
      if ((random.next() & 1) === 0) swap(v, to, loss, threshold)
      return
    }
    if (!mayEnter(state, v, to) || !connectivity.canLeave(part, v)) return
    moveTo(state, v, to, loss)
    addAround(v)
    violation += change
    note(violation)
  }

  collectBorder()
  for (let stage = 0; stage < options.stages && size > 0 && !control.isStopped(); stage++) {
    control.poll()
    const progress = stage / options.stages
    temperature = options.hot + (options.cold - options.hot) * progress
    price = options.softPrice + (options.price - options.softPrice) * progress
    violation = totalViolation(state)
    if (options.trees > 0) {
      const v = border[random.below(size)]!
      const q = part[neighbors[offsets[v]! + random.below(offsets[v + 1]! - offsets[v]!)]!]!
      const slack = temperature * exponential(random)
      if (q !== part[v] && resplitter.resplit(part[v]!, q, options.trees, price, slack)) {
        recount(state)
        collectBorder()
        violation = totalViolation(state)
        note(violation)
      }
    }
    for (let step = 0; step < options.steps && size > 0; step++) move()
  }
  adopt(state, bestPart)
}
