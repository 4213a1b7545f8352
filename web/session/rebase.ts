import { apply, applyPatch, type Patch, type Plan } from '../../partition/index.ts'
import type { OutboxEntry } from './outbox.ts'

/** One paint for each grid that gained cells. */
export interface Repaint {
  grid: number
  cells: number[]
}

/**
 * What a row of unsaved strokes changed in the end, as one paint a grid: what was painted and undone again drops out.
 * Cells that ended unassigned are left out, for no command can take a cell away from every grid.
 */
export function netRepaints(patches: readonly Patch[]): Repaint[] {
  const first = new Map<number, number>()
  const last = new Map<number, number>()
  for (const { runs } of patches) {
    for (const { start, length, from, to } of runs) {
      for (let cell = start; cell < start + length; cell++) {
        if (!first.has(cell)) first.set(cell, from)
        last.set(cell, to)
      }
    }
  }
  const repaints = new Map<number, number[]>()
  for (const [cell, grid] of last) {
    if (grid === 0 || grid === first.get(cell)) continue
    const cells = repaints.get(grid) ?? []
    repaints.set(grid, cells)
    cells.push(cell)
  }
  return [...repaints].map(([grid, cells]) => ({ grid, cells: cells.sort((a, b) => a - b) }))
}

/**
 * What a row of unsaved commands comes to: undone among themselves they drop out, what they take back of the saved log is told by
 * revision, in their order, and the strokes that stand remain.
 */
export function standingOf(entries: readonly OutboxEntry[]): { reverts: number[]; strokes: OutboxEntry[] } {
  const placeOf = new Map(entries.map(({ baseRevision }, place) => [baseRevision + 1, place]))
  const undone = new Set<number>()
  const reverts: number[] = []
  const strokes: OutboxEntry[] = []
  for (let place = entries.length - 1; place >= 0; place--) {
    const entry = entries[place]!
    if (undone.has(place)) continue
    if (entry.command.kind === 'paint') {
      strokes.unshift(entry)
      continue
    }
    const target = placeOf.get(entry.command.revision)
    if (target === undefined) reverts.unshift(entry.command.revision)
    else undone.add(target)
  }
  return { reverts, strokes }
}

/**
 * Lays paints over a plan that has changed since, each if it is still legal there. The plan itself stays as it is.
 * A paint that only stands once another one does gets a second chance after it.
 */
export function replay(
  plan: Plan,
  repaints: readonly Repaint[],
): { done: { repaint: Repaint; patch: Patch }[]; refused: number } {
  const assignment = plan.assignment.slice()
  const done: { repaint: Repaint; patch: Patch }[] = []
  let waiting = [...repaints]
  for (let hasMoved = true; hasMoved && waiting.length > 0; ) {
    hasMoved = false
    const stillWaiting: Repaint[] = []
    for (const repaint of waiting) {
      const result = apply({ ...plan, assignment }, { kind: 'paint', ...repaint })
      if (!result.ok) {
        if (result.reason !== 'nothing-changes') stillWaiting.push(repaint)
        continue
      }
      applyPatch(assignment, result.patch)
      done.push({ repaint, patch: result.patch })
      hasMoved = true
    }
    waiting = stillWaiting
  }
  return { done, refused: waiting.length }
}
