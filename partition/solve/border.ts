import type { Random } from './random.ts'
import type { State } from './state.ts'

/** The vertices next to another part, kept up to date lazily: whoever draws one that has left it drops it. */
export interface Border {
  size(): number
  /** A random vertex of the border, or one that has left it and was not dropped yet. The border must not be empty. */
  pick(random: Random): number
  /** Takes v, which must be in the border, out of it if no other part is beside it any more. */
  dropIfInside(v: number): void
  /** To be called after v has moved. */
  update(v: number): void
}

/** Collects the border of the present state. O(edges). */
export function createBorder(state: State): Border {
  const { part, problem } = state
  const { offsets, neighbors, vertexCount } = problem.graph
  const items: number[] = []
  const positions = new Int32Array(vertexCount).fill(-1)
  const add = (v: number) => {
    if (positions[v] !== -1) return
    positions[v] = items.length
    items.push(v)
  }
  const isOnBorder = (v: number) => {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) if (part[neighbors[e]!] !== part[v]) return true
    return false
  }
  for (let v = 0; v < vertexCount; v++) if (isOnBorder(v)) add(v)
  return {
    size: () => items.length,
    pick: (random) => items[random.below(items.length)]!,
    dropIfInside: (v) => {
      if (isOnBorder(v)) return
      const last = items.pop()!
      if (last !== v) {
        items[positions[v]!] = last
        positions[last] = positions[v]!
      }
      positions[v] = -1
    },
    update: (v) => {
      add(v)
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) add(neighbors[e]!)
    },
  }
}
