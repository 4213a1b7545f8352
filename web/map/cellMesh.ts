/**
 * The city's cells as a triangle mesh, built once a city. Every cell keeps its own corners, so that a colour can be looked
 * up by cell and a border can be told per side.
 *
 *   firstCorner   cellCount + 1: corners of cell c are [firstCorner[c], firstCorner[c + 1])
 *   positions     2 a corner: Web Mercator minus `origin`, so that 32-bit floats stay exact to millimetres
 *   cellOfCorner  1 a corner
 *   across        1 a corner: the cell beyond the side from this corner to the next one, -1 at the city's edge
 *   triangles     a fan a cell (cells are convex), indices into corners
 *
 * A cell that crosses an icosahedron face has a seventh or eighth corner, which bends one of its sides; both halves of that
 * side lead to the same neighbour.
 */
import { mercatorX, mercatorY } from './mercator.ts'

export interface CellMesh {
  origin: [number, number]
  firstCorner: Uint32Array
  positions: Float32Array
  cellOfCorner: Uint32Array
  across: Int32Array
  triangles: Uint32Array
}

export interface CellMeshInput {
  cellCount: number
  /** a cell's closed ring, longitude and latitude; side s of a six-cornered one faces neighbour s */
  ringOf: (cellIndex: number) => readonly Corner[]
  /** 2 a cell: longitude, latitude */
  centers: Float64Array
  /** 6 a cell, -1 where there is none */
  neighbors: Int32Array
}

type Corner = readonly [number, number]

export function buildCellMesh({ cellCount, ringOf, centers, neighbors }: CellMeshInput): CellMesh {
  const origin: [number, number] = [mercatorX(centers[0] ?? 0), mercatorY(centers[1] ?? 0)]
  const firstCorner = new Uint32Array(cellCount + 1)
  // Eight corners is the most a cell can have; the arrays are cut to size at the end.
  const positions = new Float32Array(16 * cellCount)
  const cellOfCorner = new Uint32Array(8 * cellCount)
  const across = new Int32Array(8 * cellCount)
  const triangles = new Uint32Array(18 * cellCount)
  let corner = 0
  let triangle = 0
  for (let cell = 0; cell < cellCount; cell++) {
    const ring = ringOf(cell)
    const sides = ring.length - 1
    firstCorner[cell] = corner
    for (let side = 0; side < sides; side++) {
      const [lng, lat] = ring[side]!
      const at = corner + side
      positions[2 * at] = mercatorX(lng) - origin[0]
      positions[2 * at + 1] = mercatorY(lat) - origin[1]
      cellOfCorner[at] = cell
      across[at] =
        sides === 6
          ? neighbors[6 * cell + side]!
          : nearestAcross(centers, neighbors, cell, ring[side]!, ring[side + 1]!)
      if (side < 2) continue
      triangles[triangle++] = corner
      triangles[triangle++] = at - 1
      triangles[triangle++] = at
    }
    corner += sides
  }
  firstCorner[cellCount] = corner
  return {
    origin,
    firstCorner,
    positions: positions.slice(0, 2 * corner),
    cellOfCorner: cellOfCorner.slice(0, corner),
    across: across.slice(0, corner),
    triangles: triangles.slice(0, triangle),
  }
}

/** The neighbour whose center is nearest to the cell's own center mirrored in the side's middle, -1 where none is near. */
function nearestAcross(centers: Float64Array, neighbors: Int32Array, cell: number, from: Corner, to: Corner): number {
  const x = centers[2 * cell]!
  const y = centers[2 * cell + 1]!
  const stretch = Math.cos((y * Math.PI) / 180)
  const mirroredX = from[0] + to[0] - x
  const mirroredY = from[1] + to[1] - y
  // Another neighbour's center is a whole cell away from the mirrored point; half of that tells them apart.
  let best = ((mirroredX - x) * stretch * 0.5) ** 2 + ((mirroredY - y) * 0.5) ** 2
  let found = -1
  for (let side = 0; side < 6; side++) {
    const neighbor = neighbors[6 * cell + side]!
    if (neighbor < 0) continue
    const distance =
      ((centers[2 * neighbor]! - mirroredX) * stretch) ** 2 + (centers[2 * neighbor + 1]! - mirroredY) ** 2
    if (distance >= best) continue
    best = distance
    found = neighbor
  }
  return found
}
