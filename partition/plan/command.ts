import type { CellRun } from './cellRuns.ts'
import type { AreaClass } from './grid.ts'
import type { Patch } from './patch.ts'

/**
 * Cells a command is about, and the grid its maker saw them in: null is unassigned, left out is whatever they are in. A cell that is
 * in another grid by now is *contested*: it is left as it is, or refuses the command where that is `whole`. A merged grid counts as
 * the one it was merged into.
 */
export interface SeenRun extends CellRun {
  readonly seen?: string | null | undefined
}

/** A grid to be made. Its id is the maker's; what is left out is chosen by `apply`, and its number always is. */
export interface NewGrid {
  readonly gridId: string
  readonly code?: string | undefined
  readonly name?: string | undefined
  readonly colour?: string | undefined
  readonly areaClass?: AreaClass | null | undefined
  readonly parentId?: string | null | undefined
}

/** A part of a split grid; `class` and `parent` are those of the grid that is split, unless given. */
export interface SplitPart extends NewGrid {
  readonly cells: readonly SeenRun[]
}

/**
 * What a planner or a program wants done to a plan; `apply` answers with the patch or with a refusal. Grids are named by their ids,
 * which mean the same to everybody, whatever was done meanwhile.
 */
export type Command =
  /** one brush stroke, one lasso, one accepted proposal */
  | { kind: 'paint'; gridId: string; cells: readonly SeenRun[]; whole?: boolean | undefined }
  /** an empty grid */
  | ({ kind: 'create' } & NewGrid)
  /** of an empty grid */
  | { kind: 'delete'; gridId: string }
  /** all of `gone` into one grid, which is their heir */
  | { kind: 'merge'; gridId: string; gone: readonly string[] }
  /** takes parts out of a grid, each a grid of its own; the rest keeps number, id, code and name */
  | { kind: 'split'; gridId: string; parts: readonly SplitPart[]; whole?: boolean | undefined }
  | { kind: 'lock'; gridId: string; locked: boolean }
  | { kind: 'rename'; gridId: string; name: string }
  | { kind: 'recode'; gridId: string; code: string }
  | { kind: 'recolour'; gridId: string; colour: string }
  | { kind: 'set-class'; gridId: string; areaClass: AreaClass | null }
  | { kind: 'assign-parent'; gridId: string; parentId: string | null }
  /** cells that stay in the grid they are in, whatever is painted */
  | { kind: 'pin'; cells: readonly SeenRun[]; pinned: boolean; whole?: boolean | undefined }
  /** takes back what is still as that command left it; undo and redo are reverts */
  | { kind: 'revert'; commandId: string; whole?: boolean | undefined }

/**
 * Commands by number, as version 0.1.0 stored them, and the solver's: `paint` gives cells to one grid, whoever had them; `revert`
 * undoes a patch that still stands, whole; `replace` sets the whole assignment.
 */
export type NumberedCommand =
  | { kind: 'paint'; grid: number; cells: readonly number[] }
  | { kind: 'revert'; patch: Patch }
  | { kind: 'replace'; assignment: Uint16Array }

export type RefusalReason =
  | 'unknown-grid'
  | 'unknown-cell'
  | 'unknown-command'
  | 'grid-gone'
  | 'locked-grid'
  | 'pinned-cell'
  | 'contested'
  | 'would-disconnect'
  | 'would-empty'
  | 'not-empty'
  | 'has-sub-grids'
  | 'same-grid'
  | 'grid-id-taken'
  | 'too-many-grids'
  | 'empty-name'
  | 'name-taken'
  | 'bad-code'
  | 'code-taken'
  | 'bad-colour'
  | 'unknown-parent'
  | 'parent-circle'
  | 'parent-too-deep'
  | 'stale'
  | 'nothing-left'
  | 'nothing-changes'

/**
 * Why a command was not applied. `cells` are the offending cells, ascending: those cut off, locked, pinned, contested, or changed
 * since; `grid` is the grid it is about. `details` are the names and values the sentence needs: `name`, `code`, `colour`, `gridId`,
 * `heirId` (the grid that one which is gone was merged into), `otherId` and `otherName` (the grid that has the name or the code).
 * `message` is an English sentence for logs and callers without a translation of `reason`.
 */
export type Refusal = {
  ok: false
  reason: RefusalReason
  grid?: number
  cells?: number[]
  details?: Record<string, string | number>
  message: string
}

/** `contested`: cells, ascending, that were left as they are since somebody else had them first. */
export type ApplyResult = { ok: true; patch: Patch; contested: number[] } | Refusal

/** The earlier commands of a plan, which a revert names; undefined for one that the log does not have. */
export type PatchOf = (commandId: string) => Patch | undefined
