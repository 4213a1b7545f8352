/**
 * What every tool that draws on the map is: a small state machine, and pure data.
 *
 *   idle ──down──▶ state ──move*──▶ up ──▶ command | refusal | nothing
 *                    └────cancel──▶ idle, or the press before
 *
 * Its state is what the map shows of it, and more where it needs more; nothing here touches the plan or the screen. A new tool
 * is a file beside the brush and a line in `tools.ts`.
 */
import type { ApplyResult, NumberedCommand, Refusal } from '../../partition/index.ts'

type PaintCommand = Extract<NumberedCommand, { kind: 'paint' }>

/** What a tool wants done, of cells as they are now: given to a grid, or fixed in the grids they are in. */
export type ToolCommand =
  | PaintCommand
  | { readonly kind: 'pin'; readonly cells: readonly number[]; readonly pinned: boolean }

export type LngLat = readonly [lng: number, lat: number]

/** Where the pointer went since the last step. */
export interface Step {
  /** cells passed, in order, without repeats in a row */
  readonly path: readonly number[]
  /** where it is now */
  readonly at: LngLat
}

/** What a tool works on, as it is before the press. */
export interface Ground {
  readonly assignment: Uint16Array
  /** 6 a cell, -1 where there is none */
  readonly neighbors: Int32Array
  /** the grid that receives */
  readonly grid: number
  /** whether a cell of another grid may be taken at all: by where cells may come from, and the district's border */
  readonly mayTake: (cell: number) => boolean
  /** whether a cell is fixed in its grid */
  readonly isPinned: (cell: number) => boolean
  /** rings of cells around the one under the pointer */
  readonly radius: number
  /** the cells of the estate, park or other unit that holds a cell; none where no unit does */
  readonly unitOf: (cell: number) => readonly number[]
  /** the cells whose middles lie within a closed line */
  readonly cellsWithin: (outline: readonly LngLat[]) => number[]
  /** what the plan says to a stroke */
  readonly judge: (command: PaintCommand) => ApplyResult
}

/** What a tool shows while it is down: cells as they would be. */
export interface Marks {
  /** the grid that they are shown in; null where they stay in those they are in */
  readonly grid: number | null
  /** in the order they were touched */
  readonly cells: readonly number[]
  /** why it would change nothing if it were lifted now */
  readonly refusal: Refusal | null
  /** the line that is drawn around them */
  readonly outline?: readonly LngLat[]
}

export type ToolEnd =
  | { readonly kind: 'command'; readonly command: ToolCommand }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly command: ToolCommand }
  | { readonly kind: 'nothing' }

export interface Tool<State extends Marks = Marks> {
  down(ground: Ground): State
  /** The same state where nothing changed. */
  move(ground: Ground, state: State, step: Step): State
  up(ground: Ground, state: State): ToolEnd
  /** Gives up the press; null where nothing is left of the tool's work. */
  cancel(state: State): State | null
}
