import { joinIslands, type Link } from '../../partition/index.ts'

const neighborsPerCell = 6

/**
 * Links between the pieces of each district that are too light for a grid of their own, for plans whose grids never cross from one
 * district to another: a shore cell that lies apart belongs with the rest of its district, not with what it touches. Links come by
 * district. About what `joinIslands` costs, once for each district.
 */
export function joinWithinDistricts(
  neighbors: Int32Array,
  centers: Float64Array,
  weights: readonly Float64Array[],
  grids: number,
  districtOfCell: Int32Array,
): Link[] {
  const cellsOf = new Map<number, number[]>()
  const placeOf = new Int32Array(districtOfCell.length)
  districtOfCell.forEach((district, cell) => {
    const cells = cellsOf.get(district) ?? []
    cellsOf.set(district, cells)
    placeOf[cell] = cells.push(cell) - 1
  })
  const totals = weights.map(sumOf)
  return [...cellsOf].flatMap(([district, cells]) => {
    const own = new Int32Array(cells.length * neighborsPerCell).fill(-1)
    for (const [place, cell] of cells.entries()) {
      for (let slot = 0; slot < neighborsPerCell; slot++) {
        const other = neighbors[cell * neighborsPerCell + slot]!
        if (other >= 0 && districtOfCell[other] === district) own[place * neighborsPerCell + slot] = placeOf[other]!
      }
    }
    const ownCenters = Float64Array.from({ length: 2 * cells.length }, (_, i) => centers[2 * cells[i >> 1]! + (i & 1)]!)
    const ownWeights = weights.map((weight) => Float64Array.from(cells, (cell) => weight[cell]!))
    const counted = totals.flatMap((total, c) => (total > 0 ? [sumOf(ownWeights[c]!) / total] : []))
    const share = counted.length > 0 ? sumOf(counted) / counted.length : cells.length / districtOfCell.length
    return joinIslands(own, ownCenters, ownWeights, grids * share).map(({ a, b }) => ({ a: cells[a]!, b: cells[b]! }))
  })
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum
}
