/**
 * Tells which ids of a file may stand in an earlier row, in constant memory: a Bloom filter of 16 MB. It never misses one that does. Of a
 * million different ids it suspects none or one, of ten million one in a thousand; so the database has to look for a few ids, not to sort all.
 */
const bitCount = 2 ** 27
const probes = 4
/** Beyond this many, looking for each costs more than sorting all. */
const mostSuspects = 20_000

export class SeenIds {
  readonly #bits = new Uint32Array(bitCount / 32)
  #suspects: Set<string> | null = new Set()

  add(id: string): void {
    if (!this.#suspects) return
    const first = hash(id, 0x811c9dc5)
    // odd, so that the probes differ
    const step = hash(id, 0x9e3779b9) | 1
    let isNew = false
    for (let probe = 0; probe < probes; probe++) {
      const bit = ((first + Math.imul(probe, step)) >>> 0) % bitCount
      const mask = 1 << (bit & 31)
      if ((this.#bits[bit >>> 5]! & mask) === 0) {
        isNew = true
        this.#bits[bit >>> 5]! |= mask
      }
    }
    if (isNew) return
    this.#suspects.add(id)
    if (this.#suspects.size > mostSuspects) this.#suspects = null
  }

  /** All ids that stand in several rows, and perhaps a few that do not; null where there are too many to name. */
  suspects(): readonly string[] | null {
    return this.#suspects && [...this.#suspects]
  }
}

/** FNV-1a over the characters, finished as MurmurHash3 is. */
function hash(text: string, seed: number): number {
  let h = seed
  for (let at = 0; at < text.length; at++) h = Math.imul(h ^ text.charCodeAt(at), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
