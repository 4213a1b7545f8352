// H3 cells → lattice places by integer arithmetic on the cell's bits, without a string a cell.
//
//   hi  bit 31 reserved 0 | 30–27 mode 1 | 26–24 reserved 0 | 23–20 resolution | 19–13 base cell | 12–0 digits 1–4, top of 5
//   lo  the rest of digit 5, digits 6–15 (three bits a digit, 7 beyond the resolution)
//
// Words are read from the BigUint64Array in place, low word first, as every platform of today stores them.
//
// Digit d at resolution r is a step to neighbour d of the parent's centre child, so below a hexagon the
// place is affine: anchor + turn(Σ steps refined). The anchor of a cell is its coarsest hexagonal ancestor:
// its base cell or, in a pentagonal base cell (Beijing, Seoul and Dalian lie in one), the ancestor at the
// first digit that is not 0. An anchor's place and turn are read off h3-js from two cells, then reused.
import { cellToLatLng, constructCell, getBaseCellNumber, getPentagons } from 'h3-js'
import { type Axial, NEIGHBOR_I, NEIGHBOR_J, refine, turnsBetween } from './axial.ts'
import { LatticeError } from './error.ts'
import { type Frame, frameOf } from './frame.ts'
import { icosahedron } from './icosahedron.ts'
import type { Place } from './place.ts'
import { dot, type Vector, vectorOf } from './vector.ts'

/** Neighbour number (axial.ts) of H3's digits 1..6: k, j, jk, i, ik, ij. */
const NEIGHBOR_OF_DIGIT = [-1, 4, 2, 3, 0, 5, 1]
const STEP_I = [0, ...[1, 2, 3, 4, 5, 6].map((digit) => NEIGHBOR_I[NEIGHBOR_OF_DIGIT[digit]!]!)]
const STEP_J = [0, ...[1, 2, 3, 4, 5, 6].map((digit) => NEIGHBOR_J[NEIGHBOR_OF_DIGIT[digit]!]!)]
const BASE_CELLS = 122

interface Anchor {
  readonly place: Place
  readonly turns: number
}

export interface DecodedCells {
  readonly resolution: number
  /** of every cell: a face and its (i, j) there, possibly beyond the face's edge */
  readonly faces: Uint8Array
  readonly is: Int32Array
  readonly js: Int32Array
  /** cellIndex of each pentagon, ascending */
  readonly pentagons: readonly number[]
}

/**
 * Places every cell of an ascending list; O(cells · resolution).
 * Throws LatticeError naming the first cell that is invalid, repeated, out of order or of another resolution.
 */
export function decodeCells(cellIds: BigUint64Array): DecodedCells {
  const count = cellIds.length
  if (count === 0) throw new LatticeError('empty', 'a lattice needs at least one cell')
  const words = new Uint32Array(cellIds.buffer, cellIds.byteOffset, 2 * count)
  const resolution = (words[1]! >>> 20) & 15
  const isPentagonal = pentagonalBaseCells()
  const faces = new Uint8Array(count)
  const is = new Int32Array(count)
  const js = new Int32Array(count)
  const pentagons: number[] = []
  const anchors = new Map<number, Anchor>()
  let anchorKey = -1
  let anchor: Anchor | undefined

  for (let c = 0; c < count; c++) {
    const lo = words[2 * c]!
    const hi = words[2 * c + 1]!
    if (c > 0) checkOrder(cellIds, words, c)
    const baseCell = (hi >>> 13) & 127
    if (hi >>> 24 !== 8 || baseCell >= BASE_CELLS) throw badCell(cellIds, c)
    if (((hi >>> 20) & 15) !== resolution) {
      throw new LatticeError(
        'mixed-resolution',
        `cell ${hexAt(cellIds, c)} at index ${c} has resolution ${(hi >>> 20) & 15}, the cells before it ${resolution}`,
      )
    }
    let level = 1
    let key = baseCell * 128
    if (isPentagonal[baseCell] === 1) {
      while (level <= resolution && digitOf(hi, lo, level) === 0) level++
      if (level > resolution) pentagons.push(c)
      else {
        const digit = digitOf(hi, lo, level)
        if (digit === 1 || digit === 7) throw badCell(cellIds, c) // a pentagon has no neighbour 1
        key += level * 8 + digit
        level++
      }
    }
    if (key !== anchorKey) {
      anchor = anchors.get(key)
      if (!anchor) {
        anchor = findAnchor(hi, lo, level - 1, resolution)
        anchors.set(key, anchor)
      }
      anchorKey = key
    }
    let i = 0
    let j = 0
    for (; level <= resolution; level++) {
      const digit = digitOf(hi, lo, level)
      if (digit === 7) throw badCell(cellIds, c)
      const a = i
      const isOdd = (level & 1) === 1
      i = (isOdd ? 2 * a + j : 3 * a - j) + STEP_I[digit]!
      j = (isOdd ? 3 * j - a : a + 2 * j) + STEP_J[digit]!
    }
    for (; level <= 15; level++) if (digitOf(hi, lo, level) !== 7) throw badCell(cellIds, c)
    for (let turns = anchor!.turns; turns > 0; turns--) {
      const a = i
      i = a - j
      j = a
    }
    faces[c] = anchor!.place.frame.face
    is[c] = anchor!.place.i + i
    js[c] = anchor!.place.j + j
  }
  return { resolution, faces, is, js, pentagons }
}

