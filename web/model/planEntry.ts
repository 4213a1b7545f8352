import type { ApplyResult, LeftCells, Patch, Refusal } from '../../partition/index.ts'

/** What a planner does to a plan. What is taken back is named by its id, for its revision is not known before it is saved. */
export type PlanCommand =
  | { readonly kind: 'paint'; readonly grid: number; readonly cells: readonly number[] }
  /** `keepOthers`: without the cells that another has changed since */
  | { readonly kind: 'revert'; readonly commandId: string; readonly keepOthers?: true }

/** A command as it stands in the plan: saved, or made here and still pending. */
export interface PlanEntry {
  readonly commandId: string
  /** null while it is pending */
  readonly revision: number | null
  readonly author: string
  readonly command: PlanCommand
  /** what it changed */
  readonly patch: Patch
  readonly createdAt?: string
}

/** A pending command that the plan no longer takes, as it was made. */
export interface SetAside {
  readonly commandId: string
  readonly command: PlanCommand
  /** what it changed before it was set aside */
  readonly patch: Patch
  readonly refusal: Pick<Refusal, 'grid' | 'cells'> & { readonly reason: string }
  /** who changed the grid last that refuses it, if somebody else did */
  readonly changedBy: string | null
}

/** What became of a command that was judged. */
export interface Judged {
  readonly result: ApplyResult
  /** cells that a revert leaves as others have changed them since */
  readonly left: readonly LeftCells[]
}
