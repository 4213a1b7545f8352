import { getHexagonEdgeLengthAvg, gridDisk, latLngToCell } from 'h3-js'
import { cellCenters, cellIndexOf, type Lattice, parseCellId } from '../../../partition/index.ts'
import { longitudeNear } from '../../coordinates/longitudes.ts'
import { orient } from '../../coordinates/orient.ts'
import type { PolygonRings } from '../../coordinates/rings.ts'

type Position = readonly [lng: number, lat: number]

/** A barrier or a crossing: WGS 84, laid out near the city. Polygons are valid and do not overlap. */
export interface LineShape {
  readonly lines: readonly (readonly Position[])[]
  readonly polygons: readonly PolygonRings[]
  readonly points: readonly Position[]
}

export interface PairsInput {
  readonly lattice: Lattice
  /** six per cell, see neighborTable */
  readonly neighbors: Int32Array
  readonly shapes: readonly LineShape[]
  /** metres: pairs are those within reach, and not those that are parted */
  readonly reachM?: number | undefined
}

/**
 * For each shape the pairs of neighbours that it parts, as a0, b0, a1, b1, …, each a below its b, ascending: those between whose centres the straight
 * line in longitude and latitude meets a line of the shape (PostGIS: ST_Intersects), or goes both through a polygon of it and beyond (ST_Crosses).
 * With `reachM` those whose line comes as near as that instead. Exact but for `reachM`, which is measured on a plane at the shape.
 * Only cells along the shape are looked at.
 */
export function partedPairs({ lattice, neighbors, shapes, reachM }: PairsInput): number[][] {
  const centers = cellCenters(lattice)
  const reference = lattice.meridian
  const centerOf = (cell: number): Position => [longitudeNear(centers[2 * cell]!, reference), centers[2 * cell + 1]!]
  return shapes.map((shape) => {
    const edges = edgesOf(shape, reference)
    const found: [number, number][] = []
    for (const [a, b, near] of pairsAlong(lattice, neighbors, edges, reachM ?? 0)) {
      const [from, to] = [centerOf(a), centerOf(b)]
      const isFound =
        reachM === undefined
          ? near.some((edge) => edges[edge]!.ring < 0 && meets(from, to, edges[edge]!)) ||
            crossesArea(from, to, edges, near)
          : near.some((edge) => distanceM(from, to, edges[edge]!) <= reachM)
      if (isFound) found.push([a, b])
    }
    return found.sort((p, q) => p[0] - q[0] || p[1] - q[1]).flat()
  })
}

interface Edge {
  readonly from: Position
  readonly to: Position
  /** of a polygon's outline; -1 of a line or a point */
  readonly ring: number
}

function edgesOf({ lines, polygons, points }: LineShape, reference: number): Edge[] {
  const edges: Edge[] = []
  const turned = (line: readonly Position[]): Position[] => {
    const turns = longitudeNear(line[0]![0], reference) - line[0]![0]
    return turns === 0 ? [...line] : line.map(([lng, lat]) => [lng + turns, lat])
  }
  const add = (line: readonly Position[], ring: number) => {
    const positions = turned(line)
    for (let i = 1; i < positions.length; i++) edges.push({ from: positions[i - 1]!, to: positions[i]!, ring })
  }
  for (const line of lines) add(line, -1)
  for (const [place, ring] of polygons.flat().entries()) add(ring, place)
  for (const point of points) add([point, point], -1)
  return edges
}

/** Of the shortest edge of a cell around, so that no step goes past a cell and its ring. */
const stepOfEdge = 0.5

/** Pairs of neighbours along edges, each with the edges that may meet the line between them. */
function* pairsAlong(
  lattice: Lattice,
  neighbors: Int32Array,
  edges: readonly Edge[],
  reachM: number,
): Generator<[a: number, b: number, near: readonly number[]]> {
  const edgeM = getHexagonEdgeLengthAvg(lattice.resolution, 'm') / 2
  const rings = 1 + Math.ceil((reachM / edgeM + 1) / 1.5)
  const nearOf = new Map<number, number[]>()
  const disks = new Map<string, number[]>()
  for (const [place, { from, to }] of edges.entries()) {
    const steps = Math.max(1, Math.ceil(lengthM(from, to) / (stepOfEdge * edgeM)))
    let before = ''
    for (let step = 0; step <= steps; step++) {
      const share = step / steps
      const lng = from[0] + share * (to[0] - from[0])
      const lat = from[1] + share * (to[1] - from[1])
      const center = latLngToCell(lat, longitudeNear(lng, 0), lattice.resolution)
      if (center === before) continue
      before = center
      let disk = disks.get(center)
      if (!disk) {
        disk = gridDisk(center, rings)
          .map((hex) => cellIndexOf(lattice, parseCellId(hex)))
          .filter((cell) => cell >= 0)
        disks.set(center, disk)
      }
      for (const cell of disk) {
        const list = nearOf.get(cell)
        if (!list) nearOf.set(cell, [place])
        else if (list.at(-1) !== place) list.push(place)
      }
    }
  }
  for (const [a, near] of nearOf) {
    for (let slot = 0; slot < 6; slot++) {
      const b = neighbors[6 * a + slot]!
      // A pair of which both are along is met once, from its lower cell; what meets it, is along both.
      if (b > a && nearOf.has(b)) yield [a, b, near]
    }
  }
}

