import type { Division } from './division.ts'

/** Which vertices must not share a part, by vertex. */
export interface Foes {
  /** How many foes of v are in `p`. */
  countIn(part: Uint16Array, v: number, p: number): number
  /** How many pairs share a part. */
  countAll(part: Uint16Array): number
}

const NONE: Foes = { countIn: () => 0, countAll: () => 0 }

/** O(vertices + pairs). */
export function createFoes({ graph, apart }: Division): Foes {
  if (apart === undefined || apart.length === 0) return NONE
  const starts = new Uint32Array(graph.vertexCount + 1)
  for (const v of apart) starts[v + 1]!++
  for (let v = 0; v < graph.vertexCount; v++) starts[v + 1]! += starts[v]!
  const cursor = starts.slice(0, graph.vertexCount)
  const foes = new Uint32Array(apart.length)
  for (let i = 0; i < apart.length; i++) foes[cursor[apart[i]!]!++] = apart[i ^ 1]!
  return {
    countIn: (part, v, p) => {
      let count = 0
      for (let i = starts[v]!; i < starts[v + 1]!; i++) if (part[foes[i]!] === p) count++
      return count
    },
    countAll: (part) => {
      let count = 0
      for (let i = 0; i < apart.length; i += 2) if (part[apart[i]!] === part[apart[i + 1]!]) count++
      return count
    },
  }
}
