import { cellCenters, cellIndexOf, cellsOverlapping, type Lattice } from '../../partition/index.ts'
import { longitudeNear } from '../coordinates/longitudes.ts'
import type { PolygonRings } from '../coordinates/rings.ts'
import { cellDistricts } from './cellDistricts.ts'

export interface RenewedDistricts {
  /** by cell: an index into the areas */
  readonly districtOfCell: Int32Array
  /** cells that no area touches, ascending: each is of the area whose border is nearest to its centre */
  readonly beyond: number[]
  /** cells that the areas overlap and that are not the city's */
  readonly outside: number
}

/** The districts of a city's cells by other borders than those it was made of. As `cellDistricts`, and nearest borders for the rest. */
export function renewedDistricts({
  lattice,
  areas,
}: {
  readonly lattice: Lattice
  readonly areas: readonly { readonly polygons: readonly PolygonRings[] }[]
}): RenewedDistricts {
  const districtOfCell = cellDistricts(lattice, areas)
  const centers = cellCenters(lattice)
  const beyond: number[] = []
  for (const [cell, district] of districtOfCell.entries()) {
    if (district >= 0) continue
    beyond.push(cell)
    districtOfCell[cell] = nearestArea([centers[2 * cell]!, centers[2 * cell + 1]!], areas)
  }
  const overlapped = cellsOverlapping(
    areas.flatMap(({ polygons }) => polygons),
    lattice.resolution,
  )
  let outside = 0
  for (const id of overlapped) if (cellIndexOf(lattice, id) < 0) outside++
  return { districtOfCell, beyond, outside }
}

/** The area with the nearest border, in degrees as PostGIS measures them; the first of equal ones. */
function nearestArea(
  [givenLng, lat]: readonly [number, number],
  areas: readonly { readonly polygons: readonly PolygonRings[] }[],
): number {
  let [nearest, least] = [-1, Infinity]
  for (const [area, { polygons }] of areas.entries()) {
    const lng = longitudeNear(givenLng, polygons[0]?.[0]?.[0]?.[0] ?? 0)
    for (const ring of polygons.flat()) {
      for (let i = 1; i < ring.length; i++) {
        const [x0, y0] = ring[i - 1]!
        const [x1, y1] = ring[i]!
        const [dx, dy] = [x1 - x0, y1 - y0]
        const along = ((lng - x0) * dx + (lat - y0) * dy) / (dx * dx + dy * dy || 1)
        const part = Math.min(1, Math.max(0, along))
        const distance = Math.hypot(lng - x0 - part * dx, lat - y0 - part * dy)
        if (distance < least) [nearest, least] = [area, distance]
      }
    }
  }
  return nearest
}
