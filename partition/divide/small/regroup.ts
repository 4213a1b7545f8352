import { sumOf } from '../../graph/sums.ts'
import type { Division } from '../base/division.ts'
import { exponential } from '../base/exponential.ts'
import type { Random } from '../base/random.ts'
import { goesOn, type Run } from '../base/run.ts'
import { typicalEdge } from '../base/typicalEdge.ts'
import { divideExactly, MOST_ITEMS, type Region } from './divideExactly.ts'

// Parts of a region. Households of Taipei at res 8 in 49 and 51 parts, ±5 %, three seeds each: regions of 2 to 5 parts meet the
// bounds in 2 of 6 walks of 60,000 rounds, of 3 to 7 in all (2026-11).
const FEWEST = 3
const MOST = 7
// In parts. What is lighter goes with a neighbour: it fits nearly anywhere, and alone would multiply the ways to try.
const LIGHT = 0.05
// Sets tried in a region, at most; most are settled by fifty. At 1000 four walks of nine in 49, 51 and 52 parts miss, at 4000 one.
const WAYS = 4000
// What a region costs in sets beside those it tries.
const REGION_WORK = 20
// Temperatures, in parts: falling over a turn of so many rounds, then hot again. COOLING ^ TURN = COLD / HOT.
const HOT = 0.02
const COLD = 0.002
const COOLING = 0.99885
// The same where borders are to be shortened: parts of a region, and temperatures in typical edges.
const MOST_TO_SHORTEN = 4
const HOT_BORDERS = 2
const COLD_BORDERS = 0.3
// Of ten regions so many lie around a part that is out of bounds.
const AROUND_MISSED = 9
const ROUNDING = 1e-11

type Accept = (loss: number) => boolean

/** Vertices of one part that hang together and stay together for a round. */
interface Group {
  vertices: number[]
  weight: number
  part: number
}

/** A division whose parts are regrouped a region at a time. */
interface Regrouping {
  part: Uint16Array
  /** one a part: how far it is out of its bounds, in average parts */
  missing: Float64Array
  /** the work of all regions so far */
  spent(): number
  /**
   * Divides `count` parts around `first` anew so that they miss no more than now and `slack`. True if a way was found and `accept`,
   * told how much longer the borders get, takes it; else all is as it was.
   */
  tryRegion(first: number, count: number, slack: number, accept?: (loss: number) => boolean): boolean
}

/**
 * Looks for a division within the bounds of weight `c`, whatever its borders, where few and heavy vertices make a part and no
 * moves of single ones lead there. A few parts that hang together, mostly around one out of bounds, are divided anew by trying
 * all ways (divideExactly.ts); the first that is better, or worse by no more than the temperature has it, is taken. So what one
 * part has too much wanders until it comes where there is room for it.
 *
 * Returns the division that misses least, `first` at worst. Parts stay connected and not empty, `fixed` and `apart` hold.
 * `work` is in sets tried, 2 µs each.
 */
export function regroup(division: Division, first: Uint16Array, c: number, work: number, run: Run): Uint16Array {
  const { random } = run
  const { part, missing, spent, tryRegion } = createRegrouping(division, first, c, random)
  const drawMissed = () => {
    const missed = [...missing.keys()].filter((p) => missing[p]! > 0)
    return random.below(10) < AROUND_MISSED ? missed[random.below(missed.length)]! : random.below(missing.length)
  }
  let temperature = HOT
  let best = sumOf(missing)
  let bestPart = first
  while (best > 0 && spent() < work && goesOn(run)) {
    tryRegion(drawMissed(), FEWEST + random.below(MOST - FEWEST + 1), temperature * exponential(random))
    temperature = temperature > COLD ? temperature * COOLING : HOT
    const now = sumOf(missing)
    if (now >= best) continue
    best = now
    bestPart = part.slice()
  }
  return bestPart
}

/**
 * Shortens the borders of a division of heavy vertices, out of the bounds of weight `c` no further than it is: annealing whose moves
 * divide two to four parts anew. Returns the shortest met, `first` at worst. `work` as in `regroup`.
 */
