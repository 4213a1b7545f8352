import type { Random } from '../base/random.ts'

/** A few parts together, as items of one vertex or several. Sets of items are the bits of a word: bit i is item i. */
export interface Region {
  /** one an item, in average parts, falling; at most MOST_ITEMS */
  weights: readonly number[]
  /** one an item: those beside it */
  beside: Int32Array
  /** one an item: those that must not share its part */
  apartPairs: Int32Array
  parts: readonly RegionPart[]
}

export interface RegionPart {
  low: number
  high: number
  /** what it holds today */
  today: number
  /** what it must hold */
  pins: number
}

// So many that all sets are positive numbers.
export const MOST_ITEMS = 30
// Sums of fractions need not come out to the last bit.
const ROUNDING = 1e-11

/**
 * Divides the items of a region anew into its parts, connected and not empty, by trying all ways: the heaviest item left with
 * every connected set around it that fits a part, then the next one. What is left must stand a chance: each piece of it weighs
 * about a whole number of parts. Answers the items of each part in the first way met, in random order, that misses the bounds
 * by `most` in all and is not today's; undefined where there is none, or none among the sets that `ways` has left, which are
 * counted down. O(sets · items).
 */
export function divideExactly(
  region: Region,
  most: number,
  ways: { left: number },
  random: Random,
): number[] | undefined {
  const { weights, beside, apartPairs, parts } = region
  const lowest = Math.min(...parts.map(({ low }) => low))
  const highest = Math.max(...parts.map(({ high }) => high))
  const pinned = parts.reduce((all, { pins }) => all | pins, 0)
  const limit = most + ROUNDING
  const result = new Array<number>(parts.length).fill(0)

  /** Divides `items` among the parts whose bits are open. */
  const divide = (items: number, open: number, missed: number): boolean => {
    const first = items & -items
    if (sizeOf(open) === 1) {
      return flood(beside, first, items) === items && give(items, weigh(items), lowestOf(open), items, open, missed)
    }
    const heaviest = lowestOf(items)
    return grow(first, weights[heaviest]!, beside[heaviest]! & items, items & ~first, items, open, missed)
  }

  /** Gives a set to a part and divides the rest; else lets it grow by what is beside it and still allowed. */
  const grow = (
    set: number,
    weight: number,
    rim: number,
    allowed: number,
    items: number,
    open: number,
    missed: number,
  ): boolean => {
    if (ways.left <= 0) return false
    ways.left--
    const slack = limit - missed
    if (weight >= lowest - slack) {
      for (let rest = open; rest !== 0; rest &= rest - 1) {
        const part = lowestOf(rest)
        if (!hasTwinBefore(part, open) && give(set, weight, part, items, open, missed)) return true
      }
    }
    let free = allowed
    for (const item of inRandomOrder(rim, random)) {
      // Sets with this item are all tried here, so the later ones do without.
      free &= ~(1 << item)
      const grown = weight + weights[item]!
      if (grown > highest + slack) continue
      const next = (rim | beside[item]!) & free
      if (grow(set | (1 << item), grown, next, free, items, open, missed)) return true
    }
    return false
  }

  const give = (set: number, weight: number, part: number, items: number, open: number, missed: number): boolean => {
    const { low, high, pins } = parts[part]!
    const total = missed + missingTo(weight, low, high)
    if (total > limit || (pins & ~set) !== 0 || (pinned & set & ~pins) !== 0 || hasPairTogether(set)) return false
    const rest = items & ~set
    const openLeft = open & ~(1 << part)
    result[part] = set
    if (openLeft === 0) return rest === 0 && !isToday()
    return rest !== 0 && total + leastMissing(rest, sizeOf(openLeft)) <= limit && divide(rest, openLeft, total)
  }

  /** What so many parts miss at least, whatever their borders; infinite where the pieces of `items` cannot make them. */
  const leastMissing = (items: number, count: number): number => {
    let costs: number[] = [0]
    for (let rest = items; rest !== 0; ) {
      const piece = flood(beside, rest & -rest, rest)
      rest &= ~piece
      const weight = weigh(piece)
      const most = Math.min(count, sizeOf(piece))
      const next = new Array<number>(count + 1).fill(Infinity)
      for (const [used, cost] of costs.entries()) {
        for (let own = 1; own <= most && used + own <= count; own++) {
          next[used + own] = Math.min(next[used + own]!, cost + missingTo(weight, own * lowest, own * highest))
        }
      }
      costs = next
    }
    return costs[count] ?? Infinity
  }

  const weigh = (items: number): number => {
    let sum = 0
    for (let rest = items; rest !== 0; rest &= rest - 1) sum += weights[lowestOf(rest)]!
    return sum
  }

  const hasPairTogether = (items: number): boolean => {
    for (let rest = items; rest !== 0; rest &= rest - 1) if ((apartPairs[lowestOf(rest)]! & items) !== 0) return true
    return false
  }

  /** Parts of the same bounds and without pins are one and the same. */
  const areTwins = (a: RegionPart, b: RegionPart): boolean =>
    a === b || (a.low === b.low && a.high === b.high && a.pins === 0 && b.pins === 0)

  const hasTwinBefore = (part: number, open: number): boolean =>
    parts.some((other, i) => i < part && (open & (1 << i)) !== 0 && areTwins(other, parts[part]!))

  const isToday = (): boolean =>
    parts.every((part, i) => parts.some((other) => other.today === result[i] && areTwins(other, part)))

  return divide((1 << weights.length) - 1, (1 << parts.length) - 1, 0) ? result : undefined
}

function missingTo(weight: number, low: number, high: number): number {
  return Math.max(0, weight - high, low - weight)
}

/** What of `within` can be reached from `start`, which is in it. */
function flood(beside: Int32Array, start: number, within: number): number {
  let seen = start
  for (let front = start; front !== 0; ) {
    const item = lowestOf(front)
    front &= front - 1
    const found = beside[item]! & within & ~seen
    seen |= found
    front |= found
  }
  return seen
}

function lowestOf(items: number): number {
  return 31 - Math.clz32(items & -items)
}

function sizeOf(items: number): number {
  let size = 0
  for (let rest = items; rest !== 0; rest &= rest - 1) size++
  return size
}

function inRandomOrder(items: number, random: Random): number[] {
  const list: number[] = []
  for (let rest = items; rest !== 0; rest &= rest - 1) list.push(lowestOf(rest))
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    const item = list[i]!
    list[i] = list[j]!
    list[j] = item
  }
  return list
}
