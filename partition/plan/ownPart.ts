/**
 * What of a logged change may be taken back without touching what others have done since.
 *
 * Each cell of the change has one who answers for its present value: whoever painted it last. A revert of a later entry hands the
 * cell back to who answered for it before that entry, so that a stroke that was made and undone leaves no trace. A cell may be
 * taken back where its value is still the one the change gave it and its author, or the author of the undo, answers for it.
 */
import { appendRun, type Patch, type PatchRun } from './patch.ts'

/** A log entry as far as it matters here; `reverts` is the revision a revert took back. */
export interface LoggedChange {
  readonly revision: number
  readonly author: string
  readonly reverts?: number
  readonly patch: Patch
}

/** Cells that stay as they are, and whose entry it was that last changed them. */
export interface LeftCells {
  readonly author: string
  readonly revision: number
  readonly cells: number[]
}

export interface OwnPart {
  /** the part of the change to revert; no runs where nothing is left of it */
  readonly patch: Patch
  /** by revision */
  readonly left: readonly LeftCells[]
}

interface Holder {
  revision: number
  author: string
}

/**
 * Splits `change` into what `author` may take back and what others have changed since. `later` are the entries after it, in order;
 * `assignment` is the plan after the last of them. O(cells of the change + runs of the later entries).
 */
export function ownPart(
  change: LoggedChange,
  later: readonly LoggedChange[],
  author: string,
  assignment: Uint16Array,
): OwnPart {
  // By cell: who has answered for it since the change, oldest first. Cells that nobody touched again have no list.
  const holders = new Map<number, Holder[]>()
  const origin = { revision: change.revision, author: change.author }
  for (const { patch, ...entry } of later) {
    eachCommonCell(change.patch.runs, patch.runs, (cell) => {
      const known = holders.get(cell) ?? [origin]
      const undone = entry.reverts === undefined ? -1 : known.findIndex(({ revision }) => revision === entry.reverts)
      const before = known[undone - 1]
      known.push({ revision: entry.revision, author: before ? before.author : entry.author })
      holders.set(cell, known)
    })
  }
  const runs: PatchRun[] = []
  const left = new Map<number, LeftCells>()
  const authorOf = new Map(later.map((entry) => [entry.revision, entry.author]))
  for (const { start, length, from, to } of change.patch.runs) {
    for (let cell = start; cell < start + length; cell++) {
      const last = holders.get(cell)?.at(-1)
      const isHeld = last === undefined || last.author === author || last.author === change.author
      if (isHeld && assignment[cell] === to) {
        appendRun(runs, cell, 1, from, to)
        continue
      }
      const revision = last?.revision ?? change.revision
      const found = left.get(revision) ?? { revision, author: authorOf.get(revision) ?? change.author, cells: [] }
      left.set(revision, found)
      found.cells.push(cell)
    }
  }
  return { patch: { runs, grids: [] }, left: [...left.values()].sort((a, b) => a.revision - b.revision) }
}

/** Calls `visit` for each cell that runs of both lists cover; both ascend and do not overlap within themselves. */
function eachCommonCell(a: readonly PatchRun[], b: readonly PatchRun[], visit: (cell: number) => void): void {
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const endA = a[i]!.start + a[i]!.length
    const endB = b[j]!.start + b[j]!.length
    for (let cell = Math.max(a[i]!.start, b[j]!.start); cell < Math.min(endA, endB); cell++) visit(cell)
    if (endA <= endB) i++
    if (endB <= endA) j++
  }
}
