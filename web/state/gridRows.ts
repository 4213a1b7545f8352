import type { CellMesh } from '../map/cellMesh.ts'
import type { GridFigures, GridSummary } from '../../server/contract/plans.ts'
import { type GridSums, type Sum, sumOf } from './gridSums.ts'

/** The plan's averages that deviations are told against. */
export interface Averages {
  customers: number
  revenueCents: number
}

export function averagesOf(sums: GridSums, grids: readonly GridSummary[]): Averages {
  let customers = 0
  let revenueCents = 0
  for (const { number } of grids) {
    customers += sums.customers[number]!
    revenueCents += sums.revenueCents[number]!
  }
  const count = Math.max(1, grids.length)
  return { customers: customers / count, revenueCents: revenueCents / count }
}

/** A fraction above or below the average; null where there is no average to compare with. */
export const deviationOf = (value: number, average: number): number | null => (average === 0 ? null : value / average - 1)

/** Currency units per customer, a quotient of sums. */
export const arpuOf = ({ customers, revenueCents }: Pick<Sum, 'customers' | 'revenueCents'>): number | null =>
  customers === 0 ? null : revenueCents / customers / 100

/**
 * The table of grids from the sums. A row whose values did not change is the same object as in `previous`, so that a
 * list of hundreds redraws only what moved.
 */
export function gridRows(
  grids: readonly GridSummary[],
  sums: GridSums,
  perimetersKm: Float64Array,
  previous: readonly GridFigures[],
): GridFigures[] {
  const averages = averagesOf(sums, grids)
  return grids.map(({ number, gridId, code, name, colour, locked }, i) => {
    const sum = sumOf(sums, number)
    const row: GridFigures = {
      number,
      gridId,
      code,
      name,
      colour,
      locked,
      ...sum,
      arpu: arpuOf(sum),
      customersDeviation: deviationOf(sum.customers, averages.customers),
      revenueDeviation: deviationOf(sum.revenueCents, averages.revenueCents),
      compactness: compactnessOf(sum.areaKm2, perimetersKm[number]!),
    }
    const before = previous[i]
    return before && isSameRow(before, row) ? before : row
  })
}

/** Polsby–Popper: 1 for a circle, towards 0 the more a shape winds. */
const compactnessOf = (areaKm2: number, perimeterKm: number): number =>
  perimeterKm === 0 ? 0 : Math.min(1, (4 * Math.PI * areaKm2) / perimeterKm ** 2)

/** The length of each grid's outline, by grid number. One pass over the mesh's sides. */
export function perimetersKm(mesh: CellMesh, sidesKm: Float64Array, assignment: Uint16Array): Float64Array {
  const perimeters = new Float64Array(65536)
  for (let corner = 0; corner < sidesKm.length; corner++) {
    const grid = assignment[mesh.cellOfCorner[corner]!]!
    const beyond = mesh.across[corner]!
    if (beyond < 0 || assignment[beyond] !== grid) perimeters[grid]! += sidesKm[corner]!
  }
  return perimeters
}

function isSameRow(a: GridFigures, b: GridFigures): boolean {
  return (Object.keys(b) as (keyof GridFigures)[]).every((key) => a[key] === b[key])
}
