import type { Command, Patch } from '../../partition/index.ts'
import type { NumberedCommand } from '../../server/contract/commands.ts'

/** A command as it stands in the plan: saved, or made here and still pending. */
export interface PlanEntry {
  readonly commandId: string
  /** null while it is pending */
  readonly revision: number | null
  readonly author: string
  readonly command: Command | NumberedCommand
  /** the id of the command that it took back */
  readonly reverts?: string | undefined
  /** what it changed */
  readonly patch: Patch
  /** cells, ascending, that it left to others */
  readonly contested: readonly number[]
  readonly createdAt?: string
  /** of the plan's whole state after it, where the server tells */
  readonly hash?: number | undefined
}

/** A command made here, which is always in the form that names grids by their ids. */
export interface PendingEntry extends PlanEntry {
  readonly revision: null
  readonly command: Command
}

/** Why a command was refused: by the plan's law, or by the server with the code of a problem. */
export interface RefusedBecause {
  readonly reason: string
  readonly grid?: number | undefined
  readonly cells?: number[] | undefined
  readonly details?: Record<string, string | number> | undefined
}

/** The reason alone, of whatever carries one. */
export const becauseOf = ({ reason, grid, cells, details }: RefusedBecause): RefusedBecause => ({
  reason,
  grid,
  cells,
  details,
})

/** A pending command that the plan no longer takes, as it was made. */
export interface SetAside {
  readonly commandId: string
  readonly command: Command
  /** what it changed before it was set aside */
  readonly patch: Patch
  readonly refusal: RefusedBecause
  /** who changed the grid last that refuses it, if somebody else did */
  readonly changedBy: string | null
}
