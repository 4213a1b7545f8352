import { countPatchCells, type LoggedChange } from '../../partition/index.ts'

/** A stroke or an edit that somebody else made, as far as a planner must know it to decide over it. */
export interface OthersStroke {
  commandId: string
  author: string
  cells: number
  /** the grid that received them; with no cells, the one that was edited */
  grid: number
  createdAt: string | undefined
}

export type TimedChange = LoggedChange & { readonly commandId: string; readonly createdAt?: string | undefined }

/** The last stroke of somebody else that still stands: made by a paint, and not taken back since. `changes` by revision. */
export function lastOfOthers(changes: readonly TimedChange[], client: string): OthersStroke | null {
  const undone = new Set<number>()
  for (const { revision, commandId, author, reverts, patch, createdAt } of changes.toReversed()) {
    if (undone.has(revision)) continue
    if (reverts !== undefined) undone.add(reverts)
    else if (author !== client)
      return {
        commandId,
        author,
        cells: countPatchCells(patch),
        grid: patch.runs[0]?.to ?? patch.grids[0]?.number ?? 0,
        createdAt,
      }
  }
  return null
}
