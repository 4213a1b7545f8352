import { createHeap } from '../../divide/base/heap.ts'
import { reach } from '../../graph/flood.ts'
import type { Graph } from '../../graph/graph.ts'

// A step into a vertex that is in another part today, against one that is not: paths take little from other parts.
const FOREIGN_STEP = 8

/**
 * Claims vertices so that the pinned ones of each part are connected: owner[v] is the part of v, -1 for the rest.
 * Each part's pins are joined one after the other by a cheapest path round what other parts hold. Where a part finds no
 * way, it goes first and all is done again. Answers the part that never found one, else the owners.
 * Finding such paths for all parts at once is hard in general (it is NP-complete); a way that exists may be missed.
 */
export function connectPins(
  graph: Graph,
  partCount: number,
  fixed: Int32Array,
  current: Int32Array | undefined,
): { owner: Int32Array } | { failed: number } {
  const pinned = Array.from({ length: partCount }, () => [] as number[])
  for (let v = 0; v < fixed.length; v++) if (fixed[v] !== -1) pinned[fixed[v]!]!.push(v)
  const order = [...pinned.keys()].filter((part) => pinned[part]!.length > 1)
  const search = createPathSearch(graph, current)
  let owner = fixed.slice()
  for (let turn = 0; ; turn++) {
    const failed = order.find((part) => !search.connect(part, pinned[part]!, owner))
    if (failed === undefined) return { owner }
    if (order[0] === failed || turn > order.length + 20) return { failed }
    order.splice(order.indexOf(failed), 1)
    order.unshift(failed)
    owner = fixed.slice()
  }
}

function createPathSearch(graph: Graph, current: Int32Array | undefined) {
  const { vertexCount, offsets, neighbors } = graph
  const heap = createHeap(vertexCount)
  const distance = new Float64Array(vertexCount).fill(Infinity)
  const before = new Int32Array(vertexCount)

  /** Joins the piece of `start` to another vertex of the part that it has not reached; false where there is no way. */
  const joinNext = (part: number, start: number, isReached: Uint8Array, owner: Int32Array): boolean => {
    const touched: number[] = []
    const reach = (u: number, cost: number, from: number) => {
      if (cost >= distance[u]!) return
      if (distance[u] === Infinity) touched.push(u)
      distance[u] = cost
      before[u] = from
      heap.set(u, -cost)
    }
    reach(start, 0, -1)
    let found = -1
    for (let v = heap.pop(); v !== -1; v = heap.pop()) {
      if (owner[v] === part && distance[v]! > 0 && !isReached[v]) {
        found = v
        break
      }
      isReached[v] = owner[v] === part && distance[v] === 0 ? 1 : isReached[v]!
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
        const u = neighbors[e]!
        if (owner[u] === part) reach(u, distance[v]!, v)
        else if (owner[u] === -1) reach(u, distance[v]! + (isForeign(u, part) ? FOREIGN_STEP : 1), v)
      }
    }
    for (let v = found; v !== -1; v = before[v]!) {
      owner[v] = part
      isReached[v] = 1
    }
    for (const v of touched) distance[v] = Infinity
    heap.clear()
    return found !== -1
  }
  const isForeign = (u: number, part: number) => current !== undefined && current[u] !== -1 && current[u] !== part

  return {
    connect: (part: number, pins: readonly number[], owner: Int32Array): boolean => {
      const isReached = new Uint8Array(vertexCount)
      markPiece(graph, pins[0]!, owner, isReached)
      for (const pin of pins) {
        while (!isReached[pin]) {
          if (!joinNext(part, pins[0]!, isReached, owner)) return false
          markPiece(graph, pins[0]!, owner, isReached)
        }
      }
      return true
    },
  }
}

/** Marks what can be reached from `start` inside its owner's vertices. */
function markPiece(graph: Graph, start: number, owner: Int32Array, isReached: Uint8Array): void {
  for (const v of reach(graph, start, (u) => owner[u] === owner[start])) isReached[v] = 1
}
