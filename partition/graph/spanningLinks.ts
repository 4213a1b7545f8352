import { cellGraph, type Link } from './cells.ts'
import { components } from './components.ts'

/**
 * The shortest links that tie the pieces of a lattice together: a minimum spanning tree over the pieces, whose edges run between the
 * two cells where two pieces come nearest. Whatever has been joined already, the shortest link that leaves it is one of these.
 *
 * Prim's algorithm over pieces; two pieces are compared cell by cell only where the spheres around them are nearer than what is known.
 * Equal lengths go by cell index, so that the tree does not depend on any order.
 */
export interface ProposedLink extends Link {
  /** of the centres of its cells, over the ground */
  distanceKm: number
}

export interface SpanningInput {
  /** six cell indices a cell, -1 where absent */
  neighbors: Int32Array
  /** lng, lat, … in degrees */
  centers: Float64Array
  /** pieces that these join count as tied already */
  links?: readonly Link[]
  /** the pieces of these cells are never tied to each other */
  refused?: readonly Link[]
  /** the region of each cell: links stay within one, and a piece ends at its border */
  regionOf?: Int32Array | undefined
}

const NEIGHBORS_PER_CELL = 6
const EARTH_RADIUS_KM = 6371.0088

/**
 * The links, `a` below `b`, the shortest first; none for a lattice in one piece. They join everything into one, or into as many as
 * regions and refusals leave. O(pieces² + shore cells of near pieces, squared).
 */
export function spanningLinks(input: SpanningInput): ProposedLink[] {
  const { centers, links = [], refused = [], regionOf } = input
  const neighbors = regionOf ? neighborsWithin(input.neighbors, regionOf) : input.neighbors
  const { count, labels } = components(cellGraph(neighbors, []))
  if (count <= 1) return []
  const shores = findShores(neighbors, centers, labels, count)
  const tied = pairsOf(links, labels, count)
  const apart = pairsOf(refused, labels, count)
  const region = new Int32Array(count)
  if (regionOf) for (let cell = 0; cell < labels.length; cell++) region[labels[cell]!] = regionOf[cell]!

  const isDone = new Uint8Array(count)
  const best: (Candidate | undefined)[] = new Array(count)
  const made: Candidate[] = []
  for (let root = 0; root < count; root++) {
    for (let next = isDone[root] ? -1 : root; next !== -1; ) {
      isDone[next] = 1
      const reached = best[next]
      if (reached && reached.chord !== TIED) made.push(reached)
      for (let other = 0; other < count; other++) {
        if (isDone[other] || region[other] !== region[next]) continue
        if (tied.size > 0 && tied.has(pairOf(next, other, count))) best[other] = { chord: TIED, a: 0, b: 0 }
        else if (apart.size === 0 || !apart.has(pairOf(next, other, count)))
          best[other] = nearest(shores[next]!, shores[other]!, best[other])
      }
      next = nearestPiece(best, isDone)
    }
  }
  return made.sort(compare).map(({ chord, a, b }) => ({ a, b, distanceKm: chordToKm(chord) }))
}

/** The same table with the neighbours of another region taken out. */
export function neighborsWithin(neighbors: Int32Array, regionOf: Int32Array): Int32Array {
  return neighbors.map((other, slot) =>
    other >= 0 && regionOf[other] === regionOf[Math.floor(slot / NEIGHBORS_PER_CELL)] ? other : -1,
  )
}

/** Straight through the unit sphere from `a` to `b`: chords order as distances do, at the antimeridian too. */
interface Candidate {
  chord: number
  a: number
  b: number
}

/** shorter than any link: what is tied already is reached first */
const TIED = -1
/** more than what a chord may be off by rounding */
const ROUNDING = 1e-12

function compare(p: Candidate, q: Candidate): number {
  return p.chord - q.chord || p.a - q.a || p.b - q.b
}

