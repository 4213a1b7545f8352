import type { PlanEntry } from './planEntry.ts'

/** Cells that stay as they are, and who changed them last. */
export interface LeftCells {
  readonly author: string
  readonly cells: readonly number[]
}

/** Who changed each of the cells last, those of `client` left out; by author, in the order of their last changes. */
export function changersOf(entries: readonly PlanEntry[], cells: readonly number[], client: string): LeftCells[] {
  const wanted = new Set(cells)
  const found = new Map<string, number[]>()
  for (const { author, patch } of entries.toReversed()) {
    if (wanted.size === 0) break
    for (const { start, length } of patch.runs) {
      for (let cell = start; cell < start + length; cell++) {
        if (!wanted.delete(cell) || author === client) continue
        found.set(author, [...(found.get(author) ?? []), cell])
      }
    }
  }
  return [...found].map(([author, own]) => ({ author, cells: own }))
}
