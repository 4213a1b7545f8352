import type { Graph } from '../../graph/graph.ts'
import type { Foes } from './foesOf.ts'

/**
 * Hands every vertex without an owner to a part that touches it, in place: the part with the least of its target grows
 * next, in rings. Parts that are connected stay so. A vertex whose foe is in a part does not join it while any other
 * part may come; where none can, the lightest takes it all the same. Every component must touch a part.
 * `goals` are the parts' targets, `loads` of vertices in the same unit. O(edges + vertices · parts that touch).
 */
export function growParts(graph: Graph, owner: Int32Array, loads: Float64Array, goals: Float64Array, foes: Foes): void {
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
  // Parts in a heap by load: a few hundred at most, and a part is looked at once a vertex it takes.
  const heap = partHeap(filled, partCount)
  const refused: number[] = []
  while (left > 0) {
    for (let part = heap.lightest(); part !== -1; part = heap.lightest()) {
      const queue = queues[part]!
      let taken = false
      while (!taken && heads[part]! < queue.length) {
        const v = queue[heads[part]!++]!
        if (owner[v] !== -1) continue
        if (foes.isWithFoe(v, part, owner)) refused.push(v)
        else {
          take(v, part)
          taken = true
        }
      }
      if (taken) heap.sink(part)
      else heap.drop(part)
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
    for (let part = 0; part < partCount; part++) heap.add(part)
  }
}

/** The parts that may still grow, the least filled first, the lower of equals. */
function partHeap(filled: Float64Array, partCount: number) {
  const heap: number[] = []
  const isIn = new Uint8Array(partCount)
  const isBefore = (a: number, b: number) => filled[a]! < filled[b]! || (filled[a] === filled[b] && a < b)
  const siftDown = () => {
    const part = heap[0]!
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++
      if (!isBefore(heap[child]!, part)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = part
  }
  const add = (part: number) => {
    if (isIn[part]) return
    isIn[part] = 1
    let at = heap.length
    heap.push(part)
    for (; at > 0 && isBefore(part, heap[(at - 1) >> 1]!); at = (at - 1) >> 1) heap[at] = heap[(at - 1) >> 1]!
    heap[at] = part
  }
  for (let part = 0; part < partCount; part++) add(part)
  return {
    add,
    lightest: () => heap[0] ?? -1,
    /** the lightest part has grown */
    sink: (_part: number) => siftDown(),
    /** the lightest part cannot grow */
    drop: (part: number) => {
      isIn[part] = 0
      const last = heap.pop()!
      if (heap.length === 0) return
      heap[0] = last
      siftDown()
    },
  }
}
