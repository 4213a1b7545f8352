import { borderDepths } from './gridPoints.ts'

/** A place for each district's name. */
export interface DistrictPoint {
  district: number
  cellIndex: number
}

/** So many cells of a district are looked at; a name need not stand on the very best of a million. */
const candidatesPerDistrict = 1500
/** How much wider than high a name is: other names are kept that much farther off at its sides. */
const nameAspect = 3
/** Of two places with as much room, the one nearer to the district's middle: this much room is given for one cell less. */
const middlePull = 0.15

/**
 * Where each district's name stands: inside it, clear of its border and of the grids' names at `taken`, near its middle.
 * `districtOfCell` holds -1 where a cell has none. O(cells + candidates · taken of the same district).
 */
export function findDistrictPoints(
  districtOfCell: Int32Array,
  neighbors: Int32Array,
  centers: Float64Array,
  taken: readonly number[],
): DistrictPoint[] {
  const cellsOf = new Map<number, number[]>()
  for (let cell = 0; cell < districtOfCell.length; cell++) {
    const district = districtOfCell[cell]!
    if (district < 0) continue
    const cells = cellsOf.get(district)
    if (cells) cells.push(cell)
    else cellsOf.set(district, [cell])
  }
  const depths = borderDepths(districtOfCell, neighbors)
  return [...cellsOf].map(([district, cells]) => {
    const names = taken.filter((cell) => districtOfCell[cell] === district)
    const unit = cellSpacing(cells, neighbors, centers)
    const shrink = Math.cos((centers[2 * cells[0]! + 1]! * Math.PI) / 180)
    const east = (cell: number, from: number): number => ((centers[2 * cell]! - from) * shrink) / unit
    const north = (cell: number, from: number): number => (centers[2 * cell + 1]! - from) / unit
    const middle = [0, 1].map((axis) => cells.reduce((sum, cell) => sum + centers[2 * cell + axis]!, 0) / cells.length)
    const step = Math.max(1, Math.floor(cells.length / candidatesPerDistrict))
    let best = cells[0]!
    let bestScore = Number.NEGATIVE_INFINITY
    for (let i = 0; i < cells.length; i += step) {
      const cell = cells[i]!
      let room = depths[cell]!
      for (const name of names) {
        const aside = east(name, centers[2 * cell]!) / nameAspect
        room = Math.min(room, Math.hypot(aside, north(name, centers[2 * cell + 1]!)))
      }
      const score = room - middlePull * Math.hypot(east(cell, middle[0]!), north(cell, middle[1]!))
      if (score <= bestScore) continue
      best = cell
      bestScore = score
    }
    return { district, cellIndex: best }
  })
}

/** Degrees of latitude between the middles of two cells that touch; a district of one cell has no other to measure by. */
function cellSpacing(cells: readonly number[], neighbors: Int32Array, centers: Float64Array): number {
  for (const cell of cells) {
    const other = neighbors.subarray(6 * cell, 6 * cell + 6).find((neighbor) => neighbor >= 0)
    if (other === undefined) continue
    const latitude = (centers[2 * cell + 1]! * Math.PI) / 180
    const aside = (centers[2 * other]! - centers[2 * cell]!) * Math.cos(latitude)
    return Math.hypot(aside, centers[2 * other + 1]! - centers[2 * cell + 1]!)
  }
  return 1
}
