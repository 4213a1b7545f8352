/**
 * Figures of a plan's grids in one pass a figure over the cells. Figures have keys: which there are is for the caller to say.
 * Averages are over the listed grids: what is unassigned is no grid and pulls no average.
 */
import { PlanError } from '../plan/error.ts'
import { unassigned } from '../plan/plan.ts'
import type { CellFigures } from './base/cellFigures.ts'
import { polsbyPopper } from './compactness.ts'
import { deviation } from './ratios.ts'

export interface FiguresInput {
  readonly assignment: Uint16Array
  readonly gridNumbers: readonly number[]
  readonly figures: CellFigures
  readonly areasKm2: Float64Array
  /** of each grid's outline (perimeterKm); without it compactness is null */
  readonly perimetersKm?: ReadonlyMap<number, number>
  /** one a grid of `gridNumbers`: what it aims at, over the average; 1 unless given */
  readonly aims?: readonly number[] | undefined
}

/** One value a figure, by key. */
export type ByKey<Value = number> = Readonly<Record<string, Value>>

export interface Sums {
  cellCount: number
  areaKm2: number
  figures: ByKey
}

/** Deviations are fractions of what a grid aims at: the average of the plan's grids, or its share of that. */
export interface GridFigures extends Sums {
  number: number
  deviations: ByKey<number | null>
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

/** Recounts everything from the cells. O(cells · figures). Throws PlanError 'length-mismatch' for arrays of another city. */
export function computeFigures(input: FiguresInput): PlanFigures {
  const { assignment, gridNumbers, figures, areasKm2, perimetersKm, aims } = input
  for (const [f, { length }] of [...figures.values, areasKm2].entries())
    if (length !== assignment.length) {
      const name = figures.keys[f] ?? 'areasKm2'
      throw new PlanError('length-mismatch', `${name} has ${length} values for ${assignment.length} cells`)
    }

  // Cells of grids that are not listed count as unassigned.
  const isListed = new Uint8Array(65536)
  for (const number of gridNumbers) isListed[number] = 1
  const numbers = assignment.map((number) => (isListed[number] === 1 ? number : unassigned))
  const size = 1 + Math.max(unassigned, ...gridNumbers)
  const sum = (values?: Float64Array): Float64Array => {
    const sums = new Float64Array(size)
    for (let c = 0; c < numbers.length; c++) sums[numbers[c]!]! += values ? values[c]! : 1
    return sums
  }
  const cellCounts = sum()
  const areas = sum(areasKm2)
  const byFigure = figures.values.map((values) => sum(values))
  const sumsOf = (number: number): Sums => ({
    cellCount: cellCounts[number]!,
    areaKm2: areas[number]!,
    figures: byKey(figures.keys, (_, f) => byFigure[f]![number]!),
  })

  const { keys } = figures
  const inGrids = addUp(keys, gridNumbers.map(sumsOf))
  const averages = averageOf(inGrids.figures, gridNumbers.length)
  const grids = gridNumbers.map((number, place) =>
    deriveFigures(number, sumsOf(number), aimedAt(averages, aims?.[place]), perimetersKm?.get(number)),
  )
  const rest = sumsOf(unassigned)
  return { grids, unassigned: rest, totals: addUp(keys, [inGrids, rest]) }
}

/** The average grid of a plan whose grids hold `sums` together. */
export function averageOf(sums: ByKey, gridCount: number): ByKey {
  return byKey(Object.keys(sums), (key) => sums[key]! / Math.max(1, gridCount))
}

/** What a grid aims at that has `aim` of the average for its target. */
export function aimedAt(averages: ByKey, aim = 1): ByKey {
  return aim === 1 ? averages : byKey(Object.keys(averages), (key) => averages[key]! * aim)
}

/** A grid's figures from its sums; the same function serves a recount and a stroke in progress. */
export function deriveFigures(number: number, sums: Sums, averages: ByKey, perimeter?: number): GridFigures {
  return {
    number,
    ...sums,
    deviations: deviationsOf(sums.figures, averages),
    compactness: perimeter === undefined ? null : polsbyPopper(sums.areaKm2, perimeter),
  }
}

/** How far each sum lies from its average. */
export function deviationsOf(sums: ByKey, averages: ByKey): ByKey<number | null> {
  return byKey(Object.keys(averages), (key) => deviation(sums[key]!, averages[key]!))
}

/** A record of one value a key. */
export function byKey<Value>(keys: readonly string[], pick: (key: string, place: number) => Value): ByKey<Value> {
  const record: Record<string, Value> = {}
  for (let place = 0; place < keys.length; place++) record[keys[place]!] = pick(keys[place]!, place)
  return record
}

function addUp(keys: readonly string[], all: readonly Sums[]): Sums {
  const total = (pick: (sums: Sums) => number) => all.reduce((sum, sums) => sum + pick(sums), 0)
  return {
    cellCount: total(({ cellCount }) => cellCount),
    areaKm2: total(({ areaKm2 }) => areaKm2),
    figures: byKey(keys, (key) => total(({ figures }) => figures[key]!)),
  }
}
