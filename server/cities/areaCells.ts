import { cellBoundary, cellCenters, type Lattice } from '../../partition/index.ts'
import type { PolygonRings } from '../coordinates/rings.ts'
import { buildAreaIndex } from './areaIndex.ts'
import { near, overlapOf, ringArea, sizeOf } from './cellDistricts.ts'

/** Which cells are whose, of areas of one level. */
export interface AreaCells {
  /** by area: the cells that it covers most of, ascending */
  readonly cells: number[][]
  /** cells that two areas cover alike without lying over each other there */
  readonly ties: { readonly cell: number; readonly holder: number; readonly other: number }[]
}

const whole = 1_000_000

/**
 * Gives each cell the area that covers most of it, in millionths; of areas that cover it alike the smaller one, then the first. A cell that no
 * border runs near lies in the area of its centre. Cost: one search a cell, and clipping for those along borders.
 */
export function areaCells({
  lattice,
  areas,
}: {
  readonly lattice: Lattice
  readonly areas: readonly (readonly PolygonRings[])[]
}): AreaCells {
  const sizes = areas.map(sizeOf)
  const order = areas.map((_, area) => area).sort((a, b) => sizes[a]! - sizes[b]! || a - b)
  const index = buildAreaIndex(order.map((area) => areas[area]!))
  const borders = buildBorderIndex(areas, lattice)
  const centers = cellCenters(lattice)
  const reference = areas[0]?.[0]?.[0]?.[0]?.[0] ?? 0
  const cells: number[][] = areas.map(() => [])
  const ties: { cell: number; holder: number; other: number }[] = []
  for (let cell = 0; cell < lattice.cellCount; cell++) {
    const inside = order[index.find(centers[2 * cell]!, centers[2 * cell + 1]!)] ?? -1
    const ring = near(cellBoundary(lattice, cell), reference)
    const close = borders(ring)
    let holder = inside
    if (close.size > 0) {
      if (inside >= 0) close.add(inside)
      const size = ringArea(ring)
      holder = -1
      let most = 0
      let other = -1
      for (const area of [...close].sort((a, b) => sizes[a]! - sizes[b]! || a - b)) {
        const share = Math.min(whole, Math.round((overlapOf(ring, areas[area]!) / size) * whole))
        if (share > most) {
          holder = area
          most = share
          other = -1
        } else if (share === most && share > 0 && share <= whole / 2) other = area
      }
      if (other >= 0) ties.push({ cell, holder, other })
    }
    if (holder >= 0) cells[holder]!.push(cell)
  }
  return { cells, ties }
}

/** Which areas have an edge near a ring: in one of the boxes, about as large as a cell, that the ring's own box meets. */
function buildBorderIndex(areas: readonly (readonly PolygonRings[])[], lattice: Lattice) {
  let [width, height] = [1e-9, 1e-9]
  // Cells of one city differ little in size, and a box may have any.
  for (let step = 0; step < Math.min(50, lattice.cellCount); step++) {
    const ring = cellBoundary(lattice, Math.floor((step * lattice.cellCount) / Math.min(50, lattice.cellCount)))
    const [west, south, east, north] = boundsOf(ring)
    width = Math.max(width, east - west)
    height = Math.max(height, north - south)
  }
  const boxes = new Map<string, Set<number>>()
  const visit = (bounds: readonly [number, number, number, number], see: (box: string) => void) => {
    for (let x = Math.floor(bounds[0] / width); x <= Math.floor(bounds[2] / width); x++)
      for (let y = Math.floor(bounds[1] / height); y <= Math.floor(bounds[3] / height); y++) see(`${x} ${y}`)
  }
  for (const [area, polygons] of areas.entries()) {
    const add = (box: string) => {
      const found = boxes.get(box)
      if (found) found.add(area)
      else boxes.set(box, new Set([area]))
    }
    for (const ring of polygons.flat()) {
      for (let i = 1; i < ring.length; i++) {
        const [fromX, fromY] = ring[i - 1]!
        const [toX, toY] = ring[i]!
        // Long edges by stretches: the box of a whole one would be all of the city.
        const stretches = Math.ceil(Math.max(Math.abs(toX - fromX) / width, Math.abs(toY - fromY) / height, 1))
        const at = (part: number): [number, number] => [
          fromX + ((toX - fromX) * part) / stretches,
          fromY + ((toY - fromY) * part) / stretches,
        ]
        for (let part = 0; part < stretches; part++) visit(boundsOf([at(part), at(part + 1)]), add)
      }
    }
  }
  return (ring: readonly (readonly [number, number])[]): Set<number> => {
    const close = new Set<number>()
    visit(boundsOf(ring), (box) => {
      for (const area of boxes.get(box) ?? []) close.add(area)
    })
    return close
  }
}

function boundsOf(points: readonly (readonly [number, number])[]): [number, number, number, number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lng, lat] of points) {
    west = Math.min(west, lng)
    south = Math.min(south, lat)
    east = Math.max(east, lng)
    north = Math.max(north, lat)
  }
  return [west, south, east, north]
}
