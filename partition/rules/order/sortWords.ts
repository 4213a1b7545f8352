const DIGIT_BITS = 16
const DIGITS = 1 << DIGIT_BITS

/**
 * Orders `items` by the 64-bit key of each, ascending and stably, in place: high word keys[2 · item], low word
 * keys[2 · item + 1], both unsigned. Radix sort by the high word; the rare runs that share it are sorted by comparison.
 * O(items + 65536), plus O(run · log run).
 */
export function sortByWords(items: Uint32Array, keys: Int32Array): void {
  const scratch = new Uint32Array(items.length)
  if (items.length > 1000) {
    scatter(items, scratch, keys, 0)
    scatter(scratch, items, keys, DIGIT_BITS)
  } else items.sort((a, b) => (keys[2 * a]! >>> 0) - (keys[2 * b]! >>> 0))
  for (let start = 0, end = 1; start < items.length; start = end, end++) {
    const high = keys[2 * items[start]!]
    let differs = false
    for (; end < items.length && keys[2 * items[end]!] === high; end++) {
      differs ||= keys[2 * items[end]! + 1] !== keys[2 * items[start]! + 1]
    }
    if (differs) items.subarray(start, end).sort((a, b) => (keys[2 * a + 1]! >>> 0) - (keys[2 * b + 1]! >>> 0))
  }
}

function scatter(from: Uint32Array, to: Uint32Array, keys: Int32Array, shift: number): void {
  const starts = new Uint32Array(DIGITS)
  for (let i = 0; i < from.length; i++) starts[(keys[2 * from[i]!]! >>> shift) & (DIGITS - 1)]!++
  let sum = 0
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = starts[digit]!
    starts[digit] = sum
    sum += count
  }
  for (let i = 0; i < from.length; i++) {
    const item = from[i]!
    to[starts[(keys[2 * item]! >>> shift) & (DIGITS - 1)]!++] = item
  }
}
