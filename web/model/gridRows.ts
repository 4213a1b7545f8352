import { averageOf, deriveFigures, type Grid, IncrementalFigures, ratio } from '../../partition/index.ts'
import type { Figures } from '../../server/contract/common.ts'
import { territories } from '../../server/contract/mainGrids.ts'
import type { GridFigures, GridSummary } from '../../server/contract/plans.ts'

/** The sums a plan keeps while it is edited. Areas are whole square metres, so that they too add up exactly. */
export type PlanFigures = IncrementalFigures

/** What figures are summed from; arrays by cellIndex. */
export interface CellFigures {
  customers: Float64Array
  revenueCents: Float64Array
  areasKm2: Float64Array
}

export function sumPlan({ customers, revenueCents, areasKm2 }: CellFigures, assignment: Uint16Array): PlanFigures {
  const squareMetres = areasKm2.map((area) => Math.round(area * 1e6))
  const keys = ['customers', 'revenueCents', 'squareMetres']
  return new IncrementalFigures({ keys, values: [customers, revenueCents, squareMetres] }, assignment)
}

/** The averages that deviations are told against. */
export function averagesOf(
  figures: PlanFigures,
  grids: readonly Pick<GridSummary, 'number' | 'gridId' | 'parentId'>[],
): Figures {
  const sums = { customers: 0, revenueCents: 0 }
  const counted = territories(grids, ({ number }) => figures.cellCountOf(number) > 0)
  for (const { number } of counted) {
    sums.customers += figures.sumOf('customers', number)
    sums.revenueCents += figures.sumOf('revenueCents', number)
  }
  const { customers = 0, revenueCents = 0 } = averageOf(sums, counted.length)
  return { customers, revenueCents }
}

/** How compact grids are: by their outline where that has changed since the plan was read, else as they came. */
export interface Shapes {
  readonly perimetersKm: ReadonlyMap<number, number>
  readonly compactness: ReadonlyMap<number, number>
}

/**
 * The table of grids as the plan stands. A row whose values did not change is the same object as in `previous`, so that a list of
 * hundreds redraws only what moved.
 */
export function gridRows(
  grids: readonly Grid[],
  figures: PlanFigures,
  { perimetersKm, compactness: came }: Shapes,
  previous: readonly GridFigures[],
): GridFigures[] {
  const averages = averagesOf(figures, grids)
  const counted = new Set(territories(grids, ({ number }) => figures.cellCountOf(number) > 0))
  const before = new Map(previous.map((row) => [row.number, row]))
  return grids.map((grid) => {
    const { number } = grid
    const sums = {
      cellCount: figures.cellCountOf(number),
      figures: {
        customers: figures.sumOf('customers', number),
        revenueCents: figures.sumOf('revenueCents', number),
      },
      areaKm2: figures.sumOf('squareMetres', number) / 1e6,
    }
    const derivedNow = deriveFigures(number, sums, { ...averages }, perimetersKm.get(number))
    const { figures: own, deviations, ...measures } = derivedNow
    const { customers = 0, revenueCents = 0 } = own
    const figured = {
      ...measures,
      ...{ customers, revenueCents, arpu: ratio(revenueCents / 100, customers) },
      customersDeviation: deviations.customers ?? null,
      revenueDeviation: deviations.revenueCents ?? null,
    }
    const derived = counted.has(grid) ? figured : { ...figured, customersDeviation: null, revenueDeviation: null }
    const row: GridFigures = { ...grid, ...derived, compactness: derived.compactness ?? came.get(number) ?? 0 }
    const was = before.get(number)
    return was && isSameRow(was, row) ? was : row
  })
}

function isSameRow(a: GridFigures, b: GridFigures): boolean {
  return (Object.keys(b) as (keyof GridFigures)[]).every((key) => a[key] === b[key])
}
