import { turn } from './axial.ts'
import { type Frame, frameOf, type Side } from './frame.ts'

/** A lattice point of one frame, in cells (`unit` 1) or, for corners, in thirds of a cell (`unit` 3). */
export interface Place {
  readonly frame: Frame
  readonly i: number
  readonly j: number
}

/** Where a point lies against a side: positive inside, 0 exactly on the edge, negative beyond. */
export function insideBy(side: Side, i: number, j: number, unit: number): number {
  return side.a * i + side.b * j + side.c * unit
}

/** The same point in the frame across a side. */
export function across(place: Place, side: Side, unit: number): Place {
  const turned = turn(place, side.turns)
  return {
    frame: frameOf(side.face, place.frame.resolution),
    i: turned.i + side.shiftI * unit,
    j: turned.j + side.shiftJ * unit,
  }
}

/**
 * Every place of a point whose face, edges included, holds it: one inside a face, two on an edge, five
 * at a vertex; ascending by face, so the first is the canonical one. The point may be given in a frame
 * it lies beyond, as long as it is not beyond two sides' vertex.
 */
export function placesOf(given: Place, unit: number): Place[] {
  let place = given
  for (let worst = mostBeyond(place, unit); worst; worst = mostBeyond(place, unit)) place = across(place, worst, unit)
  const places = [place]
  for (const known of places) {
    for (const side of known.frame.sides) {
      if (insideBy(side, known.i, known.j, unit) !== 0) continue
      if (!places.some(({ frame }) => frame.face === side.face)) places.push(across(known, side, unit))
    }
  }
  return places.sort((p, q) => p.frame.face - q.frame.face)
}

function mostBeyond({ frame, i, j }: Place, unit: number): Side | undefined {
  let worst: Side | undefined
  let least = 0
  for (const side of frame.sides) {
    const by = insideBy(side, i, j, unit)
    if (by >= least) continue
    least = by
    worst = side
  }
  return worst
}
