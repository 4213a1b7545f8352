import { flood } from '../../graph/flood.ts'
import type { Graph } from '../../graph/graph.ts'

/**
 * Cuts a spanning tree into `partCount` connected, non-empty parts of about equal combined weight. It works on every
 * connected graph with enough vertices, stars and paths included, where growing regions may fail; what it lacks in
 * shape the refinement has to mend. Bottom-up: a subtree that has reached a part's weight is cut off; cuts still
 * missing at the end go to the heaviest pieces' subtrees.
 */
export function divideTree(graph: Graph, combined: Float64Array, total: number, partCount: number): Uint16Array {
  const { vertexCount } = graph
  if (vertexCount < partCount) throw new RangeError(`${vertexCount} vertices cannot make ${partCount} parts`)
  const { order, parent } = breadthFirstTree(graph)
  const sums = combined.slice()
  const isRoot = new Uint8Array(vertexCount)
  const root = order[0]!
  isRoot[root] = 1
  let roots = 1
  const goal = total / partCount
  for (let i = vertexCount - 1; i > 0; i--) {
    const v = order[i]!
    if (roots < partCount && sums[v]! > 0 && sums[v]! >= goal) {
      isRoot[v] = 1
      roots++
    } else sums[parent[v]!]! += sums[v]!
  }
  // Any tree vertex may become a root of its own, so enough roots can always be found.
  const byWeight = order.slice(1).sort((a, b) => sums[b]! - sums[a]! || a - b)
  for (const v of byWeight) {
    if (roots === partCount) break
    if (isRoot[v]) continue
    isRoot[v] = 1
    roots++
  }
  const part = new Uint16Array(vertexCount)
  let used = 0
  for (const v of order) part[v] = isRoot[v] ? used++ : part[parent[v]!]!
  return part
}

function breadthFirstTree(graph: Graph): { order: number[]; parent: Int32Array } {
  const parent = new Int32Array(graph.vertexCount).fill(-1)
  const order = flood(graph, [0], (u, v) => {
    if (u === 0 || parent[u] !== -1) return false
    parent[u] = v
    return true
  })
  if (order.length !== graph.vertexCount) throw new RangeError('the graph is not connected')
  return { order, parent }
}
