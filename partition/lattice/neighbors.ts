import { NEIGHBOR_I, NEIGHBOR_J } from './axial.ts'
import type { Lattice } from './lattice.ts'
import { pentagonSides } from './pentagon.ts'
import { cellAt } from './table.ts'

/**
 * The neighbours of every cell: `table[6·cellIndex + side]` is the cellIndex across that side, -1 where the
 * lattice has no such cell. Sides run counterclockwise, and side s is the one `cellBoundary` and
 * `traceOutlines` mean; a pentagon has five, its sixth entry is -1. Symmetric. O(n).
 */
export function neighborTable(lattice: Lattice): Int32Array {
  const { cellCount, cellFrame, cellI, cellJ, frames } = lattice
  const neighbors = new Int32Array(6 * cellCount)
  for (let c = 0; c < cellCount; c++) {
    const { table } = frames[cellFrame[c]!]!
    const i = cellI[c]!
    const j = cellJ[c]!
    for (let s = 0; s < 6; s++) neighbors[6 * c + s] = cellAt(table, i + NEIGHBOR_I[s]!, j + NEIGHBOR_J[s]!)
  }
  for (const c of lattice.pentagons) {
    neighbors.fill(-1, 6 * c, 6 * c + 6)
    pentagonSides(lattice, c).forEach(({ place, side }, s) => {
      const home = frames.find(({ frame }) => frame.face === place.frame.face)
      if (home) neighbors[6 * c + s] = cellAt(home.table, place.i + NEIGHBOR_I[side]!, place.j + NEIGHBOR_J[side]!)
    })
  }
  return neighbors
}
