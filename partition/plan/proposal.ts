import type { GridChange } from './grid.ts'
import { appendRun, type Patch, type PatchRun } from './patch.ts'

/** What a command would do, before the law has been asked. */
export interface Proposal {
  readonly patch: Patch
  /** ascending */
  readonly contested: number[]
}

/** The canonical patch that gives each cell of `targets` its grid; cells that are there already are left out. */
export function patchOfCells(
  assignment: Uint16Array,
  targets: ReadonlyMap<number, number>,
  grids: readonly GridChange[] = [],
): Patch {
  const runs: PatchRun[] = []
  for (const cell of Uint32Array.from(targets.keys()).sort()) {
    const to = targets.get(cell)!
    if (assignment[cell] !== to) appendRun(runs, cell, 1, assignment[cell]!, to)
  }
  return { runs, grids: [...grids].sort((a, b) => a.number - b.number) }
}
