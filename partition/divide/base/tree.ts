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
  const byWeight = Array.from(order.subarray(1)).sort((a, b) => sums[b]! - sums[a]! || a - b)
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

function breadthFirstTree(graph: Graph): { order: Uint32Array; parent: Int32Array } {
  const { vertexCount, offsets, neighbors } = graph
  const order = new Uint32Array(vertexCount)
  const parent = new Int32Array(vertexCount).fill(-1)
  let tail = 1
  for (let head = 0; head < tail; head++) {
    const v = order[head]!
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = neighbors[e]!
      if (u === 0 || parent[u] !== -1) continue
      parent[u] = v
      order[tail++] = u
    }
  }
  if (tail !== vertexCount) throw new RangeError('the graph is not connected')
  return { order, parent }
}
