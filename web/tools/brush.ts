/**
 * The brush: gathers cells for one grid while the pointer is down and emits one `paint` command when it is lifted.
 *
 *   idle ──start──▶ drawing ──extend*──▶ finish ──▶ command | refusal | nothing
 *
 * A stroke is judged as a whole, because its parts may not stand alone: the first cells of a stroke that begins away from
 * the receiving grid are legal as soon as the stroke reaches it. The verdict is kept up to date while drawing, so the map
 * and the panel can show what would happen now. Pure data: nothing here touches the plan or the screen.
 */
import type { ApplyResult, NumberedCommand, Refusal } from '../../partition/index.ts'
import { cellDisk } from './disk.ts'

export interface BrushContext {
  /** the plan as it was before the stroke */
  assignment: Uint16Array
  /** 6 a cell, -1 where there is none */
  neighbors: Int32Array
  /** what the plan says to a command; `apply` bound to the plan */
  judge: (command: NumberedCommand) => ApplyResult
}

export interface Stroke {
  readonly grid: number
  readonly radius: number
  /** the cells that would move, in the order they were touched */
  readonly cells: readonly number[]
  /** those added by the last step */
  readonly added: readonly number[]
  readonly verdict: ApplyResult | null
}

export type StrokeEnd =
  | { kind: 'command'; command: Extract<NumberedCommand, { kind: 'paint' }> }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'nothing' }

export const startStroke = (grid: number, radius: number): Stroke => ({
  grid,
  radius,
  cells: [],
  added: [],
  verdict: null,
})

/** Adds the brush's disk around each cell of `path`. Returns the same stroke where nothing new was touched. */
export function extendStroke(context: BrushContext, stroke: Stroke, path: readonly number[]): Stroke {
  const touched = new Set(stroke.cells)
  const added: number[] = []
  for (const center of path) {
    for (const cell of cellDisk(context.neighbors, center, stroke.radius)) {
      if (touched.has(cell) || context.assignment[cell] === stroke.grid) continue
      touched.add(cell)
      added.push(cell)
    }
  }
  if (added.length === 0) return stroke
  const cells = [...stroke.cells, ...added]
  return { ...stroke, cells, added, verdict: context.judge({ kind: 'paint', grid: stroke.grid, cells }) }
}

export function finishStroke(stroke: Stroke): StrokeEnd {
  if (stroke.verdict === null) return { kind: 'nothing' }
  if (!stroke.verdict.ok) return { kind: 'refused', refusal: stroke.verdict }
  return { kind: 'command', command: { kind: 'paint', grid: stroke.grid, cells: stroke.cells } }
}
