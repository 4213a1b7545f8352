import type { Random } from './random.ts'
import type { State } from './state.ts'

/** The vertices next to another part, kept up to date lazily: ones that have left it go when they are drawn. */
export interface Border {
  size(): number
  /** A random border vertex; -1 if the one drawn has meanwhile left the border. */
  pick(random: Random): number
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
    pick: (random) => {
      if (items.length === 0) return -1
      const v = items[random.below(items.length)]!
      if (isOnBorder(v)) return v
      const last = items.pop()!
      if (last !== v) {
        items[positions[v]!] = last
        positions[last] = positions[v]!
      }
      positions[v] = -1
      return -1
    },
    update: (v) => {
      add(v)
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) add(neighbors[e]!)
    },
  }
}
