import { cellBoundary, cellIndexOf, cellsOverlapping, type Lattice, locatePoint } from '../../../partition/index.ts'
import type { PolygonRings } from '../../coordinates/rings.ts'
import { near, overlapOf, ringArea } from '../cellDistricts.ts'

/** A valid footprint, or a point. WGS 84, laid out near the city. */
export type UnitShape =
  | { readonly polygons: readonly PolygonRings[]; readonly point?: undefined }
  | { readonly point: readonly [lng: number, lat: number]; readonly polygons?: undefined }

/** The cells that a unit touches, ascending, and the millionths of each that it covers; a point covers nothing of its one cell. */
export interface TouchedCells {
  readonly cells: number[]
  readonly shares: number[]
}

const whole = 1_000_000

/** By a unit's own shape alone, so that neither the order of units nor what else a city has matters. Cells outside the city do not count. */
export function touchedCells({
  lattice,
  shapes,
}: {
  readonly lattice: Lattice
  readonly shapes: readonly UnitShape[]
}): TouchedCells[] {
  const known = new Map<number, { ring: [number, number][]; size: number }>()
  const cellAt = (cell: number, reference: number) => {
    const found = known.get(cell)
    if (found) return found
    const ring = near(cellBoundary(lattice, cell), reference)
    const made = { ring, size: ringArea(ring) }
    known.set(cell, made)
    return made
  }
  return shapes.map((shape) => {
    if (shape.point) {
      const cell = locatePoint(lattice, ...shape.point)
      return cell < 0 ? { cells: [], shares: [] } : { cells: [cell], shares: [0] }
    }
    const { polygons } = shape
    const reference = polygons[0]?.[0]?.[0]?.[0] ?? 0
    const cells: number[] = []
    const shares: number[] = []
    // What is too small for a millionth of any cell lies in the one that it covers most of, as a point does.
    let most = { cell: -1, share: 0 }
    for (const id of cellsOverlapping(polygons, lattice.resolution)) {
      const cell = cellIndexOf(lattice, id)
      if (cell < 0) continue
      const { ring, size } = cellAt(cell, reference)
      const covered = overlapOf(ring, polygons) / size
      const share = Math.min(whole, Math.round(covered * whole))
      if (covered > most.share) most = { cell, share: covered }
      if (share <= 0) continue
      cells.push(cell)
      shares.push(share)
    }
    return cells.length === 0 && most.cell >= 0 ? { cells: [most.cell], shares: [0] } : { cells, shares }
  })
}
