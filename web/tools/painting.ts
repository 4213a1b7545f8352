/**
 * What the tools that give cells to a grid have in common.
 *
 * A stroke is judged as a whole, because its parts may not stand alone: the first cells of a stroke that begins away from
 * the receiving grid are legal as soon as the stroke reaches it. The verdict is kept up to date while drawing, so the map
 * and the panel can show what would happen now.
 */
import type { Ground, LngLat, Marks, Tool, ToolEnd } from './tool.ts'

export interface Painting extends Marks {
  readonly grid: number
}

export const nothingPainted = ({ grid }: Ground): Painting => ({ grid, cells: [], refusal: null })

/** A cell that the receiving grid would gain. */
export const isWanted =
  ({ assignment, grid, mayTake }: Ground) =>
  (cell: number): boolean =>
    assignment[cell] !== grid && mayTake(cell)

/** The stroke with these cells, judged. */
export function painted({ grid, judge }: Ground, cells: readonly number[], outline?: readonly LngLat[]): Painting {
  const verdict = cells.length > 0 ? judge({ kind: 'paint', grid, cells }) : null
  return { grid, cells, refusal: verdict && !verdict.ok ? verdict : null, ...(outline && { outline }) }
}

export function endPainting({ grid }: Ground, { cells, refusal }: Painting): ToolEnd {
  if (cells.length === 0) return { kind: 'nothing' }
  const command = { kind: 'paint', grid, cells } as const
  return refusal ? { kind: 'refused', refusal, command } : { kind: 'command', command }
}

/** A tool that gathers more cells with each step. */
export function gathering(gather: (ground: Ground, path: readonly number[]) => Iterable<number>): Tool<Painting> {
  return {
    down: nothingPainted,
    move(ground, stroke, { path }) {
      const known = new Set(stroke.cells)
      const before = known.size
      const wanted = isWanted(ground)
      for (const cell of gather(ground, path)) if (wanted(cell)) known.add(cell)
      return known.size === before ? stroke : painted(ground, [...known])
    },
    up: endPainting,
    cancel: () => null,
  }
}

/** A tool that takes what lies within a line, which each step draws anew. */
export function enclosing(outlineOf: (before: readonly LngLat[], at: LngLat) => readonly LngLat[]): Tool<Painting> {
  return {
    down: nothingPainted,
    move(ground, { outline = [] }, { at }) {
      const line = outlineOf(outline, at)
      return painted(ground, ground.cellsWithin(line).filter(isWanted(ground)), line)
    },
    up: endPainting,
    cancel: () => null,
  }
}
