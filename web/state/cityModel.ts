import { decodeCells } from '../../server/contract/cellsBinary.ts'
import type { City } from '../../server/contract/cities.ts'
import type { DistrictCollection } from '../../server/contract/geojson.ts'
import {
  buildLattice,
  cellAreasKm2,
  cellBoundary,
  cellCenters,
  type Lattice,
  locatePoint,
  neighborTable,
} from '../../partition/index.ts'
import { buildCellMesh, type CellMesh } from '../map/cellMesh.ts'

/** Everything about a city that no edit changes. Arrays are by cellIndex. */
export interface CityModel {
  city: City
  lattice: Lattice
  /** 6 a cell, -1 where there is none */
  neighbors: Int32Array
  /** 2 a cell: longitude, latitude */
  centers: Float64Array
  areasKm2: Float64Array
  customers: Float64Array
  revenueCents: Float64Array
  /** index into `districtNames`, -1 where the cell has none */
  districtOfCell: Int32Array
  districtNames: readonly string[]
  districts: DistrictCollection
  mesh: CellMesh
  /** length of the side that begins at each corner of the mesh */
  sidesKm: Float64Array
  locate: (lng: number, lat: number) => number
}

/** Builds the model from the server's answers. 12k cells: about 0.2 s on a slow core. */
export function buildCityModel(city: City, cellBytes: Uint8Array, districts: DistrictCollection): CityModel {
  const cells = decodeCells(cellBytes)
  const lattice = buildLattice(cells.cellIds)
  const neighbors = neighborTable(lattice)
  const centers = cellCenters(lattice)
  const boundaries = Array.from(cells.cellIds, (_, cellIndex) => openRing(cellBoundary(lattice, cellIndex)))
  const mesh = buildCellMesh({
    cellCount: lattice.cellCount,
    boundaryOf: (cellIndex) => boundaries[cellIndex]!,
    centers,
    neighbors,
  })
  return {
    city,
    lattice,
    neighbors,
    centers,
    areasKm2: cellAreasKm2(lattice),
    customers: cells.customers,
    revenueCents: cells.revenueCents,
    districtOfCell: cells.districtOfCell,
    districtNames: cells.districts.map(({ name }) => name),
    districts,
    mesh,
    sidesKm: measureSides(boundaries, mesh),
    locate: (lng, lat) => locatePoint(lattice, lng, lat),
  }
}

type Corner = readonly [number, number]

function openRing(ring: readonly Corner[]): readonly Corner[] {
  const [first, last] = [ring[0], ring.at(-1)]
  return ring.length > 1 && first![0] === last![0] && first![1] === last![1] ? ring.slice(0, -1) : ring
}

function measureSides(boundaries: readonly (readonly Corner[])[], mesh: CellMesh): Float64Array {
  const sides = new Float64Array(mesh.across.length)
  let corner = 0
  for (const boundary of boundaries) {
    for (let side = 0; side < boundary.length; side++) {
      sides[corner++] = distanceKm(boundary[side]!, boundary[(side + 1) % boundary.length]!)
    }
  }
  return sides
}

const earthRadiusKm = 6371.0071809
const radians = Math.PI / 180

/** Great-circle distance (haversine), on the sphere whose areas H3 reports. */
function distanceKm([lngA, latA]: Corner, [lngB, latB]: Corner): number {
  const sinLat = Math.sin(((latB - latA) * radians) / 2)
  const sinLng = Math.sin(((lngB - lngA) * radians) / 2)
  const chord = sinLat * sinLat + Math.cos(latA * radians) * Math.cos(latB * radians) * sinLng * sinLng
  return 2 * earthRadiusKm * Math.asin(Math.sqrt(chord))
}
