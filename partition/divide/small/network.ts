import type { Problem } from '../base/problem.ts'

/**
 * Some vertices of a graph and the edges among them, made ready for flows.
 *
 * Layout: vertices 0..count-1; arc a, one of offsets[v]..offsets[v + 1], leads from v to heads[a] and back by arc
 * twins[a]. Both directions of an edge have its full weight as capacity.
 */
export interface Network {
  readonly count: number
  readonly offsets: Uint32Array
  readonly heads: Uint32Array
  readonly twins: Uint32Array
  readonly capacities: Float64Array
  /** entry vertex · weightCount + c */
  readonly weights: Float64Array
  readonly weightCount: number
  /** what tells the lighter side: the mean of the scaled weights, not negative */
  readonly load: Float64Array
  /** 1 a source, 2 a sink, 0 neither; none at first */
  readonly terminal: Uint8Array
  /** how far a vertex lies on the source's side: the source goes on at high ones first, the sink at low ones; 0 at first */
  readonly depth: Float64Array
}

/**
 * The network of `vertices`, in their order. `local` has an entry for each vertex of the graph: the place in `vertices`,
 * -1 for all others. O(sum of degrees).
 */
export function networkOf(problem: Problem, vertices: Uint32Array, local: Int32Array): Network {
  const { weightCount, scale } = problem
  const { offsets, neighbors, edgeWeights } = problem.graph
  const count = vertices.length
  const starts = new Uint32Array(count + 1)
  let arcs = 0
  for (let i = 0; i < count; i++) {
    const v = vertices[i]!
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) if (local[neighbors[e]!] !== -1) arcs++
    starts[i + 1] = arcs
  }
  const heads = new Uint32Array(arcs)
  const twins = new Uint32Array(arcs)
  const capacities = new Float64Array(arcs)
  const weights = new Float64Array(count * weightCount)
  const load = new Float64Array(count)
  const cursor = starts.slice(0, count)
  for (let i = 0; i < count; i++) {
    const v = vertices[i]!
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const j = local[neighbors[e]!]!
      if (j <= i) continue
      const forth = cursor[i]!++
      const back = cursor[j]!++
      heads[forth] = j
      heads[back] = i
      twins[forth] = back
      twins[back] = forth
      capacities[forth] = edgeWeights[e]!
      capacities[back] = edgeWeights[e]!
    }
    for (let c = 0; c < weightCount; c++) {
      const weight = problem.weights[v * weightCount + c]!
      weights[i * weightCount + c] = weight
      load[i]! += (scale[c]! * Math.max(0, weight)) / weightCount
    }
  }
  const terminal = new Uint8Array(count)
  const depth = new Float64Array(count)
  return { count, offsets: starts, heads, twins, capacities, weights, weightCount, load, terminal, depth }
}
