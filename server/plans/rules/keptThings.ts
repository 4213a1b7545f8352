import { type CellFigures, computeFigures, type Grid, runsOf } from '../../../partition/index.ts'
import { aimsOf } from '../../contract/areaAims.ts'
import { territories } from '../../contract/mainGrids.ts'
import type { PartitionRequest } from '../../contract/partitionRequest.ts'
import type { PlanNote } from '../../contract/planNotes.ts'
import { isGridWithin, judgedWeights } from '../../contract/planTolerances.ts'
import type { KeptClassB, KeptPair, KeptPin } from '../../contract/things.ts'
import type { ClassBCells } from './classBCells.ts'
import type { NamedThing } from './namedThings.ts'
import type { PartedThings } from './partThings.ts'
import type { PinnedThings } from './pinThings.ts'

/** Of longer lists the rest is counted. */
const mostListed = 8

const runsIn = (cells: readonly number[]): [number, number][] =>
  runsOf([...cells]).map(({ start, length }) => [start, length])

/** Pins as they are in a plan that was made, with the numbers its grids got. */
export function keptPins(
  { things, pins }: PinnedThings,
  assignment: Uint16Array,
): { kept: KeptPin[]; note: Extract<PlanNote, { code: 'pins-kept' }> } {
  const kept = things.map(({ name, cells }) => ({ name, cells: runsIn(cells), grid: assignment[cells[0]!]! }))
  const grids = new Set(kept.map(({ grid }) => grid)).size
  return { kept, note: { code: 'pins-kept', pins: things.length, cells: pins.length, grids } }
}

/** Which pairs of things share no grid of a plan that was made; those that do are told with the grid. */
export function keptPairs(
  { things }: PartedThings,
  assignment: Uint16Array,
  grids: readonly Pick<Grid, 'number' | 'name'>[],
): { kept: KeptPair[]; note: Extract<PlanNote, { code: 'apart-kept' }> } {
  const kept: KeptPair[] = []
  const notKept: { thing: string; other: string; grid: string }[] = []
  const nameOf = new Map(grids.map(({ number, name }) => [number, name]))
  const keep = ({ name, cells }: NamedThing) => ({ name, cells: runsIn(cells) })
  for (const [a, b] of things) {
    const own = new Set(a.cells.map((cell) => assignment[cell]!))
    const shared = b.cells.find((cell) => own.has(assignment[cell]!))
    if (shared === undefined) kept.push([keep(a), keep(b)])
    else notKept.push({ thing: a.name, other: b.name, grid: nameOf.get(assignment[shared]!) ?? '' })
  }
  const more = notKept.length - mostListed
  return {
    kept,
    note: {
      code: 'apart-kept',
      pairs: things.length,
      kept: kept.length,
      notKept: notKept.slice(0, mostListed),
      ...(more > 0 && { more }),
    },
  }
}

/** Whether more than half of each grid's cells are class B, by number. */
export function mostlyB(isB: Uint8Array, assignment: Uint16Array): ReadonlySet<number> {
  const balance = new Map<number, number>()
  assignment.forEach((grid, cell) => {
    balance.set(grid, (balance.get(grid) ?? 0) + (isB[cell] ? 1 : -1))
  })
  return new Set([...balance].flatMap(([grid, more]) => (more > 0 ? [grid] : [])))
}

/** Grids that are mostly class B become it, and those that are not any more are none; locked ones stay as they are. */
export function withClassB(grids: readonly Grid[], assignment: Uint16Array, { isB }: ClassBCells): Grid[] {
  const numbers = mostlyB(isB, assignment)
  return grids.map((grid) => {
    if (grid.locked) return grid
    if (numbers.has(grid.number)) return { ...grid, areaClass: 'B' }
    return grid.areaClass === 'B' ? { ...grid, areaClass: null } : grid
  })
}

export interface JudgedClassB {
  readonly kept: KeptClassB
  readonly note: Extract<PlanNote, { code: 'class-b-kept' }>
  /** the largest deviation of a grid from its own target, of all that is balanced */
  readonly worst: number
  readonly isWithin: boolean
}

/** How a plan with class B grids turned out, each grid against what its class aims at: what reports and the map judge by. */
export function judgeClassB(
  { rule, isB }: ClassBCells,
  { facts, request }: { readonly facts: CellFigures; readonly request: PartitionRequest },
  assignment: Uint16Array,
  grids: readonly Grid[],
): JudgedClassB {
  const used = new Set(assignment)
  const counted = territories(grids, ({ number }) => used.has(number))
  const numbers = counted.map(({ number }) => number)
  const aims = aimsOf(counted, rule.share)
  const areasKm2 = new Float64Array(assignment.length)
  const figures = computeFigures({ assignment, gridNumbers: numbers, figures: facts, areasKm2, aims })
  const rows = counted.map((grid, place) => ({ ...figures.grids[place]!, areaClass: grid.areaClass }))
  const judgement = {
    weights: judgedWeights(request.weights, rows),
    tolerances: Object.fromEntries(request.weights.map((key) => [key, request.tolerances?.[key] ?? request.tolerance])),
    sizeBand: request.sizeBand,
    classB: rule,
  }
  const within = rows.map((row) => isGridWithin(row, judgement))
  const isOfB = (place: number) => rows[place]!.areaClass === 'B'
  const deviations = rows.flatMap((row) => judgement.weights.map((key) => Math.abs(row.deviations[key] ?? 0)))
  return {
    kept: {
      share: rule.share,
      tolerance: rule.tolerance,
      cells: runsIn([...isB.keys()].filter((cell) => isB[cell] === 1)),
    },
    note: {
      code: 'class-b-kept',
      grids: rows.filter((_, place) => isOfB(place)).length,
      within: within.filter((is, place) => is && isOfB(place)).length,
      share: rule.share,
      tolerance: rule.tolerance,
    },
    worst: Math.max(0, ...deviations),
    isWithin: within.every(Boolean),
  }
}
