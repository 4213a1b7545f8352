import {
  type Adjacency,
  apply,
  applyPatch,
  decodePatch,
  encodePatch,
  type LoggedChange,
  type NumberedCommand,
  newPlan,
  ownPart,
  type Refusal,
} from '../../partition/index.ts'
import type { StoredCommand } from './commandLog.ts'
import type { GridRow } from './store.ts'

export interface ApplyInput {
  readonly assignment: Uint16Array
  readonly grids: readonly GridRow[]
  readonly adjacency: Adjacency
  readonly command:
    | { readonly kind: 'paint'; readonly grid: number; readonly cells: readonly number[] }
    | { readonly kind: 'revert'; readonly patch: Uint8Array }
    | RevertOwn
}

/** Takes back what nobody else has changed since of a command, told by the log after it. */
export interface RevertOwn {
  readonly kind: 'revert-own'
  readonly revision: number
  /** the author of that command, and who takes it back */
  readonly made: string
  readonly by: string
  readonly patch: Uint8Array
  readonly later: readonly StoredCommand[]
}

/** What is stored of a command: its patch, encoded, and what it makes of the assignment. */
export interface Applied {
  readonly ok: true
  readonly patch: Uint8Array
  readonly assignment: Uint16Array
}

/** A refusal names at most so many cells. */
const shownCells = 1000

/** Applies a command to an assignment, which is left as it is. */
export function applyCommand({ assignment, grids, adjacency, command }: ApplyInput): Applied | Refusal {
  // In memory of its own: other threads read the plan's while `apply` tries the patch.
  const next = assignment.slice()
  const todo = toCommand(command, assignment)
  if ('ok' in todo) return cut(todo)
  const result = apply(newPlan(next, grids, adjacency), todo)
  if (!result.ok) return cut(result)
  applyPatch(next, result.patch)
  return { ok: true, patch: encodePatch(result.patch), assignment: next }
}

function cut(refusal: Refusal): Refusal {
  return refusal.cells ? { ...refusal, cells: refusal.cells.slice(0, shownCells) } : refusal
}

function toCommand(command: ApplyInput['command'], assignment: Uint16Array): NumberedCommand | Refusal {
  if (command.kind === 'paint') return command
  if (command.kind === 'revert') return { kind: 'revert', patch: decodePatch(command.patch) }
  const { revision, made, by, later } = command
  const change = { revision, author: made, patch: decodePatch(command.patch) }
  const { patch, left } = ownPart(change, later.map(toChange), by, assignment)
  if (patch.runs.length > 0) return { kind: 'revert', patch }
  const cells = left.flatMap((one) => one.cells).sort((a, b) => a - b)
  const since = left.map((one) => one.revision).join(', ')
  const message = `Every cell of revision ${revision} has changed since, by revision ${since}: nothing is left to take back`
  return { ok: false, reason: 'stale', cells, message }
}

function toChange({ revision, author, patch, command }: StoredCommand): LoggedChange {
  const { kind, revision: reverts } = JSON.parse(command) as { kind: string; revision?: number }
  return { revision, author, patch: decodePatch(patch), ...(kind === 'revert' && { reverts }) }
}
