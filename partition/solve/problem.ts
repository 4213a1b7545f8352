import type { Graph } from '../graph/graph.ts'

/**
 * One connected graph to be cut into `partCount` connected parts, with bounds for every part and weight.
 * Rows of `lower` and `upper` are parts, columns weights: entry part · weightCount + c, in the weight's own unit.
 */
export interface Problem {
  readonly graph: Graph
  readonly partCount: number
  readonly weightCount: number
  /** vertex weights in rows: entry vertex · weightCount + c */
  readonly weights: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** 1 / the average grid's weight: overflow · scale is a fraction of a grid */
  readonly scale: Float64Array
  /** what a unit of scaled overflow of each weight counts for; the first weight dominates */
  readonly importance: Float64Array
  /** a part must keep this many vertices, so that it can be divided further */
  readonly minimumSizes: Int32Array
}

// The first weight must end within tolerance even at the price of the others: 16 let ±5 % slip to ±7 % on Taipei with
// households and income, 200 never did.
const FIRST_WEIGHT_IMPORTANCE = 200

/** The bounds of one part in the units of each weight. */
export interface Band {
  lower: Float64Array
  upper: Float64Array
  scale: Float64Array
}

/**
 * Makes the problem of dividing `graph` where part p stands for shares[p] grids of one band.
 * `widen` loosens the bounds by that fraction of a grid on both sides.
 */
export function createProblem(graph: Graph, shares: readonly number[], band: Band, widen = 0): Problem {
  const weightCount = graph.vertexWeights.length
  const partCount = shares.length
  const lower = new Float64Array(partCount * weightCount)
  const upper = new Float64Array(partCount * weightCount)
  for (let part = 0; part < partCount; part++) {
    for (let c = 0; c < weightCount; c++) {
      const slack = widen / band.scale[c]!
      lower[part * weightCount + c] = shares[part]! * band.lower[c]! - slack
      upper[part * weightCount + c] = shares[part]! * band.upper[c]! + slack
    }
  }
  const importance = new Float64Array(weightCount).fill(1)
  if (weightCount > 1) importance[0] = FIRST_WEIGHT_IMPORTANCE
  return {
    graph,
    partCount,
    weightCount,
    weights: interleave(graph),
    lower,
    upper,
    scale: band.scale,
    importance,
    minimumSizes: Int32Array.from(shares),
  }
}

function interleave(graph: Graph): Float64Array {
  const count = graph.vertexWeights.length
  const weights = new Float64Array(graph.vertexCount * count)
  for (const [c, column] of graph.vertexWeights.entries()) {
    for (let v = 0; v < graph.vertexCount; v++) weights[v * count + c] = column[v]!
  }
  return weights
}
