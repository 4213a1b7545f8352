// Lattice coordinates. Cell centres of a face are the points i·I + j·J of its plane, the axes 120° apart:
//
//            J (0,1)   (1,1)            sides and neighbours of a cell are numbered counterclockwise from I:
//               \       /                 0 (1,0)   1 (1,1)   2 (0,1)   3 (-1,0)   4 (-1,-1)   5 (0,-1)
//       (-1,0) — (0,0) — (1,0) I        Side s runs from corner s to corner s+1; corner s lies 30° clockwise of
//               /       \               neighbour s, a third of the way to the sum of neighbours s-1 and s.
//          (-1,-1)     (0,-1)           So in thirds of a cell corners are integers too, and equality is exact.

export interface Axial {
  readonly i: number
  readonly j: number
}

export const NEIGHBOR_I = [1, 1, 0, -1, -1, 0] as const
export const NEIGHBOR_J = [0, 1, 1, 0, -1, -1] as const

/** Offsets of corner s from the cell's centre, in thirds. */
export const CORNER_I = [1, 2, 1, -1, -2, -1] as const
export const CORNER_J = [-1, 1, 2, 1, -1, -2] as const

/** Turns a lattice vector counterclockwise by `turns` × 60°. */
export function turn({ i, j }: Axial, turns: number): Axial {
  let a = i
  let b = j
  for (let n = ((turns % 6) + 6) % 6; n > 0; n--) {
    const c = a - b
    b = a
    a = c
  }
  return { i: a, j: b }
}

/** How many 60° turns bring `from` onto `to`; -1 where none does. */
export function turnsBetween(from: Axial, to: Axial): number {
  for (let turns = 0; turns < 6; turns++) {
    const turned = turn(from, turns)
    if (turned.i === to.i && turned.j === to.j) return turns
  }
  return -1
}

/** Odd resolutions are Class III: their lattice is turned by atan(√3/5) against the even ones, Class II. */
export function isClassIII(resolution: number): boolean {
  return resolution % 2 === 1
}

/** The vector to a cell's centre child, one resolution finer: √7 times as long in cells, turned to the finer class. */
export function refine({ i, j }: Axial, finerResolution: number): Axial {
  return isClassIII(finerResolution) ? { i: 2 * i + j, j: 3 * j - i } : { i: 3 * i - j, j: i + 2 * j }
}
