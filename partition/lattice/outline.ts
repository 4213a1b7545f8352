// Outlines of labelled cells, traced along the sides that part two labels.
//
// Every lattice corner has three cells, so along a label's border exactly one side enters a corner and one
// leaves it: rings never touch themselves or one another, and following sides is all there is to tracing.
// From side s of cell c (neighbour n outside, corner at its end shared with m, the neighbour at s+1):
//   m outside → side s+1 of c;    m inside → the side of m after the one it shares with c.
// Interiors stay on the left, hence outer rings come out counterclockwise and holes clockwise.
// Corners come from boundary.ts: two labels write bit-identical coordinates along their common border.
import { appendSide, sideCount } from './boundary.ts'
import { LatticeError } from './error.ts'
import { checkLength, type Lattice } from './lattice.ts'
import type { Position } from './projection.ts'

interface Ring {
  readonly cell: number
  readonly positions: Position[]
}

/**
 * The outline of each label above 0: MultiPolygon coordinates after RFC 7946 (outer rings counterclockwise,
 * holes clockwise, closed, 9 decimals; longitudes run on past ±180 rather than jump). Polygons are valid
 * and tile the labelled cells exactly. Labels are one a cell; `neighbors` is the lattice's neighborTable.
 * Polygons come in the order of the smallest cellIndex on their outer ring. O(n + border). Throws
 * `wrong-length`, and `outline-wraps` for a ring around a pole.
 */
export function traceOutlines(
  lattice: Lattice,
  neighbors: Int32Array,
  labels: Uint16Array,
): Map<number, Position[][][]> {
  return trace(lattice, neighbors, labels, 0)
}

/** The outline of one label, as traceOutlines gives it; empty where no cell has the label. */
export function traceOutline(
  lattice: Lattice,
  neighbors: Int32Array,
  labels: Uint16Array,
  label: number,
): Position[][][] {
  return trace(lattice, neighbors, labels, label).get(label) ?? []
}

function trace(
  lattice: Lattice,
  neighbors: Int32Array,
  labels: Uint16Array,
  only: number,
): Map<number, Position[][][]> {
  checkLength(lattice, 'neighbors', neighbors.length, 6)
  checkLength(lattice, 'labels', labels.length, 1)
  const ringsOf = new Map<number, { outers: Ring[]; holes: Ring[] }>()
  const isTraced = new Uint8Array(lattice.cellCount) // a bit a side
  for (let c = 0; c < lattice.cellCount; c++) {
    const label = labels[c]!
    if (label === 0 || (only !== 0 && label !== only)) continue
    for (let s = 0; s < 6; s++) {
      const n = neighbors[6 * c + s]!
      if (n >= 0 && labels[n] === label) continue
      if ((isTraced[c]! >> s) & 1) continue
      if (s === 5 && n < 0 && sideCount(lattice, c) === 5) continue
      let rings = ringsOf.get(label)
      if (!rings) {
        rings = { outers: [], holes: [] }
        ringsOf.set(label, rings)
      }
      const positions = followRing(lattice, neighbors, labels, isTraced, c, s)
      const isOuter = signedArea(lattice, positions, c) > 0
      ;(isOuter ? rings.outers : rings.holes).push({ cell: c, positions })
    }
  }
  const outlines = new Map<number, Position[][][]>()
  for (const label of [...ringsOf.keys()].sort((a, b) => a - b)) {
    const { outers, holes } = ringsOf.get(label)!
    outlines.set(label, assemble(lattice, neighbors, labels, outers, holes))
  }
  return outlines
}

function followRing(
  lattice: Lattice,
  neighbors: Int32Array,
  labels: Uint16Array,
  isTraced: Uint8Array,
  startCell: number,
  startSide: number,
): Position[] {
  const ring: Position[] = []
  const label = labels[startCell]
  let cell = startCell
  let side = startSide
  do {
    isTraced[cell]! |= 1 << side
    appendSide(lattice, cell, side, ring)
    const next = (side + 1) % sideCount(lattice, cell)
    const beside = neighbors[6 * cell + next]!
    if (beside >= 0 && labels[beside] === label) {
      side = (sideTowards(neighbors, beside, cell, next) + 1) % sideCount(lattice, beside)
      cell = beside
    } else side = next
  } while (cell !== startCell || side !== startSide)
  ring.push([...ring[0]!])
  return ring
}

/** The side of `cell` that `other` lies across, where `side` is the side of `other` that `cell` lies across. */
function sideTowards(neighbors: Int32Array, cell: number, other: number, side: number): number {
  const opposite = (side + 3) % 6
  if (neighbors[6 * cell + opposite] === other) return opposite
  for (let s = 0; s < 6; s++) if (neighbors[6 * cell + s] === other) return s
  throw new Error(`neighbour table is not symmetric: ${other} lists ${cell}, not the other way round`)
}

/** Twice the ring's area in square degrees, positive counterclockwise. */
function signedArea(lattice: Lattice, ring: readonly Position[], cell: number): number {
  const [lng, lat] = ring[0]!
  let area = 0
  for (let p = 1; p < ring.length; p++) {
    const [x, y] = ring[p - 1]!
    const [nextX, nextY] = ring[p]!
    if (Math.abs(nextX - x) > 180) {
      throw new LatticeError(
        'outline-wraps',
        `the outline through cell ${lattice.cellIds[cell]!.toString(16)} runs around a pole or across the meridian opposite the city: it is no polygon in longitude and latitude`,
      )
    }
    area += (x - lng) * (nextY - lat) - (nextX - lng) * (y - lat)
  }
  return area
}

/** Puts each hole into the outer ring it lies in: the one whose connected cells reach the hole's cell. */
function assemble(
  lattice: Lattice,
  neighbors: Int32Array,
  labels: Uint16Array,
  outers: readonly Ring[],
  holes: readonly Ring[],
): Position[][][] {
  const polygons = outers.map(({ positions }) => [positions])
  if (holes.length === 0) return polygons
  if (outers.length === 1) {
    polygons[0]!.push(...holes.map(({ positions }) => positions))
    return polygons
  }
  const polygonOf = new Map<number, number>()
  outers.forEach(({ cell }, polygon) => {
    polygonOf.set(cell, polygon)
    const reached = [cell]
    for (let at = reached.pop(); at !== undefined; at = reached.pop()) {
      for (let s = 0; s < 6; s++) {
        const n = neighbors[6 * at + s]!
        if (n < 0 || labels[n] !== labels[cell] || polygonOf.has(n)) continue
        polygonOf.set(n, polygon)
        reached.push(n)
      }
    }
  })
  for (const { cell, positions } of holes) {
    const polygon = polygonOf.get(cell)
    if (polygon === undefined) {
      throw new LatticeError(
        'outline-wraps',
        `the cells around ${lattice.cellIds[cell]!.toString(16)} have no outer ring: they cover more than half the globe`,
      )
    }
    polygons[polygon]!.push(positions)
  }
  return polygons
}
