// A polygon cut along a meridian or a parallel. On the line the rings' crossings, in order, are where the inside begins and
// ends by turns; so a chain of corners on one side goes on, at the crossing it leaves by, with the chain that begins at the next
// (or the previous) one. Corners on the line itself count to its upper side, as if the line lay a hair lower: then every ring
// crosses it an even number of times, and crossings in one point are told apart by their slopes.
import type { Position } from './projection.ts'

export type Polygon = Position[][]

interface Crossing {
  readonly along: number
  readonly slope: number
  readonly position: Position
}

interface Chain {
  /** from its first crossing to its last, both included */
  readonly positions: Position[]
  readonly start: Crossing
  readonly end: Crossing
}

/**
 * The parts of a valid polygon (outer ring, then holes, closed) below and above a value of longitude (axis 0) or latitude (axis 1), with outer rings
 * counterclockwise and holes clockwise. Two polygons with a common edge are cut in the same point of it. O(corners · log).
 */
export function cutPolygon(polygon: Polygon, axis: 0 | 1, at: number): { below: Polygon[]; above: Polygon[] } {
  const rings = polygon.map((ring, r) => (signedArea(ring) > 0 === (r === 0) ? ring : ring.toReversed()))
  const isAbove = (position: Position) => position[axis] >= at
  if (!rings[0]!.some(isAbove)) return { below: [rings], above: [] }
  if (rings[0]!.every(isAbove)) return { below: [], above: [rings] }
  const sides = { below: side(), above: side() }
  const crossings: Crossing[] = []
  for (const [r, ring] of rings.entries()) {
    const cuts = crossingsOf(ring, axis, at, isAbove)
    if (cuts.length === 0) {
      const target = isAbove(ring[0]!) ? sides.above : sides.below
      ;(r === 0 ? target.outers : target.holes).push(ring)
      continue
    }
    crossings.push(...cuts.map(({ crossing }) => crossing))
    for (const [c, { after, crossing }] of cuts.entries()) {
      const next = cuts[(c + 1) % cuts.length]!
      const positions = [crossing.position, ...cornersBetween(ring, after, next.after), next.crossing.position]
      const target = isAbove(ring[after]!) ? sides.above : sides.below
      target.chains.push({ positions, start: crossing, end: next.crossing })
    }
  }
  crossings.sort((a, b) => a.along - b.along || a.slope - b.slope)
  return { below: assemble(sides.below, crossings), above: assemble(sides.above, crossings) }
}

interface Side {
  readonly outers: Position[][]
  readonly holes: Position[][]
  readonly chains: Chain[]
}

function side(): Side {
  return { outers: [], holes: [], chains: [] }
}

/** Where a ring crosses the line, in its own order; `after` is the corner it comes to. */
function crossingsOf(
  ring: readonly Position[],
  axis: 0 | 1,
  at: number,
  isAbove: (position: Position) => boolean,
): { after: number; crossing: Crossing }[] {
  const found: { after: number; crossing: Crossing }[] = []
  for (let p = 1; p < ring.length; p++) {
    if (isAbove(ring[p - 1]!) !== isAbove(ring[p]!))
      found.push({ after: p, crossing: cross(ring[p - 1]!, ring[p]!, axis, at) })
  }
  return found
}

/** The same for an edge whichever way it runs. */
function cross(one: Position, other: Position, axis: 0 | 1, at: number): Crossing {
  const [low, high] = one[axis] < other[axis] ? [one, other] : [other, one]
  const rise = high[1 - axis]! - low[1 - axis]!
  const run = high[axis] - low[axis]
  const along = high[axis] === at ? high[1 - axis]! : low[1 - axis]! + rise * ((at - low[axis]) / run)
  // A hair below the line, the steeper of two edges that meet on it lies the lower along it.
  return { along, slope: -rise / run, position: axis === 0 ? [at, along] : [along, at] }
}

/** Corners from one to before another, around the ring's end; the last corner repeats the first. */
function cornersBetween(ring: readonly Position[], from: number, to: number): Position[] {
  return from < to ? ring.slice(from, to) : [...ring.slice(from, -1), ...ring.slice(0, to)]
}

function assemble({ outers, holes, chains }: Side, crossings: readonly Crossing[]): Polygon[] {
  const placeOf = new Map(crossings.map((crossing, place) => [crossing, place]))
  const chainFrom = new Map(chains.map((chain) => [chain.start, chain]))
  const rings = [...outers]
  for (const first of chains) {
    if (!chainFrom.has(first.start)) continue
    const ring: Position[] = []
    for (let chain: Chain | undefined = first; chain; ) {
      chainFrom.delete(chain.start)
      for (const position of chain.positions) if (!isSame(ring.at(-1), position)) ring.push(position)
      chain = chainFrom.get(crossings[placeOf.get(chain.end)! ^ 1]!)
    }
    if (!isSame(ring.at(-1), ring[0]!)) ring.push([...ring[0]!])
    // what only touches the line from below has nothing above it
    if (signedArea(ring) > 0) rings.push(ring)
  }
  const polygons: Polygon[] = rings.map((ring) => [ring])
  for (const hole of holes) {
    const owner = polygons.length === 1 ? polygons[0] : polygons.find(([ring]) => holds(ring!, hole))
    owner?.push(hole)
  }
  return polygons
}

function isSame(one: Position | undefined, other: Position): boolean {
  return one !== undefined && one[0] === other[0] && one[1] === other[1]
}

/** Whether a hole, which may touch the ring in a corner, lies inside it: most of its corners do. */
function holds(ring: readonly Position[], hole: readonly Position[]): boolean {
  return hole.filter((position) => isInside(ring, position)).length > hole.length / 2
}

function isInside(ring: readonly Position[], [lng, lat]: Position): boolean {
  let inside = false
  for (let p = 1; p < ring.length; p++) {
    const [x, y] = ring[p - 1]!
    const [nextX, nextY] = ring[p]!
    if (y > lat !== nextY > lat && lng < x + ((nextX - x) * (lat - y)) / (nextY - y)) inside = !inside
  }
  return inside
}

/** Twice the area in square degrees, positive counterclockwise. */
function signedArea(ring: readonly Position[]): number {
  const [lng, lat] = ring[0]!
  let area = 0
  for (let p = 1; p < ring.length; p++) {
    const [x, y] = ring[p - 1]!
    const [nextX, nextY] = ring[p]!
    area += (x - lng) * (nextY - lat) - (nextX - lng) * (y - lat)
  }
  return area
}
