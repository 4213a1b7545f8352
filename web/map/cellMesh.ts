import { mercatorX, mercatorY } from './mercator.ts'

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
 * A cell that crosses an icosahedron face has a seventh or eighth corner on one side; both halves of that side lead to the
 * same neighbour.
 */
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
  /** corners of a cell in order, longitude and latitude, not closed */
  boundaryOf: (cellIndex: number) => readonly (readonly [number, number])[]
  /** 2 a cell: longitude, latitude */
  centers: Float64Array
  /** 6 a cell, -1 where there is none */
  neighbors: Int32Array
}

export function buildCellMesh({ cellCount, boundaryOf, centers, neighbors }: CellMeshInput): CellMesh {
  const boundaries = Array.from({ length: cellCount }, (_, cell) => boundaryOf(cell))
  const cornerCount = boundaries.reduce((sum, boundary) => sum + boundary.length, 0)
  const origin: [number, number] = [mercatorX(centers[0] ?? 0), mercatorY(centers[1] ?? 0)]
  const mesh: CellMesh = {
    origin,
    firstCorner: new Uint32Array(cellCount + 1),
    positions: new Float32Array(2 * cornerCount),
    cellOfCorner: new Uint32Array(cornerCount),
    across: new Int32Array(cornerCount),
    triangles: new Uint32Array(3 * (cornerCount - 2 * cellCount)),
  }
  let corner = 0
  let triangle = 0
  for (let cell = 0; cell < cellCount; cell++) {
    const boundary = boundaries[cell]!
    mesh.firstCorner[cell] = corner
    for (let side = 0; side < boundary.length; side++) {
      const [lng, lat] = boundary[side]!
      mesh.positions[2 * (corner + side)] = mercatorX(lng) - origin[0]
      mesh.positions[2 * (corner + side) + 1] = mercatorY(lat) - origin[1]
      mesh.cellOfCorner[corner + side] = cell
      mesh.across[corner + side] = neighborAcross(centers, neighbors, cell, boundary[side]!, boundary[(side + 1) % boundary.length]!)
      if (side < 2) continue
      mesh.triangles.set([corner, corner + side - 1, corner + side], triangle)
      triangle += 3
    }
    corner += boundary.length
  }
  mesh.firstCorner[cellCount] = corner
  return mesh
}

/** The neighbour whose center is nearest to the cell's own center mirrored in the side's middle, -1 where none is near. */
function neighborAcross(
  centers: Float64Array,
  neighbors: Int32Array,
  cell: number,
  from: readonly [number, number],
  to: readonly [number, number],
): number {
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
    const distance = ((centers[2 * neighbor]! - mirroredX) * stretch) ** 2 + (centers[2 * neighbor + 1]! - mirroredY) ** 2
    if (distance >= best) continue
    best = distance
    found = neighbor
  }
  return found
}
