/**
 * Which of some strings a stretch of bytes is, as a loop over millions of rows asks it: most customers have no owner row, so most questions end at
 * the first bit.
 *
 *   bits     one a hash of 16 times as many as there are ids: clear where no id has that hash
 *   slots    open addressing, linear: 1 + the number of the id, 0 = free; twice as many as ids at least
 *   hashes   of each id, so that a slot of another id seldom costs a look at its bytes
 *   bytes    the ids in UTF-8, one after the other; `ends` of each
 *
 * All in shared memory: a thread is handed it without a copy. Tried and dropped: a Map of strings, which must make a string of each row first
 * (docs/benchmarks.md, "Owners of many").
 */
export interface OwnerTable {
  readonly bits: Uint32Array
  readonly slots: Int32Array
  readonly hashes: Int32Array
  readonly bytes: Uint8Array
  readonly ends: Uint32Array
}

/** Of ids that are each other's unlike; an id's number is its place among them. O(n). */
export function buildOwnerTable(ids: readonly string[]): OwnerTable {
  const encoder = new TextEncoder()
  const length = ids.reduce((sum, id) => sum + Buffer.byteLength(id), 0)
  const table = {
    bits: new Uint32Array(new SharedArrayBuffer(powerOfTwo(ids.length * 16) / 8)),
    slots: new Int32Array(new SharedArrayBuffer(4 * powerOfTwo(ids.length * 2))),
    hashes: new Int32Array(new SharedArrayBuffer(4 * ids.length)),
    bytes: new Uint8Array(new SharedArrayBuffer(length)),
    ends: new Uint32Array(new SharedArrayBuffer(4 * ids.length)),
  }
  const { bits, slots, hashes, bytes, ends } = table
  let end = 0
  for (const [number, id] of ids.entries()) {
    const encoded = encoder.encode(id)
    bytes.set(encoded, end)
    const hash = hashOf(bytes, end, end + encoded.length)
    end += encoded.length
    ends[number] = end
    hashes[number] = hash
    const bit = hash & (32 * bits.length - 1)
    bits[bit >>> 5]! |= 1 << (bit & 31)
    let slot = slotOf(hash, slots.length)
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1)
    slots[slot] = number + 1
  }
  return table
}

/** The number of the id that stands in `text` from `start` until `end`, or -1. O(length). */
export function findOwner(
  { bits, slots, hashes, bytes, ends }: OwnerTable,
  text: Uint8Array,
  start: number,
  end: number,
): number {
  const hash = hashOf(text, start, end)
  const bit = hash & (32 * bits.length - 1)
  if ((bits[bit >>> 5]! & (1 << (bit & 31))) === 0) return -1
  for (let slot = slotOf(hash, slots.length); slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1)) {
    const number = slots[slot]! - 1
    if (hashes[number] !== hash) continue
    const from = number === 0 ? 0 : ends[number - 1]!
    if (ends[number]! - from !== end - start) continue
    let at = start
    while (at < end && text[at] === bytes[from + at - start]) at++
    if (at === end) return number
  }
  return -1
}

/** Murmur's mixing, four bytes at a time. */
function hashOf(text: Uint8Array, start: number, end: number): number {
  let hash = end - start
  let at = start
  for (; at + 4 <= end; at += 4) {
    const word = text[at]! | (text[at + 1]! << 8) | (text[at + 2]! << 16) | (text[at + 3]! << 24)
    hash = Math.imul(hash ^ Math.imul(word, 0xcc9e2d51), 0x1b873593)
    hash ^= hash >>> 15
  }
  for (; at < end; at++) hash = Math.imul(hash ^ text[at]!, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

/** By other bits of the hash than those that `bits` goes by. */
function slotOf(hash: number, slots: number): number {
  return Math.imul(hash, 0x9e3779b1) >>> (32 - Math.log2(slots))
}

function powerOfTwo(least: number): number {
  let size = 32
  while (size < least) size *= 2
  return size
}
