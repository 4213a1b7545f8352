import type { Graph } from '../../graph/graph.ts'

/** What a start must keep and should come near to. Arrays are one a vertex. */
export interface StartInput {
  graph: Graph
  partCount: number
  /** the part a vertex must be in, -1 where it is free; every part needs a vertex besides those fixed to others */
  fixed: Int32Array
  /** a0, b0, a1, b1, … */
  apart: Uint32Array
  /** the part it is in today, -1 for none or for a part there is no more */
  current?: Int32Array
  /** what counts for balance, in one number */
  loads: Float64Array
  /** one a part */
  goals: Float64Array
}
