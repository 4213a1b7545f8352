import { listComponents } from '../../graph/components.ts'
import type { Graph } from '../../graph/graph.ts'
import { sumAt, sumOf } from '../../graph/sums.ts'
import { boundsOf, localBounds, type Targets } from './targets.ts'

/**
 * A piece as the search is to see it where something in it is heavier than a part may be.
 *
 * A vertex, or the pins of one part together, can weigh more than the upper bound of every part. Its part is over whatever
 * its borders, and the others lack what it holds too much. A search that is told the plan's own bounds sees no more than the sum of
 * that shortage, which it cannot lower, and leaves one part with nearly nothing. So what cannot fit is taken out of the count:
 *
 *   - heavy in the leading weight: its part holds it and as little else as can be. It weighs as much as a part may hold, so
 *     that a part with it is full, and in the other weights as much as a part should. The bounds of all are renewed around
 *     the average of what the other parts share, which may make something else heavy, and so on.
 *   - what such a vertex alone ties to the rest, and is too light for a part, weighs nothing: it goes with it.
 *   - heavy in a later weight: its part needs its share of the leading weight all the same, and that brings its share of the
 *     later one, so the vertex weighs nothing in that weight and all parts are even but for it.
 *
 * The search then has a problem that can be met, and all its phases stay as they are. Tried and dropped: taking the vertex
 * out of the graph as a part of its own, which needs the rules about pins, seeds and today's parts once more.
 */
export interface Relief {
  /** with the weights that the search is to balance */
  graph: Graph
  lower: Float64Array
  upper: Float64Array
  /** one a weight: 1 / the average of the parts that hold nothing heavy */
  scale: Float64Array
  /** one a weight: that average as a share of the average target of those parts */
  shares: Float64Array
  /** the place in the list of parts of each heavy vertex that cannot be in any: targets differ */
  places: ReadonlyMap<number, number>
}

interface ReliefInput {
  /** connected, with weights in the order of Targets */
  graph: Graph
  /** the parts it is divided into */
  list: readonly number[]
  targets: Targets
  importance: readonly number[]
  /** one a vertex: its place in `list`, -1 where it is free; absent where all are */
  fixed: Int32Array | undefined
  /** something in another piece is too heavy, so that here too the average is not what it was to be */
  isRenewed: boolean
}

// Sums of fractions need not come out to the last bit.
const ROUNDING = 1e-9

/** What is out of the count so far. Vertices stand for all that are fixed to their part. */
interface Count {
  /** one a vertex: the first of those fixed to its part, itself where it is free */
  leaderOf: Uint32Array
  /** the weights, those of all that is fixed to a part at its leader */
  columns: readonly Float64Array[]
  totals: readonly number[]
  lead: number
  /** heavy in the leading weight, in the order they were found */
  taken: number[]
  /** one a weight: heavy in it, though not in the leading one */
  leftOut: readonly Set<number>[]
  /** goes with what was taken */
  tied: readonly number[]
  places: ReadonlyMap<number, number>
}

/**
 * What the search is to see in place of a piece that holds something too heavy; undefined where nothing is, here or elsewhere.
 * O(vertices + edges) for each round in which something more is found heavy.
 */
export function relieve(input: ReliefInput): Relief | undefined {
  const { graph, list, targets, importance } = input
  if (list.length === 1) return undefined
  const { leaderOf, columns } = gatherFixed(input)
  const totals = columns.map(sumOf)
  const count: Count = {
    leaderOf,
    columns,
    totals,
    lead: leadingOf(importance),
    taken: [],
    leftOut: columns.map(() => new Set<number>()),
    tied: [],
    places: new Map(),
  }
  let bounds: Bounds | undefined
  while (takeHeavy(count, list.length, bounds?.upper ?? localBounds(targets, list, totals).upper)) {
    bounds = renew(input, count)
  }
  if (!bounds && !input.isRenewed) return undefined
  bounds ??= boundsAround(targets, list, list, totals)
  return { ...bounds, graph: { ...graph, vertexWeights: searchWeights(graph, count, bounds) }, places: count.places }
}

