import type { Graph } from '../../graph/graph.ts'
import type { CurrentPlan } from './options.ts'
import { Refusal } from './refusal.ts'

/** Refuses locked parts that are empty or in pieces: they stay as they are, and every part must be connected. */
export function checkLocked(graph: Graph, current: CurrentPlan | undefined): void {
  if (!current?.locked?.length) return
  const pieces = new Map(current.locked.map((part) => [part, [] as number[]]))
  const seen = new Uint8Array(graph.vertexCount)
  for (let start = 0; start < graph.vertexCount; start++) {
    const part = current.parts[start]!
    const list = pieces.get(part)
    if (!list || seen[start]) continue
    list.push(start)
    const open = [start]
    seen[start] = 1
    for (let v = open.pop(); v !== undefined; v = open.pop()) {
      for (let e = graph.offsets[v]!; e < graph.offsets[v + 1]!; e++) {
        const u = graph.neighbors[e]!
        if (seen[u] || current.parts[u] !== part) continue
        seen[u] = 1
        open.push(u)
      }
    }
  }
  for (const [part, [first, second]] of pieces) {
    if (first === undefined) {
      throw new Refusal({ code: 'locked-empty', part })
    }
    if (second !== undefined) {
      throw new Refusal({
        code: 'locked-not-connected',
        part,
        vertex: first,
        otherVertex: second,
        pieces: pieces.get(part)!.length,
      })
    }
  }
}
