/**
 * Figures of a plan's grids in one pass over the cells. Additive figures are sums of what lies on the cells; ratios are
 * computed from the sums. Averages are over the listed grids: what is unassigned is no grid and pulls no average.
 */
import { PlanError } from '../plan/error.ts'
import { unassigned } from '../plan/plan.ts'
import { polsbyPopper } from './compactness.ts'
import { arpu, deviation } from './ratios.ts'

export interface FiguresInput {
  readonly assignment: Uint16Array
  readonly gridNumbers: readonly number[]
  /** whole numbers, one a cell, as are `revenueCents` */
  readonly customers: Float64Array
  readonly revenueCents: Float64Array
  readonly areasKm2: Float64Array
  /** of each grid's outline (perimeterKm); without it compactness is null */
  readonly perimetersKm?: ReadonlyMap<number, number>
}

export interface Sums {
  cellCount: number
  customers: number
  revenueCents: number
  areaKm2: number
}

/** Deviations are fractions of the average of the plan's grids. */
export interface GridFigures extends Sums {
  number: number
  arpu: number | null
  customersDeviation: number | null
  revenueDeviation: number | null
  compactness: number | null
}

export interface PlanFigures {
  /** in the order of `gridNumbers` */
  grids: GridFigures[]
  /** cells of no listed grid */
  unassigned: Sums
  /** the whole city: grids and unassigned */
  totals: Sums
}

/** Recounts everything from the cells. O(cells). Throws PlanError 'length-mismatch' for arrays of another city. */
export function computeFigures(input: FiguresInput): PlanFigures {
  const { assignment, gridNumbers, customers, revenueCents, areasKm2, perimetersKm } = input
  for (const [name, array] of Object.entries({ customers, revenueCents, areasKm2 }))
    if (array.length !== assignment.length)
      throw new PlanError('length-mismatch', `${name} has ${array.length} values for ${assignment.length} cells`)

  const sums = new Map(gridNumbers.map((number) => [number, noSums()]))
  const rest = noSums()
  sums.set(unassigned, rest)
  const sumsOf = Array.from({ length: 1 + Math.max(0, ...sums.keys()) }, (_, number) => sums.get(number) ?? rest)
  for (let c = 0; c < assignment.length; c++) {
    const own = sumsOf[assignment[c]!] ?? rest
    own.cellCount++
    own.customers += customers[c]!
    own.revenueCents += revenueCents[c]!
    own.areaKm2 += areasKm2[c]!
  }

  const inGrids = addUp(gridNumbers.map((number) => sums.get(number)!))
  const averages = averageOf(inGrids, gridNumbers.length)
  const grids = gridNumbers.map((number) =>
    deriveFigures(number, sums.get(number)!, averages, perimetersKm?.get(number)),
  )
  return { grids, unassigned: rest, totals: addUp([inGrids, rest]) }
}

export type Averages = Pick<Sums, 'customers' | 'revenueCents'>

/** The average grid of a plan whose grids hold `sums` together. */
export function averageOf(sums: Averages, gridCount: number): Averages {
  const divisor = Math.max(1, gridCount)
  return { customers: sums.customers / divisor, revenueCents: sums.revenueCents / divisor }
}

/** A grid's figures from its sums; the same function serves a recount and a stroke in progress. */
export function deriveFigures(number: number, sums: Sums, averages: Averages, perimeter?: number): GridFigures {
  return {
    number,
    ...sums,
    arpu: arpu(sums.revenueCents, sums.customers),
    customersDeviation: deviation(sums.customers, averages.customers),
    revenueDeviation: deviation(sums.revenueCents, averages.revenueCents),
    compactness: perimeter === undefined ? null : polsbyPopper(sums.areaKm2, perimeter),
  }
}

function noSums(): Sums {
  return { cellCount: 0, customers: 0, revenueCents: 0, areaKm2: 0 }
}

function addUp(all: readonly Sums[]): Sums {
  const total = noSums()
  for (const sums of all) {
    total.cellCount += sums.cellCount
    total.customers += sums.customers
    total.revenueCents += sums.revenueCents
    total.areaKm2 += sums.areaKm2
  }
  return total
}
