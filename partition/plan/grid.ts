/** What a plan knows of a grid beside its cells. A record is never changed: an edit puts another in its place. */
import { type CellRun, sameRuns } from './cellRuns.ts'

export type AreaClass = 'A' | 'B'

export interface Grid {
  /** the grid's place in the assignment, 1..65535; given out once in a plan */
  readonly number: number
  /** stable through redraws, merges undone and copies of the plan */
  readonly gridId: string
  readonly code: string
  readonly name: string
  /** '#rrggbb' */
  readonly colour: string
  readonly locked: boolean
  readonly areaClass: AreaClass | null
  /** the main grid that this sub-grid belongs to, by its id */
  readonly parentId: string | null
  /** cells that stay in this grid whatever is painted; canonical runs */
  readonly pins: readonly CellRun[]
}

/** A record that came, went or changed; the inverse swaps `from` and `to`. */
export interface GridChange {
  readonly number: number
  readonly from: Grid | null
  readonly to: Grid | null
}

/** The fields an edit may change one by one. */
export const gridFields = ['code', 'name', 'colour', 'locked', 'areaClass', 'parentId', 'pins'] as const
export type GridField = (typeof gridFields)[number]

export function sameField(a: Grid, b: Grid, field: GridField): boolean {
  return field === 'pins' ? sameRuns(a.pins, b.pins) : a[field] === b[field]
}

export function sameGrid(a: Grid | null, b: Grid | null): boolean {
  if (a === null || b === null) return a === b
  return a.number === b.number && a.gridId === b.gridId && gridFields.every((field) => sameField(a, b, field))
}

/** The one JSON text of a record: equal records are equal text. Pins are pairs of start and length. */
export function gridText({ number, gridId, code, name, colour, locked, areaClass, parentId, pins }: Grid): string {
  const pairs = pins.map(({ start, length }) => [start, length])
  return JSON.stringify([number, gridId, code, name, colour, locked, areaClass, parentId, pairs])
}

/** The record of a text that `gridText` wrote, undefined for any other text. */
export function parseGridText(text: string): Grid | undefined {
  let grid: Grid
  try {
    const [number, gridId, code, name, colour, locked, areaClass, parentId, pairs] = JSON.parse(text)
    const pins = pairs.map(([start, length]: [number, number]) => ({ start, length }))
    grid = { number, gridId, code, name, colour, locked, areaClass, parentId, pins }
  } catch {
    return undefined
  }
  return isGrid(grid) && gridText(grid) === text ? grid : undefined
}

function isGrid({ number, gridId, code, name, colour, locked, areaClass, parentId, pins }: Grid): boolean {
  return (
    isWhole(number, 1, 65535) &&
    [gridId, code, name, colour].every((text) => typeof text === 'string') &&
    typeof locked === 'boolean' &&
    [null, 'A', 'B'].includes(areaClass) &&
    (parentId === null || typeof parentId === 'string') &&
    pins.every(
      ({ start, length }, i) =>
        isWhole(start, i === 0 ? 0 : pins[i - 1]!.start + pins[i - 1]!.length + 1, 0xffffffff) &&
        isWhole(length, 1, 0xffffffff),
    )
  )
}

function isWhole(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to
}
