import type { Connectivity } from './connectivity.ts'
import type { Control } from './control.ts'
import { exponentials } from './exponential.ts'
import type { Random } from './random.ts'
import { hangsTogether } from './rings.ts'
import { compactnessOf, createShapes } from './shape.ts'
import { penalty, refreshSums, type State } from './state.ts'

export interface AnnealOptions {
  /** times the whole border is walked */
  sweeps: number
  /** first and last temperature, in edge weight */
  hot: number
  cold: number
  /** what a unit of violation costs, in edge weight, in the end; the search begins at `softness` times that */
  price: number
  softness: number
  /** what the compactness (Polsby–Popper) of one part counts for, in edge weight; 0 leaves shape to the cut */
  shape: number
}

/**
 * Simulated annealing over the border. A sweep visits each border vertex once, in the order the border was found, and
 * moves it to a part beside it if cut + price · violation − shape · compactness falls, or rises by less than a random
 * threshold at the present temperature. The temperature falls and the price rises geometrically from sweep to sweep, so
 * that the search first roams through unbalanced states and then settles in balanced ones. Parts stay connected and above
 * their minimum sizes after every move; fixed vertices stay; vertices set apart never meet by a move.
 *
 * Visiting in order instead of drawing vertices at random keeps neighbours in the cache and needs one random number a
 * visit: 4 times as many moves a second on 100,000 cells, for the same borders (2026-11).
 */
export function anneal(
  state: State,
  connectivity: Connectivity,
  options: AnnealOptions,
  random: Random,
  control: Control,
): void {
  const { part, partWeights, partSizes, problem } = state
  const { graph, partCount, weightCount, weights, lower, upper, scale, importance, minimumSizes, fixed, foes } = problem
  const { vertexCount, offsets, neighbors, edgeWeights } = graph
  if (edgeWeights.length === 0) return
  const { masks, isWide, isTriangulated } = connectivity.rings
  const shapes = options.shape > 0 ? createShapes(state) : undefined
  const violationOf = new Float64Array(partCount)

  const violationWith = (p: number, v: number, sign: number): number => {
    let violation = 0
    for (let c = 0; c < weightCount; c++) {
      const at = p * weightCount + c
      const weight = partWeights[at]! + sign * weights[v * weightCount + c]!
      const over = weight > upper[at]! ? weight - upper[at]! : lower[at]! - weight
      if (over > 0) violation += importance[c]! * penalty(scale[c]! * over)
    }
    return violation
  }
  for (let p = 0; p < partCount; p++) violationOf[p] = violationWith(p, 0, 0)

  // The border: a list, and where each vertex stands in it (-1: not in it). Vertices that left it go when met.
  const border = new Int32Array(vertexCount)
  const isListed = new Uint8Array(vertexCount)
  let size = 0
  for (let v = 0; v < vertexCount; v++) {
    if (fixed !== undefined && fixed[v] !== -1) {
      isListed[v] = 1
      continue
    }
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      if (part[neighbors[e]!] === part[v]) continue
      border[size++] = v
      isListed[v] = 1
      break
    }
  }

  const cooling = rootOf(options.cold / options.hot, options.sweeps)
  const hardening = rootOf(1 / options.softness, options.sweeps)
  let temperature = options.hot
  let price = options.price * options.softness
  let noise = random.next() | 1
  for (let sweep = 0; sweep < options.sweeps && size > 0; sweep++) {
    control.poll()
    if (control.isStopped()) break
    const visits = size
    for (let visit = 0, at = 0; visit < visits && at < size; visit++) {
      const v = border[at]!
      const from = part[v]!
      const start = offsets[v]!
      const end = offsets[v + 1]!
      noise ^= noise << 13
      noise ^= noise >>> 17
      noise ^= noise << 5
      // Looks from a random neighbour on for one in another part.
      const degree = end - start
      let e = start + (((noise & 0xffff) * degree) >>> 16)
      let to = from
      for (let looked = 0; looked < degree; looked++) {
        to = part[neighbors[e]!]!
        if (to !== from) break
        if (++e === end) e = start
      }
      if (to === from) {
        isListed[v] = 0
        border[at] = border[--size]!
        continue
      }
      at++
      if (partSizes[from]! <= minimumSizes[from]!) continue
      let inner = 0
      let outer = 0
      let girth = 0
      let members = 0
      for (let f = start; f < end; f++) {
        const q = part[neighbors[f]!]!
        const weight = edgeWeights[f]!
        girth += weight
        if (q === from) {
          inner += weight
          members |= 1 << (f - start)
        } else if (q === to) outer += weight
      }
      let change = inner - outer
      const threshold = temperature * exponentials[noise >>> 20]!
      const violationNow = violationOf[from]! + violationOf[to]!
      if (shapes === undefined && violationNow === 0 && change > threshold) continue
      const fromAfter = violationWith(from, v, -1)
      const toAfter = violationWith(to, v, 1)
      change += price * (fromAfter + toAfter - violationNow)
      let fromPerimeter = 0
      let toPerimeter = 0
      if (shapes !== undefined) {
        const { areas, outlines, partAreas, partPerimeters, compactness } = shapes
        girth += outlines[v]!
        fromPerimeter = partPerimeters[from]! + 2 * inner - girth
        toPerimeter = partPerimeters[to]! + girth - 2 * outer
        const after =
          compactnessOf(partAreas[from]! - areas[v]!, fromPerimeter) +
          compactnessOf(partAreas[to]! + areas[v]!, toPerimeter)
        change -= options.shape * (after - compactness[from]! - compactness[to]!)
      }
      if (change > threshold) continue
      if (members === 0) continue
      const isWhole = isWide[v] === 0 && hangsTogether(masks, start, members)
      if (!isWhole && ((isTriangulated && isWide[v] === 0) || !connectivity.canLeave(part, v))) continue
      if (foes?.isBarred(part, v, to)) continue
      for (let c = 0; c < weightCount; c++) {
        const weight = weights[v * weightCount + c]!
        partWeights[from * weightCount + c]! -= weight
        partWeights[to * weightCount + c]! += weight
      }
      partSizes[from]!--
      partSizes[to]!++
      part[v] = to
      violationOf[from] = fromAfter
      violationOf[to] = toAfter
      if (shapes !== undefined) shapes.move(v, from, to, fromPerimeter, toPerimeter)
      for (let f = start; f < end; f++) {
        const u = neighbors[f]!
        if (isListed[u] === 1) continue
        isListed[u] = 1
        border[size++] = u
      }
    }
    temperature *= cooling
    price *= hardening
  }
  refreshSums(state)
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
