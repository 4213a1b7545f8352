/**
 * An undirected graph in compressed rows: the neighbours of vertex v are neighbors[offsets[v] .. offsets[v + 1]).
 *
 * Invariants (`checkGraph` tests them): no self-loop; each row ascending without repeats; every edge stands in both
 * rows with the same weight. `vertexWeights[c][v]` is the c-th additive figure of v, the most important figure first.
 * Edge weights are the price of separating two vertices; vertex weights may be zero.
 */
export interface Graph {
  readonly vertexCount: number
  /** vertexCount + 1 entries */
  readonly offsets: Uint32Array
  readonly neighbors: Uint32Array
  /** parallel to `neighbors` */
  readonly edgeWeights: Float64Array
  readonly vertexWeights: readonly Float64Array[]
}
