// A sheet is one face's part of a city as a raster, for whoever draws cells: row i and column j of the face's own lattice,
// with a cell's index in each entry. Points find their place in it by one division, and cells by rounding, exactly as in
// locate.ts. Sheets of neighbouring faces meet at the face's sides and hold each other's cells just beyond them.
import type { Lattice, LatticeFrame } from './lattice.ts'
import type { DenseTable } from './table.ts'
import { dot, vectorOf } from './vector.ts'

export interface Sheet {
  readonly height: number
  readonly width: number
  /** cellIndex at row · width + column, -1 where there is no cell */
  readonly cells: Int32Array
  /** Row and column, not rounded, of a point in degrees; only points on the sheet's own half of the globe have one. */
  placeOf(lng: number, lat: number): readonly [row: number, column: number]
  /** three sides of the face: a·row + b·column + c is how many cells' widths a place lies inside of one */
  readonly sides: readonly (readonly [a: number, b: number, c: number])[]
}

/** The sheets of a city, one a face it touches. O(entries), which for strewn cells are more than the cells. */
export function sheetsOf(lattice: Lattice): Sheet[] {
  return lattice.frames.map((frame) => sheetOf(frame, lattice.resolution))
}

function sheetOf({ frame, table }: LatticeFrame, resolution: number): Sheet {
  const { minI, minJ, height, width, cells } = table.kind === 'dense' ? table : denseOf(table)
  const { center, toI, toJ } = frame
  const unit = 4 * Math.sqrt(7) ** resolution
  return {
    height,
    width,
    cells,
    placeOf(lng, lat) {
      const point = vectorOf(lng, lat)
      const depth = dot(point, center)
      return [dot(point, toI) / depth - minI, dot(point, toJ) / depth - minJ]
    },
    sides: frame.sides.map(({ a, b, c }) => [a / unit, b / unit, (a * minI + b * minJ + c) / unit] as const),
  }
}

/** A hashed table's cells in their bounding box. */
function denseOf({
  keysI,
  keysJ,
  cells,
}: Extract<LatticeFrame['table'], { kind: 'hashed' }>): Omit<DenseTable, 'kind'> {
  let [minI, minJ, maxI, maxJ] = [2 ** 31, 2 ** 31, -(2 ** 31), -(2 ** 31)]
  for (let slot = 0; slot < cells.length; slot++) {
    if (cells[slot]! < 0) continue
    minI = Math.min(minI, keysI[slot]!)
    maxI = Math.max(maxI, keysI[slot]!)
    minJ = Math.min(minJ, keysJ[slot]!)
    maxJ = Math.max(maxJ, keysJ[slot]!)
  }
  const height = maxI - minI + 1
  const width = maxJ - minJ + 1
  const dense = new Int32Array(height * width).fill(-1)
  for (let slot = 0; slot < cells.length; slot++) {
    if (cells[slot]! >= 0) dense[(keysI[slot]! - minI) * width + keysJ[slot]! - minJ] = cells[slot]!
  }
  return { minI, minJ, height, width, cells: dense }
}
