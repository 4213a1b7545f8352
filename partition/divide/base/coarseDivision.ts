import { sumByGroup } from '../../graph/contract.ts'
import type { Graph } from '../../graph/graph.ts'
import type { Division } from './division.ts'

/** One step of coarsening: `coarseOf` maps the vertices of the finer graph to those of `graph`. */
export interface Level {
  readonly graph: Graph
  readonly coarseOf: Uint32Array
}

/** The division of a level's graph, with the bounds of the finer one; groups hold vertices that may share a part. O(vertices). */
export function coarseDivision(division: Division, { graph, coarseOf }: Level): Division {
  const { fixed, apart, start, areas, outlines } = division
  const count = graph.vertexCount
  return {
    ...division,
    graph,
    fixed: fixed && coarseFixed(fixed, coarseOf, count),
    apart: apart?.map((v) => coarseOf[v]!),
    start: start && pushUp(start, coarseOf, count),
    areas: sumByGroup(areas ?? new Float64Array(coarseOf.length).fill(1), coarseOf, count),
    outlines: outlines && sumByGroup(outlines, coarseOf, count),
  }
}

/** The value of each group, where all members of a group have the same. */
export function pushUp<T extends Int32Array | Uint16Array>(values: T, coarseOf: Uint32Array, coarseCount: number): T {
  const coarse = values.slice(0, coarseCount) as T
  for (let v = 0; v < values.length; v++) coarse[coarseOf[v]!] = values[v]!
  return coarse
}

/** The parts of the vertices, given those of their groups. */
export function project(coarse: Uint16Array, coarseOf: Uint32Array): Uint16Array {
  const part = new Uint16Array(coarseOf.length)
  for (let v = 0; v < part.length; v++) part[v] = coarse[coarseOf[v]!]!
  return part
}

/** A group may hold free vertices beside fixed ones of one part. */
function coarseFixed(fixed: Int32Array, coarseOf: Uint32Array, coarseCount: number): Int32Array {
  const coarse = new Int32Array(coarseCount).fill(-1)
  for (let v = 0; v < fixed.length; v++) if (fixed[v] !== -1) coarse[coarseOf[v]!] = fixed[v]!
  return coarse
}
