import { subgraph } from '../../graph/subgraph.ts'
import { localPairs } from '../base/apartPairs.ts'
import { createConnectivity } from '../base/connectivity.ts'
import { createProblem, type Problem } from '../base/problem.ts'
import { type Quotient, quotientOf } from '../base/quotient.ts'
import type { Random } from '../base/random.ts'
import { forked, quiet } from '../base/run.ts'
import { createState, cutOf, moveVertex, type State, totalViolation, violatedParts } from '../base/state.ts'
import { type Attempt, divideOnce } from './multilevel.ts'

export interface RedivideOptions {
  /** regions tried */
  regions: number
  /** parts of a region, at most; two at least */
  parts: number
  /** ends once all hard bounds are met, instead of going on to shorten borders */
  isMending?: boolean
}

const EPSILON = 1e-9
// Another region does more good than longer work on one.
const MOST_SWEEPS = 200

/**
 * Divides regions of a few touching parts anew by the whole multilevel scheme, and keeps what lowers
 * cut + price · violation (a large-neighbourhood search). It undoes what moves of single vertices cannot: parts that
 * would have to reach across empty cells, or trade places. Regions start at parts out of bounds while there are any,
 * else anywhere. Half of the runs start from the parts as they are. O(regions · the region's own division).
 */
export function redivide(state: State, { regions, parts, isMending }: RedivideOptions, attempt: Attempt): void {
  const { problem } = state
  const { random, control } = attempt
  const scratch = new Int32Array(problem.graph.vertexCount)
  const preset = {
    ...attempt.preset,
    finestSweeps: Math.min(attempt.preset.finestSweeps, MOST_SWEEPS),
    coarseSweeps: Math.min(attempt.preset.coarseSweeps, MOST_SWEEPS),
  }
  let quotient = quotientOf(state.problem, state.part)
  for (let count = 0; count < regions && !control.isStopped(); count++) {
    control.poll()
    const violated = violatedParts(state)
    if (isMending && violated.length === 0) return
    const region = growRegion(quotient, chooseCenter(state, violated, random), 2 + random.below(parts - 1), random)
    if (region.length < 2) continue
    const vertices = membersOf(state.part, region)
    const sub = restrict(problem, vertices, region, scratch)
    const local = createState(
      sub.problem,
      Uint16Array.from(vertices, (v) => region.indexOf(state.part[v]!)),
    )
    const worth = (other: State) => cutOf(other) + attempt.price * totalViolation(other)
    const start = sub.isBound || count % 2 === 1 ? local.part.slice() : undefined
    const own = forked(quiet({ ...attempt, preset, starts: 1 }))
    const found = divideOnce(sub.problem, start, createConnectivity(sub.problem.graph), own)
    if (worth(found) >= worth(local) - EPSILON) continue
    for (let i = 0; i < vertices.length; i++) {
      const to = region[found.part[i]!]!
      if (state.part[vertices[i]!] !== to) moveVertex(state, vertices[i]!, to)
    }
    quotient = quotientOf(state.problem, state.part)
  }
}

function chooseCenter(state: State, violated: readonly number[], random: Random): number {
  return violated.length > 0 ? violated[random.below(violated.length)]! : random.below(state.problem.partCount)
}

/** Up to `size` parts that hang together, ascending, by random steps from `center`. */
function growRegion({ offsets, neighbors }: Quotient, center: number, size: number, random: Random): number[] {
  const region = [center]
  const open = new Set<number>()
  const addNeighbors = (p: number) => {
    for (const q of neighbors.subarray(offsets[p], offsets[p + 1])) if (!region.includes(q)) open.add(q)
  }
  addNeighbors(center)
  while (region.length < size && open.size > 0) {
    const next = Array.from(open)[random.below(open.size)]!
    open.delete(next)
    region.push(next)
    addNeighbors(next)
  }
  return region.sort((a, b) => a - b)
}

function membersOf(part: Uint16Array, region: readonly number[]): Uint32Array {
  const isInside = new Uint8Array(65536)
  for (const p of region) isInside[p] = 1
  const members: number[] = []
  for (let v = 0; v < part.length; v++) if (isInside[part[v]!] === 1) members.push(v)
  return Uint32Array.from(members)
}

/** The problem of a region by itself. `isBound` where vertices are fixed or set apart, so that only `start` is known to keep them. */
function restrict(
  problem: Problem,
  vertices: Uint32Array,
  region: readonly number[],
  scratch: Int32Array,
): { problem: Problem; isBound: boolean } {
  const { weightCount } = problem
  const graph = subgraph(problem.graph, vertices, scratch)
  const rowsOf = (bounds: Float64Array) => {
    const rows = new Float64Array(region.length * weightCount)
    for (const [i, p] of region.entries()) {
      rows.set(bounds.subarray(p * weightCount, (p + 1) * weightCount), i * weightCount)
    }
    return rows
  }
  const fixed = problem.fixed && Int32Array.from(vertices, (v) => region.indexOf(problem.fixed![v]!))
  const isFixed = fixed?.some((p) => p !== -1) ?? false
  const apart = localPairs(problem.apart, vertices)
  const outlines = Float64Array.from(vertices, (v) => problem.outlines[v]!)
  addOuterBorders(problem, vertices, graph.offsets, graph.edgeWeights, outlines)
  const division = {
    ...problem,
    graph,
    partCount: region.length,
    lower: rowsOf(problem.lower),
    upper: rowsOf(problem.upper),
    fixed: isFixed ? fixed : undefined,
    apart,
    start: undefined,
    areas: Float64Array.from(vertices, (v) => problem.areas[v]!),
    outlines,
  }
  return { problem: createProblem(division), isBound: isFixed || apart.length > 0 }
}

/** Edges that leave the region are border whatever happens inside. */
function addOuterBorders(
  { graph }: Problem,
  vertices: Uint32Array,
  innerOffsets: Uint32Array,
  innerWeights: Float64Array,
  outlines: Float64Array,
): void {
  for (let i = 0; i < vertices.length; i++) {
    const v = vertices[i]!
    for (let e = graph.offsets[v]!; e < graph.offsets[v + 1]!; e++) outlines[i]! += graph.edgeWeights[e]!
    for (let e = innerOffsets[i]!; e < innerOffsets[i + 1]!; e++) outlines[i]! -= innerWeights[e]!
  }
}