interface Shore {
  cells: Uint32Array
  /** x, y, z of each */
  points: Float64Array
  /** a sphere around them */
  middle: [number, number, number]
  radius: number
}

function findShores(neighbors: Int32Array, centers: Float64Array, labels: Int32Array, count: number): Shore[] {
  const cellsOf = Array.from({ length: count }, () => [] as number[])
  for (let cell = 0; cell < labels.length; cell++) {
    const start = cell * NEIGHBORS_PER_CELL
    if (neighbors.subarray(start, start + NEIGHBORS_PER_CELL).includes(-1)) cellsOf[labels[cell]!]!.push(cell)
  }
  return cellsOf.map((cells) => {
    const points = new Float64Array(3 * cells.length)
    const middle: [number, number, number] = [0, 0, 0]
    for (const [i, cell] of cells.entries()) {
      const point = pointOf(centers, cell)
      points.set(point, 3 * i)
      for (const axis of [0, 1, 2] as const) middle[axis] += point[axis] / cells.length
    }
    let radius = 0
    for (let i = 0; i < points.length; i += 3) radius = Math.max(radius, distanceTo(points, i, middle))
    return { cells: Uint32Array.from(cells), points, middle, radius }
  })
}

/** The shorter of `known` and the shortest link from one shore to the other. */
function nearest(from: Shore, to: Shore, known: Candidate | undefined): Candidate | undefined {
  let best = known
  let limit = best ? best.chord + ROUNDING : Infinity
  if (best?.chord === TIED) return best
  if (distanceTo(from.middle, 0, to.middle) - from.radius - to.radius > limit) return best
  for (let i = 0; i < from.points.length; i += 3) {
    if (distanceTo(from.points, i, to.middle) - to.radius > limit) continue
    for (let j = 0; j < to.points.length; j += 3) {
      const dx = from.points[i]! - to.points[j]!
      const dy = from.points[i + 1]! - to.points[j + 1]!
      const dz = from.points[i + 2]! - to.points[j + 2]!
      const square = dx * dx + dy * dy + dz * dz
      if (square > limit * limit) continue
      const [p, q] = [from.cells[i / 3]!, to.cells[j / 3]!]
      const candidate = { chord: Math.sqrt(square), a: Math.min(p, q), b: Math.max(p, q) }
      if (best && compare(candidate, best) >= 0) continue
      best = candidate
      limit = candidate.chord + ROUNDING
    }
  }
  return best
}

function nearestPiece(best: readonly (Candidate | undefined)[], isDone: Uint8Array): number {
  let nearestOne = -1
  for (let piece = 0; piece < isDone.length; piece++) {
    const candidate = best[piece]
    if (isDone[piece] || !candidate) continue
    if (nearestOne === -1 || compare(candidate, best[nearestOne]!) < 0) nearestOne = piece
  }
  return nearestOne
}

function pairsOf(links: readonly Link[], labels: Int32Array, count: number): Set<number> {
  return new Set(links.map(({ a, b }) => pairOf(labels[a]!, labels[b]!, count)))
}

function pairOf(p: number, q: number, count: number): number {
  return Math.min(p, q) * count + Math.max(p, q)
}

function distanceTo(points: ArrayLike<number>, at: number, [x, y, z]: readonly [number, number, number]): number {
  const [dx, dy, dz] = [points[at]! - x, points[at + 1]! - y, points[at + 2]! - z]
  return Math.sqrt(dx * dx + dy * dy + dz * dz)
}

/** On the unit sphere. */
function pointOf(centers: Float64Array, cell: number): [number, number, number] {
  const lng = (centers[2 * cell]! * Math.PI) / 180
  const lat = (centers[2 * cell + 1]! * Math.PI) / 180
  return [Math.cos(lat) * Math.cos(lng), Math.cos(lat) * Math.sin(lng), Math.sin(lat)]
}

function chordToKm(chord: number): number {
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, chord / 2))
}
