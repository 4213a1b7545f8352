import { polygonToCells } from 'h3-js'
import { buildLattice, cellAreasKm2, cellCenters, neighborTable } from '../../../../partition/index.ts'

/** The lattice of a square town of 0.12 degrees. */
export function town(south: number, west: number, resolution = 8) {
  const box = [
    [south, west],
    [south, west + 0.12],
    [south + 0.12, west + 0.12],
    [south + 0.12, west],
  ]
  const cellIds = BigUint64Array.from(polygonToCells(box, resolution), (id) => BigInt(`0x${id}`)).sort()
  const lattice = buildLattice(cellIds)
  return {
    lattice,
    neighbors: neighborTable(lattice),
    centers: cellCenters(lattice),
    areasKm2: cellAreasKm2(lattice),
  }
}

export const towns = [
  { place: 'inside a face', south: 30.5, west: 114.2, resolution: 8 },
  // The face edge near Hangzhou, at a Class III resolution, where cells that cross it have a corner more.
  { place: 'across two faces', south: 29.89, west: 120.46, resolution: 9 },
]
