import type { Graph } from '../../graph/graph.ts'

/**
 * One connected graph to divide into connected, non-empty parts, and everything that must hold: what all rules of a
 * planner come down to before the search begins. Barriers are edges that are gone, keep-whole units are vertices that
 * were contracted, locked grids are vertices that were taken out.
 *
 * Rows of `lower` and `upper` are parts, columns weights: entry part · weightCount + c, in the weight's own unit, where
 * weightCount is graph.vertexWeights.length.
 */
export interface Division {
  readonly graph: Graph
  readonly partCount: number
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** one a weight: 1 / the average part, so that overflow · scale is a fraction of a part */
  readonly scale: Float64Array
  /** one a weight: what a unit of scaled overflow counts for; hard weights stand far above soft ones */
  readonly importance: Float64Array
  /** one a vertex: the part it must be in, -1 where it is free */
  readonly fixed?: Int32Array | undefined
  /** vertices that must not share a part, in pairs: a0, b0, a1, b1, … */
  readonly apart?: Uint32Array | undefined
  /** a division to start from instead of from nothing: parts connected and not empty, `fixed` kept */
  readonly start?: Uint16Array | undefined
  /** one a vertex, for compactness: how many cells it stands for; 1 each where absent */
  readonly areas?: Float64Array | undefined
  /** one a vertex: the length of its border that is shared with no vertex, such as the city's edge; 0 where absent */
  readonly outlines?: Float64Array | undefined
  /** 0 keeps soft bounds at any price in borders, 1 keeps borders short at any price in soft bounds; 0.5 is even */
  readonly compactness: number
}
