/**
 * What a sheet is drawn on: squares of about a kilometre over the Mercator plane, each corner with its row and column in the
 * sheet. Within a square both are as good as linear (the bend of a square of one kilometre is 2 cm), so the fragment shader
 * knows the place of each pixel without a projection. Only squares near cells are drawn.
 *
 *   vertices   4 a vertex: x and y in Web Mercator minus `origin`, row, column
 *   triangles  indices of vertices, two triangles a square
 */
import type { Sheet } from '../../partition/index.ts'
import { latitudeAt, longitudeAt, mercatorX, mercatorY } from './mercator.ts'

export interface SheetMesh {
  readonly vertices: Float32Array
  readonly triangles: Uint32Array
}

export interface MeshGround {
  /** Web Mercator of the city's first cell: so near to it 32-bit floats are exact to millimetres */
  readonly origin: readonly [x: number, y: number]
  /** 2 a cell: longitude, latitude */
  readonly centers: Float64Array
  /** of a cell, in Web Mercator */
  readonly cellWidth: number
}

const equatorMetres = 40_075_017
const squareMetres = 1000

export function buildSheetMesh({ cells, placeOf, sides }: Sheet, ground: MeshGround): SheetMesh {
  const { origin, centers, cellWidth } = ground
  const stretch = Math.cos((centers[1]! * Math.PI) / 180)
  // With the squares beside one that holds a cell's middle the cell is covered, and its borders.
  const size = Math.max(squareMetres / (equatorMetres * stretch), 2 * cellWidth)
  const squares = new Set<number>()
  for (const cell of cells) {
    if (cell < 0) continue
    const column = Math.floor((mercatorX(centers[2 * cell]!) - origin[0]) / size)
    const row = Math.floor((mercatorY(centers[2 * cell + 1]!) - origin[1]) / size)
    squares.add(squareKey(column, row))
  }
  for (const key of [...squares]) {
    const [column, row] = squareAt(key)
    for (let x = -1; x <= 1; x++) for (let y = -1; y <= 1; y++) squares.add(squareKey(column + x, row + y))
  }

  const vertices: number[] = []
  const triangles: number[] = []
  const vertexOf = new Map<number, number>()
  // How far inside the face each vertex is, in cells.
  const depths: number[] = []
  const vertexAt = (column: number, row: number): number => {
    const key = squareKey(column, row)
    const known = vertexOf.get(key)
    if (known !== undefined) return known
    const [x, y] = [column * size, row * size]
    const [i, j] = placeOf(longitudeAt(origin[0] + x), latitudeAt(origin[1] + y))
    vertices.push(x, y, i, j)
    depths.push(Math.min(...sides.map(([a, b, c]) => a * i + b * j + c)))
    vertexOf.set(key, depths.length - 1)
    return depths.length - 1
  }
  for (const key of squares) {
    const [column, row] = squareAt(key)
    const corners = [0, 1, 2, 3].map((corner) => vertexAt(column + (corner & 1), row + (corner >> 1)))
    // Beyond the face another sheet draws.
    if (corners.every((corner) => depths[corner]! < 0)) continue
    triangles.push(corners[0]!, corners[1]!, corners[2]!, corners[2]!, corners[1]!, corners[3]!)
  }
  return { vertices: Float32Array.from(vertices), triangles: Uint32Array.from(triangles) }
}

// Squares are numbered from the city's first cell, to both sides of it.
const half = 2 ** 20
const squareKey = (column: number, row: number): number => (column + half) * 2 * half + row + half
const squareAt = (key: number): [column: number, row: number] => [
  Math.floor(key / (2 * half)) - half,
  (key % (2 * half)) - half,
]
