// A lattice is a city's cells as integers. Arrays over cellIndex (0..n-1, ascending by H3 id):
//
//   cellIds    BigUint64Array  H3 id
//   cellFrame  Uint8Array      which of `frames` is the cell's home: the face that holds its centre,
//                              the smallest number where the centre lies on an edge or a vertex
//   cellI/J    Int32Array      its (i, j) there
//   isSeam     Uint8Array      1 within reach of the face's edge: may touch, or be neighbour of, another face
//
// and a table (i, j) → cellIndex for every face the city touches. A frame's table also holds the cells just
// across its edges (their place there is exact, see frame.ts), as far as one cell beyond. Hence
//   - a point, looked up in the frame of its closest face, finds its cell whatever face the centre is on;
//   - the six neighbours of a cell are in the table of its home frame.
import { decodeCells } from './decode.ts'
import { LatticeError } from './error.ts'
import { type Frame, frameOf } from './frame.ts'
import { across, insideBy, type Place, placesOf } from './place.ts'
import { unproject } from './projection.ts'
import { buildTable, type CellTable } from './table.ts'

export interface LatticeFrame {
  readonly frame: Frame
  readonly table: CellTable
}

export interface Lattice {
  readonly resolution: number
  readonly cellCount: number
  /** ascending */
  readonly cellIds: BigUint64Array
  /** the faces the cells touch, ascending by face */
  readonly frames: readonly LatticeFrame[]
  readonly cellFrame: Uint8Array
  readonly cellI: Int32Array
  readonly cellJ: Int32Array
  readonly isSeam: Uint8Array
  /** cellIndex of each pentagon, ascending; nearly always empty */
  readonly pentagons: readonly number[]
  /** longitude of cell 0; every longitude written is within 180° of it */
  readonly meridian: number
}

/** In cells: a cell reaches 1/√3, its neighbour's centre 1. */
const SEAM_WIDTH = 1.05

/**
 * Builds the lattice of cells given ascending, unique and of one resolution; the array is kept, not copied.
 * O(n · resolution); throws LatticeError naming the first cell that breaks the rule.
 */
export function buildLattice(cellIds: BigUint64Array): Lattice {
  const { resolution, faces, is, js, pentagons } = decodeCells(cellIds)
  const cellCount = cellIds.length
  const isSeam = new Uint8Array(cellCount)
  const width = 4 * Math.sqrt(7) ** resolution * SEAM_WIDTH
  const counts = new Uint32Array(20)
  const guests: { cell: number; place: Place }[] = []

  for (let c = 0; c < cellCount; c++) {
    const frame = frameOf(faces[c]!, resolution)
    const i = is[c]!
    const j = js[c]!
    const [s, t, u] = frame.sides
    if (insideBy(s, i, j, 1) < width || insideBy(t, i, j, 1) < width || insideBy(u, i, j, 1) < width) {
      const places = placesAround({ frame, i, j }, width)
      const home = places[0]!
      faces[c] = home.frame.face
      is[c] = home.i
      js[c] = home.j
      isSeam[c] = places.length > 1 ? 1 : 0
      for (const place of places.slice(1)) {
        guests.push({ cell: c, place })
        counts[place.frame.face]!++
      }
    }
    counts[faces[c]!]!++
  }

  const used = Array.from(counts.keys()).filter((face) => counts[face]! > 0)
  const frames = used.map((face): LatticeFrame => {
    const entries = {
      is: new Int32Array(counts[face]!),
      js: new Int32Array(counts[face]!),
      cells: new Int32Array(counts[face]!),
    }
    let count = 0
    const add = (cell: number, i: number, j: number) => {
      entries.is[count] = i
      entries.js[count] = j
      entries.cells[count++] = cell
    }
    for (let c = 0; c < cellCount; c++) if (faces[c] === face) add(c, is[c]!, js[c]!)
    for (const { cell, place } of guests) if (place.frame.face === face) add(cell, place.i, place.j)
    return { frame: frameOf(face, resolution), table: buildTable(entries.is, entries.js, entries.cells, count) }
  })
  const frameIndex = Uint8Array.from({ length: 20 }, (_, face) => Math.max(0, used.indexOf(face)))
  for (let c = 0; c < cellCount; c++) faces[c] = frameIndex[faces[c]!]!

  const first = new Float64Array(2)
  unproject(frames[faces[0]!]!.frame, is[0]!, js[0]!, 0, first, 0)
  return {
    resolution,
    cellCount,
    cellIds,
    frames,
    cellFrame: faces,
    cellI: is,
    cellJ: js,
    isSeam,
    pentagons,
    meridian: first[0]!,
  }
}

/** A cell's places: in every face that holds its centre (the home first), then in the faces `width` away. */
function placesAround(given: Place, width: number): Place[] {
  const homes = placesOf(given, 1)
  const places = [...homes]
  for (const home of homes) {
    for (const side of home.frame.sides) {
      if (insideBy(side, home.i, home.j, 1) >= width) continue
      if (!places.some(({ frame }) => frame.face === side.face)) places.push(across(home, side, 1))
    }
  }
  return places
}

/** The cellIndex of an H3 cell, or -1 if the lattice has no such cell. O(log n). */
export function cellIndexOf(lattice: Lattice, cellId: bigint): number {
  const { cellIds } = lattice
  let low = 0
  let high = cellIds.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (cellIds[middle]! < cellId) low = middle + 1
    else high = middle
  }
  return cellIds[low] === cellId ? low : -1
}

/** Throws unless an array holds `perCell` values for each of the lattice's cells. */
export function checkLength(lattice: Lattice, name: string, length: number, perCell: number): void {
  if (length === perCell * lattice.cellCount) return
  throw new LatticeError(
    'wrong-length',
    `${name} has ${length} values; ${lattice.cellCount} cells need ${perCell * lattice.cellCount}`,
  )
}
