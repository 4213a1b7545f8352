/** Vertices that must not share a part. */
export interface ApartPairs {
  /** All of them: a0, b0, a1, b1, … */
  readonly pairs: Uint32Array
  /** True if a vertex that is to be apart from v is in part `to` already. */
  isBarred(part: ArrayLike<number>, v: number, to: number): boolean
  of(v: number): Uint32Array
  /** How many vertices that are to be apart from v are in part `p`, v itself not counted. */
  countIn(part: Uint16Array, v: number, p: number): number
  /** How many pairs share a part. */
  countAll(part: Uint16Array): number
}

/** `pairs` names vertices of a graph of `vertexCount`. Undefined where there are none. O(vertices + pairs). */
export function createApartPairs(pairs: Uint32Array | undefined, vertexCount: number): ApartPairs | undefined {
  if (pairs === undefined || pairs.length === 0) return undefined
  const offsets = new Uint32Array(vertexCount + 1)
  for (const v of pairs) offsets[v + 1]!++
  for (let v = 0; v < vertexCount; v++) offsets[v + 1]! += offsets[v]!
  const filled = offsets.slice(0, vertexCount)
  const others = new Uint32Array(pairs.length)
  for (let i = 0; i < pairs.length; i++) others[filled[pairs[i]!]!++] = pairs[i ^ 1]!
  return {
    pairs,
    of: (v) => others.subarray(offsets[v]!, offsets[v + 1]!),
    isBarred: (part, v, to) => {
      for (let i = offsets[v]!; i < offsets[v + 1]!; i++) if (part[others[i]!] === to) return true
      return false
    },
    countIn: (part, v, p) => {
      let count = 0
      for (let i = offsets[v]!; i < offsets[v + 1]!; i++) if (part[others[i]!] === p) count++
      return count
    },
    countAll: (part) => {
      let count = 0
      for (let i = 0; i < pairs.length; i += 2) if (part[pairs[i]!] === part[pairs[i + 1]!]) count++
      return count
    },
  }
}

/** The pairs among `vertices`, by their places in that list. O(vertices + pairs). */
export function localPairs(pairs: Uint32Array | undefined, vertices: Uint32Array): Uint32Array {
  if (!pairs?.length) return new Uint32Array()
  const placeOf = new Map(Array.from(pairs, (v) => [v, -1]))
  for (let i = 0; i < vertices.length; i++) if (placeOf.has(vertices[i]!)) placeOf.set(vertices[i]!, i)
  const places = Array.from(pairs, (v) => placeOf.get(v)!)
  return Uint32Array.from(places.filter((place, i) => place !== -1 && places[i ^ 1] !== -1))
}