export function shorten(division: Division, first: Uint16Array, c: number, work: number, run: Run): Uint16Array {
  const { random } = run
  const { part, missing, spent, tryRegion } = createRegrouping(division, first, c, random)
  const unit = typicalEdge(division.graph)
  let longer = 0
  let shortest = 0
  let bestPart = first
  while (spent() < work && goesOn(run)) {
    const temperature = unit * (HOT_BORDERS + ((COLD_BORDERS - HOT_BORDERS) * spent()) / work)
    const mayLose = temperature * exponential(random)
    const isTaken = (loss: number) => {
      if (loss > mayLose) return false
      longer += loss
      return true
    }
    tryRegion(random.below(missing.length), 2 + random.below(MOST_TO_SHORTEN - 1), 0, isTaken)
    if (longer >= shortest) continue
    shortest = longer
    bestPart = part.slice()
  }
  return bestPart
}

function createRegrouping(division: Division, first: Uint16Array, c: number, random: Random): Regrouping {
  const { graph, partCount, scale } = division
  const { offsets, neighbors, edgeWeights } = graph
  const weights = graph.vertexWeights[c]!.map((weight) => weight * scale[c]!)
  const { lows, highs } = boundsOf(division, c)
  const part = first.slice()
  const members = Array.from({ length: partCount }, (): number[] => [])
  for (const [v, p] of part.entries()) members[p]!.push(v)
  const missing = new Float64Array(partCount)
  const itemOf = new Int32Array(part.length).fill(-1)
  const judge = (p: number) => {
    const sum = members[p]!.reduce((all, v) => all + weights[v]!, 0)
    const missed = Math.max(lows[p]! - sum, sum - highs[p]!)
    missing[p] = missed > ROUNDING ? missed : 0
  }
  for (let p = 0; p < partCount; p++) judge(p)

  const bordersIn = (groups: readonly Group[]) => {
    let ends = 0
    for (const { vertices } of groups) {
      for (const v of vertices) {
        for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
          const u = neighbors[e]!
          if (itemOf[u] !== -1 && part[u] !== part[v]) ends += edgeWeights[e]!
        }
      }
    }
    return ends / 2
  }
  const put = (groups: readonly Group[], p: number) => {
    members[p] = groups.flatMap(({ vertices }) => vertices)
    for (const v of members[p]) part[v] = p
    judge(p)
  }

  const divideAnew = (groups: readonly Group[], parts: readonly number[], slack: number, accept?: Accept) => {
    const region = regionOf(division, groups, parts, lows, highs, itemOf)
    const now = parts.reduce((sum, p) => sum + missing[p]!, 0)
    const ways = { left: WAYS }
    const found = divideExactly(region, now + slack, ways, random)
    spent += WAYS - ways.left
    if (!found) return false
    const before = accept && bordersIn(groups)
    for (const [i, items] of found.entries()) {
      const own = groups.filter((_, item) => (items & (1 << item)) !== 0)
      put(own, parts[i]!)
    }
    if (accept && !accept(bordersIn(groups) - before!)) {
      for (const p of parts)
        put(
          groups.filter((group) => group.part === p),
          p,
        )
      return false
    }
    return true
  }

  let spent = 0
  const tryRegion = (start: number, count: number, slack: number, accept?: Accept) => {
    spent += REGION_WORK
    const parts = drawParts(division, part, members, start, count, random)
    const groups = groupVertices(division, part, members, parts, weights, itemOf, random)
    const canDivide = groups.length > parts.length && groups.length <= MOST_ITEMS
    const isTaken = canDivide && divideAnew(groups, parts, slack, accept)
    for (const { vertices } of groups) for (const v of vertices) itemOf[v] = -1
    return isTaken
  }
  return { part, missing, spent: () => spent, tryRegion }
}

function boundsOf({ graph, partCount, lower, upper, scale }: Division, c: number) {
  const width = graph.vertexWeights.length
  const pick = (bounds: Float64Array) =>
    Float64Array.from({ length: partCount }, (_, p) => bounds[p * width + c]! * scale[c]!)
  return { lows: pick(lower), highs: pick(upper) }
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
  const apartPairs = new Int32Array(groups.length)
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
    apartPairs[a]! |= 1 << b
    apartPairs[b]! |= 1 << a
  }
  return {
    weights: groups.map(({ weight }) => weight),
    beside,
    apartPairs,
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