/** Takes out what is above the upper bound of every part; false if nothing more is. */
function takeHeavy(count: Count, partCount: number, upper: Float64Array): boolean {
  const { leaderOf, columns, lead, taken, leftOut } = count
  const limits = columns.map((_, c) => mostOf(upper, columns.length, c) * (1 + ROUNDING))
  const isOut = new Set([...taken, ...count.tied])
  const heavy: number[] = []
  let isFound = false
  for (let v = 0; v < leaderOf.length; v++) {
    if (leaderOf[v] !== v || isOut.has(v)) continue
    if (columns[lead]![v]! > limits[lead]!) heavy.push(v)
    for (const [c, column] of columns.entries()) {
      if (c === lead || leftOut[c]!.has(v) || !(column[v]! > limits[c]!)) continue
      leftOut[c]!.add(v)
      isFound = true
    }
  }
  heavy.sort((a, b) => columns[lead]![b]! - columns[lead]![a]! || a - b)
  for (const v of heavy.slice(0, partCount - 1 - taken.length)) {
    taken.push(v)
    for (const set of leftOut) set.delete(v)
    isFound = true
  }
  return isFound
}

/** Settles which parts hold what was taken and what goes with it, and bounds the others by what is left. */
function renew(input: ReliefInput, count: Count): Bounds {
  const { list, targets } = input
  const { columns, totals, lead, taken, leftOut } = count
  count.places = placesOf(input, columns[lead]!, taken)
  const held = new Set(count.places.values())
  // Where all targets are alike, it does not matter which parts hold what is heavy.
  const others = list.filter((_, place) => (held.size > 0 ? !held.has(place) : place >= taken.length))
  const rests = totals.map((total, c) => {
    const out = [...taken, ...leftOut[c]!]
    return out.reduce((rest, v) => rest - columns[c]![v]!, total)
  })
  const bounds = boundsAround(targets, list, others, rests)
  count.tied = listTied(input, count, rests[lead]!, others.length, lowestOf(bounds, targets, lead))
  if (count.tied.length === 0) return bounds
  for (const [c, column] of columns.entries()) {
    for (const v of count.tied) if (!leftOut[c]!.has(v)) rests[c]! -= column[v]!
  }
  return boundsAround(targets, list, others, rests)
}

function searchWeights(graph: Graph, count: Count, { lower, upper }: Bounds): Float64Array[] {
  const { leaderOf, lead, taken, leftOut, tied, places } = count
  const width = graph.vertexWeights.length
  const isTaken = new Set(taken)
  const isTied = new Set(tied)
  return graph.vertexWeights.map((column, c) =>
    column.map((weight, v) => {
      const leader = leaderOf[v]!
      if (isTied.has(v) || leftOut[c]!.has(leader)) return 0
      if (!isTaken.has(leader)) return weight
      if (leader !== v) return 0
      const at = (places.get(v) ?? 0) * width + c
      return c === lead ? upper[at]! : (lower[at]! + upper[at]!) / 2
    }),
  )
}

type Bounds = Pick<Relief, 'lower' | 'upper' | 'scale' | 'shares'>

/** The first of the most important weights, which holds where not all can. */
function leadingOf(importance: readonly number[]): number {
  return importance.indexOf(Math.max(...importance))
}

/** Vertices fixed to one part are one: the first of them, its leader, has the weights of all. */
function gatherFixed({ graph, fixed }: ReliefInput): Pick<Count, 'leaderOf' | 'columns'> {
  const leaderOf = Uint32Array.from({ length: graph.vertexCount }, (_, v) => v)
  if (!fixed) return { leaderOf, columns: graph.vertexWeights }
  const columns = graph.vertexWeights.map((column) => column.slice())
  const first = new Map<number, number>()
  for (const [v, place] of fixed.entries()) {
    if (place === -1) continue
    const leader = first.get(place) ?? v
    first.set(place, leader)
    leaderOf[v] = leader
    if (leader === v) continue
    for (const column of columns) {
      column[leader]! += column[v]!
      column[v] = 0
    }
  }
  return { leaderOf, columns }
}

