import type { Connectivity } from '../base/connectivity.ts'
import { exponentials } from '../base/exponential.ts'
import { hangsTogether } from '../base/rings.ts'
import { rootOf } from '../base/root.ts'
import type { Run } from '../base/run.ts'
import { compactnessOf, createShapes, type Shapes } from '../base/shape.ts'
import { refreshSums, type State, violationWith } from '../base/state.ts'

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
 * visit: 4 times as many moves a second on 100,000 cells, for the same borders. A sweep is a function of its own, so that
 * it is compiled once and entered often: as one loop in here it was compiled, left and compiled again on every level,
 * which cost half of the CPU of a solve of 20,000 cells (2026-11).
 */
export function anneal(
  state: State,
  connectivity: Connectivity,
  options: AnnealOptions,
  { random, control }: Run,
): void {
  if (state.problem.graph.edgeWeights.length === 0) return
  const walk = createWalk(state, connectivity, options.shape, random.next() | 1)
  const cooling = rootOf(options.cold / options.hot, options.sweeps)
  const hardening = rootOf(1 / options.softness, options.sweeps)
  let temperature = options.hot
  let price = options.price * options.softness
  for (let count = 0; count < options.sweeps && walk.size > 0; count++) {
    control.poll()
    if (control.isStopped()) break
    if (count % TIDYING_SWEEPS === 0) collectBorder(walk)
    sweep(walk, temperature, price)
    temperature *= cooling
    price *= hardening
  }
  refreshSums(state)
}

// The border grows out of order as vertices join it, and out of the cache: s500k takes 15 % longer without (2026-11).
const TIDYING_SWEEPS = 20

/** What the sweeps of one annealing share. */
interface Walk {
  readonly state: State
  readonly connectivity: Connectivity
  readonly shapes: Shapes | undefined
  readonly shape: number
  readonly violationOf: Float64Array
  /** the free border vertices, and some that have left the border and go when met */
  readonly border: Int32Array
  /** 1 for what is in `border`, and for fixed vertices, which never shall be */
  readonly isListed: Uint8Array
  size: number
  /** the state of a xorshift generator, never 0 */
  noise: number
}

function createWalk(state: State, connectivity: Connectivity, shape: number, noise: number): Walk {
  const { graph, partCount } = state.problem
  const violationOf = new Float64Array(partCount)
  for (let p = 0; p < partCount; p++) violationOf[p] = violationWith(state, p, 0, 0)
  const walk = {
    state,
    connectivity,
    shapes: shape > 0 ? createShapes(state) : undefined,
    shape,
    violationOf,
    border: new Int32Array(graph.vertexCount),
    isListed: new Uint8Array(graph.vertexCount),
    size: 0,
    noise,
  }
  collectBorder(walk)
  return walk
}

/** Lists the border anew, in ascending order. O(edges). */
function collectBorder(walk: Walk): void {
  const { border, isListed } = walk
  const { part, problem } = walk.state
  const { graph, fixed } = problem
  const { vertexCount, offsets, neighbors } = graph
  let size = 0
  for (let v = 0; v < vertexCount; v++) {
    const own = part[v]!
    const isFixed = fixed !== undefined && fixed[v] !== -1
    let isBorder = false
    for (let e = offsets[v]!; e < offsets[v + 1]! && !isBorder; e++) isBorder = part[neighbors[e]!] !== own
    isListed[v] = isFixed || isBorder ? 1 : 0
    if (isBorder && !isFixed) border[size++] = v
  }
  walk.size = size
}

/** One visit to every vertex that is on the border now. */
function sweep(walk: Walk, temperature: number, price: number): void {
  const { state, connectivity, shapes, shape, violationOf, border, isListed } = walk
  const { part, partWeights, partSizes, problem } = state
  const { graph, weightCount, weights, minimumSizes, apartPairs } = problem
  const { offsets, neighbors, edgeWeights } = graph
  const { masks, isWide, isTriangulated } = connectivity.rings
  let { size, noise } = walk
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
    let e = start + (((noise & 0xffff) * (end - start)) >>> 16)
    let to = from
    for (let looked = start; looked < end; looked++) {
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
    if (members === 0) continue
    let change = inner - outer
    const threshold = temperature * exponentials[noise >>> 20]!
    const violationNow = violationOf[from]! + violationOf[to]!
    if (shapes === undefined && violationNow === 0 && change > threshold) continue
    const fromAfter = violationWith(state, from, v, -1)
    const toAfter = violationWith(state, to, v, 1)
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
      change -= shape * (after - compactness[from]! - compactness[to]!)
    }
    if (change > threshold) continue
    const isWhole = isWide[v] === 0 && hangsTogether(masks, start, members)
    if (!isWhole && ((isTriangulated && isWide[v] === 0) || !connectivity.canLeave(part, v))) continue
    if (apartPairs?.isBarred(part, v, to)) continue
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
  walk.size = size
  walk.noise = noise
}