/** Whether two straight lines have a point in common. */
function meets(a: Position, b: Position, { from: c, to: d }: Edge): boolean {
  const [c1, d1] = [side(a, b, c), side(a, b, d)]
  const [a1, b1] = [side(c, d, a), side(c, d, b)]
  if (c1 * d1 < 0 && a1 * b1 < 0) return true
  return (
    (c1 === 0 && isBetween(a, b, c)) ||
    (d1 === 0 && isBetween(a, b, d)) ||
    (a1 === 0 && isBetween(c, d, a)) ||
    (b1 === 0 && isBetween(c, d, b))
  )
}

function side([ax, ay]: Position, [bx, by]: Position, [cx, cy]: Position): number {
  return Math.sign(orient(ax, ay, bx, by, cx, cy))
}

/** Of a point on the line. */
function isBetween([ax, ay]: Position, [bx, by]: Position, [px, py]: Position): boolean {
  return Math.min(ax, bx) <= px && px <= Math.max(ax, bx) && Math.min(ay, by) <= py && py <= Math.max(ay, by)
}

/**
 * Whether a line goes through the inside of the polygons and through what is outside. An outline that it passes from one side to the other
 * tells so at once; where it only touches, the stretches between the touching points are looked at.
 */
function crossesArea(a: Position, b: Position, edges: readonly Edge[], near: readonly number[]): boolean {
  const touched: number[] = []
  for (const place of near) {
    const edge = edges[place]!
    if (edge.ring < 0 || !meets(a, b, edge)) continue
    const { from: c, to: d } = edge
    if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true
    touched.push(...[c, d].filter((at) => side(a, b, at) === 0 && isBetween(a, b, at)).map((at) => shareOf(a, b, at)))
    if (side(c, d, a) === 0) touched.push(0)
    if (side(c, d, b) === 0) touched.push(1)
  }
  if (touched.length === 0) return false
  const stops = [0, ...touched.sort((p, q) => p - q), 1]
  const sides = stops.flatMap((stop, i) => {
    const next = stops[i + 1]
    if (next === undefined || next <= stop) return []
    const share = (stop + next) / 2
    return [isInside([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])], edges)]
  })
  return sides.includes(true) && sides.includes(false)
}

/** How far along the line a point on it lies, 0 to 1. */
function shareOf(a: Position, b: Position, at: Position): number {
  const axis = Math.abs(b[0] - a[0]) > Math.abs(b[1] - a[1]) ? 0 : 1
  return (at[axis] - a[axis]) / (b[axis] - a[axis])
}

/** By the outlines that a way to the east passes. */
function isInside([x, y]: Position, edges: readonly Edge[]): boolean {
  let inside = false
  for (const { from, to, ring } of edges) {
    if (ring < 0 || from[1] > y === to[1] > y) continue
    const isLeft = orient(from[0], from[1], to[0], to[1], x, y) > 0
    if (isLeft === to[1] > from[1]) inside = !inside
  }
  return inside
}

const metresADegree = 111_195

function lengthM(from: Position, to: Position): number {
  const parallel = Math.cos((((from[1] + to[1]) / 2) * Math.PI) / 180)
  return Math.hypot((to[0] - from[0]) * parallel, to[1] - from[1]) * metresADegree
}

/** Between the line from a to b and an edge, on a plane that touches the earth at the edge's middle. */
function distanceM(a: Position, b: Position, edge: Edge): number {
  if (meets(a, b, edge)) return 0
  const parallel = Math.cos((((edge.from[1] + edge.to[1]) / 2) * Math.PI) / 180)
  const [p, q, r, s] = [a, b, edge.from, edge.to].map(([lng, lat]): Position => [lng * parallel, lat]) as [
    Position,
    Position,
    Position,
    Position,
  ]
  const least = Math.min(toLine(p, r, s), toLine(q, r, s), toLine(r, p, q), toLine(s, p, q))
  return least * metresADegree
}

function toLine(point: Position, from: Position, to: Position): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]]
  const size = dx * dx + dy * dy
  const along = size === 0 ? 0 : ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / size
  const share = Math.max(0, Math.min(1, along))
  return Math.hypot(point[0] - from[0] - share * dx, point[1] - from[1] - share * dy)
}
