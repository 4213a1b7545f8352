/**
 * A small seeded generator (sfc32, Chris Doty-Humphrey): 128 bits of state and integer steps only, so a seed gives the
 * same sequence on every machine. Not for secrets.
 */
export interface Random {
  /** 0..2^32-1 */
  next(): number
  /** 0..bound-1; bound up to 2^32 */
  below(bound: number): number
  /** an independent generator; taking one advances this one */
  fork(): Random
}

export function createRandom(seed: number): Random {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed ${seed} is not a safe integer`)
  let a = seed | 0
  let b = Math.floor(seed / 4294967296) | 0
  let c = 0x9e3779b9 | 0
  let counter = 1
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return sum >>> 0
  }
  // Seeds that differ in one bit need about a dozen rounds until their outputs have nothing in common.
  for (let round = 0; round < 15; round++) next()
  return {
    next,
    below: (bound) => Math.floor((next() / 4294967296) * bound),
    fork: () => createRandom(next()),
  }
}

/** Fisher–Yates, in place. */
export function shuffle(items: Uint32Array, random: Random): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const item = items[i]!
    items[i] = items[j]!
    items[j] = item
  }
}
