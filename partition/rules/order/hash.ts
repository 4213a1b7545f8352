// Integer hashing for labels that must be the same on every machine. Not for secrets.

/** Spreads every bit of a 32-bit word over all of it (the finalizer of MurmurHash3, Austin Appleby). */
export function mix(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

const view = new DataView(new ArrayBuffer(8))

/** 32 bits of a number; -0 hashes as 0. */
export function hashNumber(value: number): number {
  view.setFloat64(0, value + 0)
  return mix(mix(view.getInt32(0)) ^ view.getInt32(4))
}
