import { NEIGHBOR_I, NEIGHBOR_J } from './axial.ts'
import type { Lattice } from './lattice.ts'
import { across, insideBy, type Place } from './place.ts'

/** One of a pentagon's five sides: `side` of the hexagon at `place`, in the face that holds the neighbour's centre. */
export interface PentagonSide {
  readonly place: Place
  readonly side: number
}

/** True for the cells (at most 12 on the globe) that sit on a vertex of the icosahedron. */
export function isPentagon(lattice: Lattice, cellIndex: number): boolean {
  return lattice.pentagons.length > 0 && lattice.pentagons.includes(cellIndex)
}

/**
 * The sides of a pentagon, counterclockwise, the home face's first. Five faces meet at its centre, each
 * showing a sixth of a hexagon: one neighbour lies between the face's two edges there.
 */
export function pentagonSides(lattice: Lattice, cellIndex: number): PentagonSide[] {
  const { frame } = lattice.frames[lattice.cellFrame[cellIndex]!]!
  let place: Place = { frame, i: lattice.cellI[cellIndex]!, j: lattice.cellJ[cellIndex]! }
  const sides: PentagonSide[] = []
  for (let n = 0; n < 5; n++) {
    const { corners, sides: edges } = place.frame
    const corner = corners.findIndex(({ i, j }) => i === place.i && j === place.j)
    const first = edges[corner]!
    const last = edges[(corner + 2) % 3]!
    const side = NEIGHBOR_I.findIndex((di, s) => {
      const i = place.i + di
      const j = place.j + NEIGHBOR_J[s]!
      return insideBy(first, i, j, 1) >= 0 && insideBy(last, i, j, 1) > 0
    })
    sides.push({ place, side })
    place = across(place, last, 1)
  }
  return sides
}
