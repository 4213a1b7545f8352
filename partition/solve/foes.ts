/** Vertices that must not share a part. */
export interface Foes {
  /** True if a foe of v is in part `to` already. */
  isBarred(part: Uint16Array, v: number, to: number): boolean
  /** The foes as pairs: a0, b0, a1, b1, … */
  readonly pairs: Uint32Array
}

/** `pairs` names vertices of a graph of `vertexCount`. Undefined where there are none. O(vertices + pairs). */
export function createFoes(pairs: Uint32Array | undefined, vertexCount: number): Foes | undefined {
  if (pairs === undefined || pairs.length === 0) return undefined
  const offsets = new Uint32Array(vertexCount + 1)
  for (const v of pairs) offsets[v + 1]!++
  for (let v = 0; v < vertexCount; v++) offsets[v + 1]! += offsets[v]!
  const filled = offsets.slice(0, vertexCount)
  const others = new Uint32Array(pairs.length)
  for (let i = 0; i < pairs.length; i++) others[filled[pairs[i]!]!++] = pairs[i ^ 1]!
  return {
    pairs,
    isBarred: (part, v, to) => {
      for (let i = offsets[v]!; i < offsets[v + 1]!; i++) if (part[others[i]!] === to) return true
      return false
    },
  }
}

/** The pairs as they are after each vertex became one of `coarseOf`. */
export function coarsenPairs(pairs: Uint32Array, coarseOf: Uint32Array): Uint32Array {
  return pairs.map((v) => coarseOf[v]!)
}
