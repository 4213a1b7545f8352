import type { Patch } from './patch.ts'

/**
 * What a planner or a program wants done to a plan; `apply` answers with the patch or with a refusal.
 * `paint` gives cells to one grid (one brush stroke is one paint); `revert` undoes a patch that still stands;
 * `replace` sets the whole assignment (a solver's or an importer's result).
 */
export type Command =
  | { kind: 'paint'; grid: number; cells: readonly number[] }
  | { kind: 'revert'; patch: Patch }
  | { kind: 'replace'; assignment: Uint16Array }

/**
 * Why a command was not applied. `cells` are the offending cells: those cut off, those of a locked grid, those that
 * changed since; `message` is an English sentence for logs and callers without a translation of `reason`.
 */
export type Refusal = {
  ok: false
  reason:
    | 'unknown-grid'
    | 'unknown-cell'
    | 'locked-grid'
    | 'would-disconnect'
    | 'would-empty'
    | 'stale'
    | 'nothing-changes'
  grid?: number
  cells?: number[]
  message: string
}

export type ApplyResult = { ok: true; patch: Patch } | Refusal
