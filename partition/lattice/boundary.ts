// A cell's sides as coordinates that are bit-identical from every cell that shares them. A corner is three
// integers (face, and (i, j) in thirds of a cell), so all its cells name the same one: inside a face by that
// face's numbers, on an edge by the smaller face's. Only then is it projected and rounded, in positionOf.
//
// Where a side crosses from one face to the next (Class III only) the cell bends at the icosahedron's edge and
// H3 gives it one more point. It too is computed in one way only: in the smaller face's plane, from that
// face's corner towards the other.
import { CORNER_I, CORNER_J } from './axial.ts'
import type { Lattice } from './lattice.ts'
import { isPentagon, pentagonSides } from './pentagon.ts'
import { across, insideBy, type Place, placesOf } from './place.ts'
import { type Position, positionOf } from './projection.ts'

/** How many sides a cell has: 6, or 5 for a pentagon. */
export function sideCount(lattice: Lattice, cellIndex: number): number {
  return isPentagon(lattice, cellIndex) ? 5 : 6
}

/** Appends to a ring where a cell's side starts and, if it bends at an icosahedron edge, where it does. */
export function appendSide(lattice: Lattice, cellIndex: number, side: number, ring: Position[]): void {
  const { frame } = lattice.frames[lattice.cellFrame[cellIndex]!]!
  const i = 3 * lattice.cellI[cellIndex]!
  const j = 3 * lattice.cellJ[cellIndex]!
  if (lattice.isSeam[cellIndex] === 0) {
    ring.push(positionOf(frame, (i + CORNER_I[side]!) / 3, (j + CORNER_J[side]!) / 3, lattice.meridian))
    return
  }
  const isFive = isPentagon(lattice, cellIndex)
  const five = isFive ? pentagonSides(lattice, cellIndex) : undefined
  const cornerAt = (s: number): Place => {
    if (!five) return { frame, i: i + CORNER_I[s % 6]!, j: j + CORNER_J[s % 6]! }
    const { place, side: hexagonSide } = five[s % 5]!
    return { frame: place.frame, i: 3 * place.i + CORNER_I[hexagonSide]!, j: 3 * place.j + CORNER_J[hexagonSide]! }
  }
  const starts = placesOf(cornerAt(side), 3)
  const ends = placesOf(cornerAt(side + 1), 3)
  ring.push(toPosition(lattice, starts[0]!))
  const isOneFace = starts.some((start) => ends.some((end) => start.frame.face === end.frame.face))
  if (!isOneFace) ring.push(crossing(lattice, starts[0]!, ends[0]!))
}

function toPosition(lattice: Lattice, { frame, i, j }: Place): Position {
  return positionOf(frame, i / 3, j / 3, lattice.meridian)
}

/** Where the straight line between two corners on neighbouring faces meets their common edge. */
function crossing(lattice: Lattice, start: Place, end: Place): Position {
  const [near, far] = start.frame.face < end.frame.face ? [start, end] : [end, start]
  const edge = near.frame.sides.find(({ face }) => face === far.frame.face)
  const back = far.frame.sides.find(({ face }) => face === near.frame.face)
  if (!edge || !back) throw new Error(`faces ${near.frame.face} and ${far.frame.face} have no common edge`)
  const beyond = across(far, back, 3)
  const inside = insideBy(edge, near.i, near.j, 3)
  const share = inside / (inside - insideBy(edge, beyond.i, beyond.j, 3))
  const i = near.i + (beyond.i - near.i) * share
  const j = near.j + (beyond.j - near.j) * share
  return positionOf(near.frame, i / 3, j / 3, lattice.meridian)
}
