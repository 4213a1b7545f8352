import type { Control } from '../base/control.ts'
import type { Division } from '../base/division.ts'
import { exponential } from '../base/exponential.ts'
import type { Random } from '../base/random.ts'
import { divideExactly, MOST_ITEMS, type Region } from './divideExactly.ts'

// Parts of a region. Households of Taipei at res 8 in 49 and 51 parts, ±5 %, three seeds each: regions of 2 to 5 parts meet the
// bounds in 2 of 6 walks of 60,000 rounds, of 3 to 7 in all (2026-11).
const FEWEST = 3
const MOST = 7
// In parts. What is lighter goes with a neighbour: it fits nearly anywhere, and alone would multiply the ways to try.
const LIGHT = 0.05
// Sets tried in a region. Most regions are settled, one way or the other, by fifty.
const WAYS = 4000
// Temperatures, in parts: falling over a turn of so many rounds, then hot again. COOLING ^ TURN = COLD / HOT.
const HOT = 0.02
const COLD = 0.002
const COOLING = 0.99885
// Of ten regions so many lie around a part that is out of bounds.
const AROUND_MISSED = 9
const ROUNDS_A_POLL = 16
const ROUNDING = 1e-11

/** Vertices of one part that hang together and stay together for a round. */
interface Group {
  vertices: number[]
  weight: number
  part: number
}

/**
 * Looks for a division within the bounds of weight `c`, whatever its borders, where few and heavy vertices make a part and no
 * moves of single ones lead there. A few parts that hang together, mostly around one out of bounds, are divided anew by trying
 * all ways (divideExactly.ts); the first that is better, or worse by no more than the temperature has it, is taken. So what one
 * part has too much wanders until it comes where there is room for it.
 *
 * Returns the division that misses least, `first` at worst. Parts stay connected and not empty, `fixed` and `apart` hold.
 * O(rounds · (vertices of seven parts + WAYS · items)) at most; 40 µs a round on Taipei at res 8.
 */
export function regroup(
  division: Division,
  first: Uint16Array,
  c: number,
  rounds: number,
  random: Random,
  control: Control,
): Uint16Array {
  const { partCount } = division
  const weights = division.graph.vertexWeights[c]!.map((weight) => weight * division.scale[c]!)
  const { lows, highs } = boundsOf(division, c)
  const part = first.slice()
  const members = Array.from({ length: partCount }, (): number[] => [])
  for (const [v, p] of part.entries()) members[p]!.push(v)
  const sumOf = (p: number) => members[p]!.reduce((sum, v) => sum + weights[v]!, 0)
  const missing = Float64Array.from(members, (_, p) => missingTo(sumOf(p), p))
  const itemOf = new Int32Array(part.length).fill(-1)

  function missingTo(sum: number, p: number): number {
    const missed = Math.max(lows[p]! - sum, sum - highs[p]!)
    return missed > ROUNDING ? missed : 0
  }

  const drawFirst = () => {
    const missed = [...missing.keys()].filter((p) => missing[p]! > 0)
    return random.below(10) < AROUND_MISSED ? missed[random.below(missed.length)]! : random.below(partCount)
  }

  const tryRegion = (temperature: number) => {
    const parts = drawParts(division, part, members, drawFirst(), FEWEST + random.below(MOST - FEWEST + 1), random)
    const groups = groupVertices(division, part, members, parts, weights, itemOf, random)
    if (groups.length > parts.length && groups.length <= MOST_ITEMS) {
      const region = regionOf(division, groups, parts, lows, highs, itemOf)
      const now = parts.reduce((sum, p) => sum + missing[p]!, 0)
      const found = divideExactly(region, now + temperature * exponential(random), WAYS, random)
      for (const [i, items] of found?.entries() ?? []) {
        const p = parts[i]!
        members[p] = groups.flatMap(({ vertices }, item) => ((items & (1 << item)) === 0 ? [] : vertices))
        for (const v of members[p]) part[v] = p
        missing[p] = missingTo(sumOf(p), p)
      }
    }
    for (const { vertices } of groups) for (const v of vertices) itemOf[v] = -1
  }

  let temperature = HOT
  let best = total(missing)
  let bestPart = first
  for (let round = 0; round < rounds && best > 0; round++) {
    if (round % ROUNDS_A_POLL === 0) {
      control.poll()
      if (control.isStopped()) break
    }
    tryRegion(temperature)
    temperature = temperature > COLD ? temperature * COOLING : HOT
    const now = total(missing)
    if (now >= best) continue
    best = now
    bestPart = part.slice()
  }
  return bestPart
}

