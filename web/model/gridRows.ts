import {
  aimedAt,
  averageOf,
  byKey,
  type CellFigures,
  deriveFigures,
  type Grid,
  IncrementalFigures,
} from '../../partition/index.ts'
import { aimsOf } from '../../server/contract/areaAims.ts'
import type { FigureKey, Figures } from '../../server/contract/figures.ts'
import type { GridFigures, GridSummary } from '../../server/contract/grids.ts'
import { territories } from '../../server/contract/mainGrids.ts'

/** The sums a plan keeps while it is edited. */
export interface PlanFigures {
  /** of the data: not the area, which every plan has */
  readonly keys: readonly FigureKey[]
  readonly sums: IncrementalFigures
}

/** Whole, so that areas too add up exactly. */
const area = 'squareMetres'

/** Counts a plan's grids. O(cells · figures). */
export function sumPlan(facts: CellFigures, areasKm2: Float64Array, assignment: Uint16Array): PlanFigures {
  const squareMetres = areasKm2.map((km2) => Math.round(km2 * 1e6))
  const all = { keys: [...facts.keys, area], values: [...facts.values, squareMetres] }
  return { keys: facts.keys, sums: new IncrementalFigures(all, assignment) }
}

/** What a grid has of each figure; the unassigned cells for 0. */
export function sumsOf({ keys, sums }: PlanFigures, grid: number): Figures {
  return byKey(keys, (_, place) => sums.sumAt(place, grid))
}

/** What all of them have together. */
export function addUp(figures: PlanFigures, grids: readonly number[]): Figures {
  return byKey(figures.keys, (_, place) => {
    let sum = 0
    for (const grid of grids) sum += figures.sums.sumAt(place, grid)
    return sum
  })
}

/** The averages that deviations are told against. */
export function averagesOf(
  figures: PlanFigures,
  grids: readonly Pick<GridSummary, 'number' | 'gridId' | 'parentId'>[],
): Figures {
  const counted = territories(grids, ({ number }) => figures.sums.cellCountOf(number) > 0)
  return averageOf(
    addUp(
      figures,
      counted.map(({ number }) => number),
    ),
    counted.length,
  )
}

type Classed = Pick<GridSummary, 'number' | 'gridId' | 'parentId' | 'areaClass'>

/** By number: what a grid aims at, over the average of all; `share` is what class B grids aim at, of what others do. */
export function aimsOfGrids(
  { sums }: PlanFigures,
  grids: readonly Classed[],
  share: number | undefined,
): ReadonlyMap<number, number> {
  const counted = territories(grids, ({ number }) => sums.cellCountOf(number) > 0)
  const aims = aimsOf(counted, share)
  return new Map(counted.map(({ number }, place) => [number, aims[place]!]))
}

/** How compact grids are: by their outline where that has changed since the plan was read, else as they came. */
export interface Shapes {
  readonly perimetersKm: ReadonlyMap<number, number>
  readonly compactness: ReadonlyMap<number, number>
}

/**
 * The table of grids as the plan stands. A row whose values did not change is the same object as in `previous`, so that a list of
 * hundreds redraws only what moved. `share` is as for `aimsOfGrids`.
 */
export function gridRows(
  grids: readonly Grid[],
  figures: PlanFigures,
  { perimetersKm, compactness: came }: Shapes,
  previous: readonly GridFigures[],
  share?: number,
): GridFigures[] {
  const { keys, sums } = figures
  const averages = averagesOf(figures, grids)
  const counted = new Set(territories(grids, ({ number }) => sums.cellCountOf(number) > 0))
  const aims = aimsOfGrids(figures, grids, share)
  const before = new Map(previous.map((row) => [row.number, row]))
  return grids.map((grid) => {
    const { number } = grid
    const own = {
      cellCount: sums.cellCountOf(number),
      areaKm2: sums.sumOf(area, number) / 1e6,
      figures: sumsOf(figures, number),
    }
    const figured = deriveFigures(number, own, aimedAt(averages, aims.get(number)), perimetersKm.get(number))
    const derived = counted.has(grid) ? figured : { ...figured, deviations: byKey(keys, () => null) }
    const row: GridFigures = { ...grid, ...derived, compactness: derived.compactness ?? came.get(number) ?? 0 }
    const was = before.get(number)
    return was && isSameRow(was, row) ? was : row
  })
}

function isSameRow({ figures, deviations, ...a }: GridFigures, b: GridFigures): boolean {
  return isSame(a, b) && isSame(figures, b.figures) && isSame(deviations, b.deviations)
}

function isSame<T extends object>(a: T, b: T): boolean {
  for (const key in a) if (a[key] !== b[key]) return false
  return true
}
