import type { ApartPairs } from '../../divide/base/apartPairs.ts'
import { createHeap } from '../../divide/base/heap.ts'
import type { Graph } from '../../graph/graph.ts'

/**
 * Hands every vertex without an owner to a part that touches it, in place: the part with the least of its target grows
 * next, in rings. Parts that are connected stay so. A vertex that is to be apart from one in a part does not join it while any other
 * part may come; where none can, the lightest takes it all the same. Every component must touch a part.
 * `goals` are the parts' targets, `loads` of vertices in the same unit. O(edges + vertices · parts that touch).
 */
export function growParts(
  graph: Graph,
  owner: Int32Array,
  loads: Float64Array,
  goals: Float64Array,
  apartPairs: ApartPairs | undefined,
): void {
  const { vertexCount, offsets, neighbors } = graph
  const partCount = goals.length
  const filled = new Float64Array(partCount)
  const queues = Array.from({ length: partCount }, () => [] as number[])
  const heads = new Uint32Array(partCount)
  let left = 0
  const enqueue = (v: number) => {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      if (owner[neighbors[e]!] === -1) queues[owner[v]!]!.push(neighbors[e]!)
    }
  }
  for (let v = 0; v < vertexCount; v++) {
    if (owner[v] === -1) left++
    else filled[owner[v]!]! += loads[v]! / goals[owner[v]!]!
  }
  for (let v = 0; v < vertexCount; v++) if (owner[v] !== -1) enqueue(v)
  const take = (v: number, part: number) => {
    owner[v] = part
    filled[part]! += loads[v]! / goals[part]!
    left--
    enqueue(v)
  }
  // The parts that may still grow, the least filled first; a part is looked at once a vertex it takes.
  const heap = createHeap(partCount)
  const letGrow = () => filled.forEach((load, part) => void heap.set(part, -load))
  letGrow()
  const refused: number[] = []
  while (left > 0) {
    for (let part = heap.pop(); part !== -1; part = heap.pop()) {
      const queue = queues[part]!
      let taken = false
      while (!taken && heads[part]! < queue.length) {
        const v = queue[heads[part]!++]!
        if (owner[v] !== -1) continue
        if (apartPairs?.isBarred(owner, v, part)) refused.push(v)
        else {
          take(v, part)
          taken = true
        }
      }
      if (taken) heap.set(part, -filled[part]!)
    }
    if (left === 0) break
    const v = refused.find((u) => owner[u] === -1)
    if (v === undefined) throw new RangeError('a component touches no part')
    let best = -1
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const part = owner[neighbors[e]!]!
      if (part !== -1 && (best === -1 || filled[part]! < filled[best]!)) best = part
    }
    take(v, best)
    letGrow()
  }
}