function boundsOf({ graph, partCount, lower, upper, scale }: Division, c: number) {
  const width = graph.vertexWeights.length
  const pick = (bounds: Float64Array) =>
    Float64Array.from({ length: partCount }, (_, p) => bounds[p * width + c]! * scale[c]!)
  return { lows: pick(lower), highs: pick(upper) }
}

function total(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

/** So many parts that hang together, the first given; the longer a border, the sooner the part behind it. */
function drawParts(
  { graph: { offsets, neighbors } }: Division,
  part: Uint16Array,
  members: readonly number[][],
  first: number,
  count: number,
  random: Random,
): number[] {
  const parts = [first]
  while (parts.length < count) {
    const beside: number[] = []
    for (const p of parts) {
      for (const v of members[p]!) {
        for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
          const q = part[neighbors[e]!]!
          if (!parts.includes(q)) beside.push(q)
        }
      }
    }
    if (beside.length === 0) break
    parts.push(beside[random.below(beside.length)]!)
  }
  return parts
}

/**
 * The vertices of the parts in groups, the heaviest first, their places among them in `itemOf`: light ones with a random neighbour of
 * their part, and heavier ones too while there are too many.
 */
function groupVertices(
  { graph: { offsets, neighbors } }: Division,
  part: Uint16Array,
  members: readonly number[][],
  parts: readonly number[],
  weights: Float64Array,
  itemOf: Int32Array,
  random: Random,
): Group[] {
  let groups = parts.flatMap((p) => members[p]!.map((v): Group => ({ vertices: [v], weight: weights[v]!, part: p })))
  for (let light = LIGHT; light < 1; light *= 1.5) {
    for (const [i, { vertices }] of groups.entries()) for (const v of vertices) itemOf[v] = i
    if (light > LIGHT && groups.length <= MOST_ITEMS) break
    for (const [i, group] of groups.entries()) {
      if (group.weight >= light) continue
      const beside: number[] = []
      for (const v of group.vertices) {
        for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
          const u = neighbors[e]!
          if (part[u] === group.part && itemOf[u] !== i) beside.push(itemOf[u]!)
        }
      }
      if (beside.length === 0) continue
      const j = beside[random.below(beside.length)]!
      const other = groups[j]!
      for (const v of group.vertices) itemOf[v] = j
      other.vertices.push(...group.vertices)
      other.weight += group.weight
      group.vertices = []
    }
    groups = groups.filter(({ vertices }) => vertices.length > 0)
  }
  groups.sort((a, b) => b.weight - a.weight)
  for (const [i, { vertices }] of groups.entries()) for (const v of vertices) itemOf[v] = i
  return groups
}

function regionOf(
  { graph: { offsets, neighbors }, fixed, apart }: Division,
  groups: readonly Group[],
  parts: readonly number[],
  lows: Float64Array,
  highs: Float64Array,
  itemOf: Int32Array,
): Region {
  const beside = new Int32Array(groups.length)
  const foes = new Int32Array(groups.length)
  for (const [i, { vertices }] of groups.entries()) {
    for (const v of vertices) {
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
        const j = itemOf[neighbors[e]!]!
        if (j !== -1 && j !== i) beside[i]! |= 1 << j
      }
    }
  }
  for (let i = 0; apart && i < apart.length; i += 2) {
    const [a, b] = [itemOf[apart[i]!]!, itemOf[apart[i + 1]!]!]
    if (a === -1 || b === -1 || a === b) continue
    foes[a]! |= 1 << b
    foes[b]! |= 1 << a
  }
  return {
    weights: groups.map(({ weight }) => weight),
    beside,
    foes,
    parts: parts.map((p) => ({
      low: lows[p]!,
      high: highs[p]!,
      today: setOf(groups, (group) => group.part === p),
      pins: fixed ? setOf(groups, ({ vertices }) => vertices.some((v) => fixed[v] === p)) : 0,
    })),
  }
}

function setOf(groups: readonly Group[], isIn: (group: Group) => boolean): number {
  return groups.reduce((set, group, i) => (isIn(group) ? set | (1 << i) : set), 0)
}