function mostOf(values: Float64Array, width: number, c: number): number {
  let most = -Infinity
  for (let at = c; at < values.length; at += width) most = Math.max(most, values[at]!)
  return most
}

/** The places of what was taken where targets differ: the largest for the heaviest, and what is fixed stays where it is. */
function placesOf(
  { list, targets, fixed }: ReliefInput,
  weights: Float64Array,
  taken: readonly number[],
): Map<number, number> {
  const places = new Map<number, number>()
  const targetOf = (place: number) => targets.targets[list[place]! * targets.width]!
  if (list.every((_, place) => targetOf(place) === targetOf(0))) return places
  const used = new Set(fixed)
  const free = [...list.keys()].filter((place) => !used.has(place)).sort((a, b) => targetOf(b) - targetOf(a) || a - b)
  for (const v of taken.toSorted((a, b) => weights[b]! - weights[a]! || a - b)) {
    const place = fixed && fixed[v] !== -1 ? fixed[v] : free.shift()
    if (place !== undefined) places.set(v, place)
  }
  return places
}

/**
 * Bounds of all parts of the list for `others` of them to share `rests`: their own where the average leaves at least half of the
 * tolerance on either side, else in the same proportion around what there is to share.
 */
function boundsAround(
  targets: Targets,
  list: readonly number[],
  others: readonly number[],
  rests: readonly number[],
): Bounds {
  const { width, averages, band } = targets
  const lower = new Float64Array(list.length * width)
  const upper = new Float64Array(list.length * width)
  const scale = new Float64Array(width)
  const shares = new Float64Array(width)
  for (let c = 0; c < width; c++) {
    let least = 0
    let most = 0
    for (const part of others) {
      const [low, high] = boundsOf(targets, part, c)
      least += low
      most += high
    }
    const share = Math.max(0, rests[c]! / ((least + most) / 2))
    const margin = band && c === 0 ? 0 : (most - least) / 4
    const isWithin = rests[c]! >= least + margin && rests[c]! <= most - margin
    const factor = isWithin ? 1 : share
    for (const [place, part] of list.entries()) {
      const [low, high] = boundsOf(targets, part, c)
      lower[place * width + c] = low * factor
      upper[place * width + c] = high * factor
    }
    shares[c] = share
    scale[c] = 1 / (averages[c]! * (factor > 0 ? factor : 1))
  }
  return { lower, upper, scale, shares }
}

/** The least lower bound as a share of the average part. */
function lowestOf({ lower, scale }: Bounds, { width }: Targets, c: number): number {
  let lowest = Infinity
  for (let at = c; at < lower.length; at += width) lowest = Math.min(lowest, lower[at]!)
  return lowest * scale[c]!
}

/**
 * What only heavy vertices tie to the rest and is too light for a part, even once it is no longer counted: whole pieces, the
 * lightest first, while enough vertices are left for the other parts. Pieces with something fixed have a part already.
 */
function listTied(
  { graph, fixed }: ReliefInput,
  { leaderOf, columns, taken, lead }: Count,
  rest: number,
  others: number,
  lowest: number,
): number[] {
  const isTaken = new Set(taken)
  const left = listComponents(graph, (v) => (isTaken.has(leaderOf[v]!) ? -1 : 0))
  if (left.length < 2) return []
  const pieces = left.map((vertices) => ({
    weight: sumAt(columns[lead]!, vertices),
    vertices,
    isFixed: fixed !== undefined && vertices.some((v) => fixed[v] !== -1),
  }))
  pieces.sort((a, b) => a.weight - b.weight || a.vertices[0]! - b.vertices[0]!)
  let weightLeft = rest
  let verticesLeft = left.reduce((sum, { length }) => sum + length, 0)
  const tied: number[] = []
  for (const { weight, vertices, isFixed } of pieces) {
    const isTooLight = weight < (lowest * (weightLeft - weight)) / others
    if (isFixed || !isTooLight || verticesLeft - vertices.length < others) continue
    weightLeft -= weight
    verticesLeft -= vertices.length
    tied.push(...vertices)
  }
  return tied
}