function digitOf(hi: number, lo: number, level: number): number {
  const shift = (15 - level) * 3
  if (shift > 31) return (hi >>> (shift - 32)) & 7
  return shift === 30 ? ((hi & 1) << 2) | (lo >>> 30) : (lo >>> shift) & 7
}

/** Where the centre of a hexagon at `level` lies, and how its digits are turned there. */
function findAnchor(hi: number, lo: number, level: number, resolution: number): Anchor {
  const digits = Array.from({ length: resolution }, (_, at) => (at < level ? digitOf(hi, lo, at + 1) : 0))
  const baseCell = (hi >>> 13) & 127
  const center = centerOf(baseCell, digits)
  const frame = frameOf(closestFace(center), resolution)
  const origin = roundToPlace(frame, center)
  if (level === resolution) return { place: origin, turns: 0 }
  // A child across the face's edge has no place in this frame, but not all six are: one of them tells the turn.
  for (let digit = 1; digit <= 6; digit++) {
    digits[level] = digit
    const child = centerOf(baseCell, digits)
    if (closestFace(child) !== frame.face) continue
    let step: Axial = { i: STEP_I[digit]!, j: STEP_J[digit]! }
    for (let finer = level + 2; finer <= resolution; finer++) step = refine(step, finer)
    const { i, j } = roundToPlace(frame, child)
    const turns = turnsBetween(step, { i: i - origin.i, j: j - origin.j })
    if (turns >= 0) return { place: origin, turns }
  }
  throw new Error(`base cell ${baseCell}: no child of its cell at level ${level} fits the frame of face ${frame.face}`)
}

function centerOf(baseCell: number, digits: number[]): Vector {
  const [lat, lng] = cellToLatLng(constructCell(baseCell, digits, digits.length))
  return vectorOf(lng, lat)
}

function closestFace(point: Vector): number {
  let closest = 0
  let best = -1
  for (const { number, center } of icosahedron()) {
    const cosine = dot(center, point)
    if (cosine <= best) continue
    best = cosine
    closest = number
  }
  return closest
}

function roundToPlace(frame: Frame, point: Vector): Place {
  const depth = dot(frame.center, point)
  return { frame, i: Math.round(dot(frame.toI, point) / depth), j: Math.round(dot(frame.toJ, point) / depth) }
}

function pentagonalBaseCells(): Uint8Array {
  const isPentagonal = new Uint8Array(128)
  for (const cell of getPentagons(0)) isPentagonal[getBaseCellNumber(cell)] = 1
  return isPentagonal
}

function checkOrder(cellIds: BigUint64Array, words: Uint32Array, c: number): void {
  const order = words[2 * c + 1]! - words[2 * c - 1]! || words[2 * c]! - words[2 * c - 2]!
  if (order > 0) return
  if (order === 0) {
    throw new LatticeError('duplicate', `cell ${hexAt(cellIds, c)} stands twice, at index ${c - 1} and ${c}`)
  }
  throw new LatticeError(
    'not-ascending',
    `cell ${hexAt(cellIds, c)} at index ${c} is smaller than ${hexAt(cellIds, c - 1)} before it: sort the cells by id`,
  )
}

function badCell(cellIds: BigUint64Array, c: number): LatticeError {
  return new LatticeError('bad-cell', `${hexAt(cellIds, c)} at index ${c} is not an H3 cell`)
}

function hexAt(cellIds: BigUint64Array, c: number): string {
  return cellIds[c]!.toString(16)
}
