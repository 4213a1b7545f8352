import { restore } from './balance.ts'
import { createBorder } from './border.ts'
import type { Connectivity } from './connectivity.ts'
import type { Control } from './control.ts'
import { exponential } from './exponential.ts'
import type { Random } from './random.ts'
import { cutOf, moveVertex, partViolation, partViolationWith, type State, totalViolation } from './state.ts'

export interface AnnealOptions {
  /** moves tried */
  steps: number
  /** first and last temperature, in edge weight */
  hot: number
  cold: number
  /** what a unit of violation costs, in edge weight; the search begins at a tenth of it */
  price: number
}

const EPSILON = 1e-9
const STEPS_PER_STAGE = 2048
const SOFTNESS = 0.1

/**
 * Simulated annealing over border vertices: a random one moves to a random part beside it if cut + price · violation
 * falls, or rises by less than a random threshold at the present temperature. The temperature falls and the price rises
 * geometrically, so the search first roams through unbalanced states and then settles in balanced ones. Parts stay
 * connected and above their minimum sizes. Leaves the best state met at the end of a stage, by cut + price · violation;
 * never worse than the first.
 */
export function anneal(
  state: State,
  connectivity: Connectivity,
  options: AnnealOptions,
  random: Random,
  control: Control,
): void {
  const { part, problem } = state
  const { graph, minimumSizes } = problem
  const { offsets, neighbors, edgeWeights } = graph
  if (edgeWeights.length === 0) return
  const border = createBorder(state)
  const stages = Math.ceil(options.steps / STEPS_PER_STAGE)
  const cooling = rootOf(options.cold / options.hot, stages)
  const hardening = rootOf(1 / SOFTNESS, stages)
  let temperature = options.hot
  let price = options.price * SOFTNESS
  let cut = cutOf(state)
  let best = cut + options.price * totalViolation(state)
  const violationOf = Float64Array.from({ length: problem.partCount }, (_, p) => partViolation(state, p))
  const bestPart = part.slice()

  for (let stage = 0; stage < stages && border.size() > 0; stage++) {
    control.poll()
    for (let step = 0; step < STEPS_PER_STAGE && border.size() > 0; step++) {
      const v = border.pick(random)
      const from = part[v]!
      const degree = offsets[v + 1]! - offsets[v]!
      const to = part[neighbors[offsets[v]! + random.below(degree)]!]!
      if (to === from) {
        border.dropIfInside(v)
        continue
      }
      if (state.partSizes[from]! <= minimumSizes[from]!) continue
      let loss = 0
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
        const q = part[neighbors[e]!]!
        if (q === from) loss += edgeWeights[e]!
        else if (q === to) loss -= edgeWeights[e]!
      }
      const threshold = temperature * exponential(random)
      const violationNow = violationOf[from]! + violationOf[to]!
      // Where nothing is out of bounds no move can win violation back.
      if (violationNow === 0 && loss > threshold) continue
      const fromAfter = partViolationWith(state, from, v, -1)
      const toAfter = partViolationWith(state, to, v, 1)
      const change = fromAfter + toAfter - violationNow
      if (loss + price * change > threshold) continue
      if (!connectivity.canLeave(part, v)) continue
      moveVertex(state, v, to)
      border.update(v)
      violationOf[from] = fromAfter
      violationOf[to] = toAfter
      cut += loss
    }
    const worth = cut + options.price * totalViolation(state)
    if (worth < best - EPSILON) {
      best = worth
      bestPart.set(part)
    }
    temperature *= cooling
    price *= hardening
  }
  restore(state, bestPart)
}

/** The number that multiplied by itself `count` times gives x: by bisection, for the same bits everywhere. */
function rootOf(x: number, count: number): number {
  let low = 0
  let high = Math.max(1, x)
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2
    let power = 1
    for (let i = 0; i < count; i++) power *= middle
    if (power > x) high = middle
    else low = middle
  }
  return (low + high) / 2
}
