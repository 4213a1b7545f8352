/** A deterministic stream of numbers in [0, 1) (mulberry32), enough for inputs and shuffles. */
export function numberStream(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** A normal deviate from a stream (Box and Muller). */
export function normal(stream: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - stream())) * Math.cos(2 * Math.PI * stream())
}

/** 0..count-1 in random order. */
export function shuffled(count: number, stream: () => number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index)
  for (let left = count - 1; left > 0; left--) {
    const at = Math.floor(stream() * (left + 1))
    const held = order[left]!
    order[left] = order[at]!
    order[at] = held
  }
  return order
}

/** Smooth noise in about [-1, 1] over the plane, with bumps about one unit wide. */
export function smoothNoise(seed: number): (x: number, y: number) => number {
  const corner = (column: number, row: number) => {
    let mixed = Math.imul(column, 0x27d4eb2d) ^ Math.imul(row, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2147483648 - 1
  }
  return (x, y) => {
    const column = Math.floor(x)
    const row = Math.floor(y)
    const across = fade(x - column)
    const up = fade(y - row)
    const below = corner(column, row) * (1 - across) + corner(column + 1, row) * across
    const above = corner(column, row + 1) * (1 - across) + corner(column + 1, row + 1) * across
    return below * (1 - up) + above * up
  }
}

function fade(t: number): number {
  return t * t * t * (t * (6 * t - 15) + 10)
}
