import { sortByWords } from './sortWords.ts'

/**
 * The vertices in ascending order of their ids; undefined where they stand so already. Ids are safe whole numbers from 0
 * or bigints below 2^64, all different: RangeError otherwise. O(vertices).
 */
export function idOrder(ids: ArrayLike<bigint> | ArrayLike<number>, vertexCount: number): Uint32Array | undefined {
  if (ids.length !== vertexCount) throw new RangeError(`${ids.length} ids for ${vertexCount} vertices`)
  let ascends = true
  for (let v = 0; v < vertexCount; v++) {
    const id = ids[v]!
    const fits = typeof id === 'bigint' ? id >= 0n && id < 1n << 64n : Number.isSafeInteger(id) && id >= 0
    if (!fits) throw new RangeError(`the id of vertex ${v} is ${id}; it must be a whole number from 0`)
    if (v > 0 && !(ids[v - 1]! < id)) ascends = false
  }
  if (ascends) return undefined
  const words = new Int32Array(2 * vertexCount)
  for (let v = 0; v < vertexCount; v++) {
    const id = ids[v]!
    words[2 * v] = typeof id === 'bigint' ? Number(id >> 32n) : Math.floor(id / 4294967296)
    words[2 * v + 1] = typeof id === 'bigint' ? Number(id & 0xffffffffn) : id
  }
  const order = Uint32Array.from({ length: vertexCount }, (_, v) => v)
  sortByWords(order, words)
  for (let i = 1; i < vertexCount; i++) {
    if (ids[order[i]!] === ids[order[i - 1]!]) {
      throw new RangeError(`vertices ${order[i - 1]} and ${order[i]} have the same id ${ids[order[i]!]}`)
    }
  }
  return order
}
