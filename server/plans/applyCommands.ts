import {
  type Adjacency,
  apply,
  type CellRun,
  type Command,
  decodePatch,
  encodePatch,
  type GridChange,
  hashAfter,
  hashPlan,
  type LoggedChange,
  lineageOf,
  newPlan,
  ownPart,
  type Patch,
  type Refusal,
  runsOf,
  writePatch,
} from '../../partition/index.ts'
import type { StoredCommand } from './commandLog.ts'
import { type Descent, descentOf } from './descent.ts'
import type { GridRow } from './store.ts'

/** A plan's state as far as commands change it. Plain data. */
export interface EditedState {
  readonly assignment: Uint16Array
  readonly grids: readonly GridRow[]
  readonly descent: Descent
  /** null where it is not known: it is computed */
  readonly hash: number | null
}

export interface ApplyInput {
  readonly state: EditedState
  readonly adjacency: Adjacency
  readonly commands: readonly Todo[]
  /** the patches of commands of the log that reverts among these name, by command id */
  readonly patches: ReadonlyMap<string, Uint8Array>
}

export interface Todo {
  readonly commandId: string
  readonly command: Command | NumberedTodo
}

/** Commands as version 0.1.0 has them, with what the log says of the revision a revert takes back. */
export type NumberedTodo =
  | { readonly kind: 'paint'; readonly grid: number; readonly cells: readonly number[] }
  | { readonly kind: 'revert'; readonly patch: Uint8Array }
  | RevertOwn

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

/** What is stored of a command beside itself. */
export interface Applied {
  readonly commandId: string
  /** encoded */
  readonly patch: Uint8Array
  readonly grids: readonly GridChange[]
  readonly contested: readonly CellRun[]
  /** of the state after it */
  readonly hash: number
  /** the grids that came or went, and those that gave or took their cells */
  readonly lineageIds: readonly string[]
}

export interface ApplyOutput {
  readonly applied: readonly Applied[]
  /** what stopped it: the command behind the last that was applied */
  readonly refusal: Refusal | null
  /** after the last one that was applied */
  readonly state: EditedState
}

/** A refusal names at most so many cells. */
const shownCells = 1000

/** Applies commands one after the other, up to the first that is refused. The state that comes in is left as it is. */
export function applyCommands({ state, adjacency, commands, patches }: ApplyInput): ApplyOutput {
  // In memory of its own: other threads read the plan's while `apply` tries a patch.
  const plan = newPlan(state.assignment.slice(), state.grids, adjacency, state.descent)
  let hash = state.hash ?? hashPlan(plan)
  const applied: Applied[] = []
  const made = new Map<string, Patch>()
  const patchOf = (commandId: string) => {
    const bytes = patches.get(commandId)
    return made.get(commandId) ?? (bytes && decodePatch(bytes))
  }
  let refusal: Refusal | null = null
  for (const { commandId, command } of commands) {
    const todo = toCommand(command, plan.assignment)
    const result = 'ok' in todo ? todo : apply(plan, todo, patchOf)
    if (!result.ok) {
      refusal = cut(result)
      break
    }
    const { patch, contested } = result
    writePatch(plan, patch)
    hash = hashAfter(hash, patch)
    made.set(commandId, patch)
    const entries = lineageOf(patch, (number) => plan.grids.get(number)?.gridId, command.kind === 'revert')
    applied.push({
      commandId,
      patch: encodePatch(patch),
      grids: patch.grids,
      contested: runsOf(contested),
      hash,
      lineageIds: [...new Set(entries.map(({ gridId }) => gridId))],
    })
  }
  const grids = [...plan.grids.values()].sort((a, b) => a.number - b.number)
  return { applied, refusal, state: { assignment: plan.assignment, grids, descent: descentOf(plan), hash } }
}

function cut(refusal: Refusal): Refusal {
  return refusal.cells ? { ...refusal, cells: refusal.cells.slice(0, shownCells) } : refusal
}

function toCommand(command: Todo['command'], assignment: Uint16Array): Parameters<typeof apply>[1] | Refusal {
  if (command.kind === 'revert-own') return revertOwn(command, assignment)
  if (command.kind === 'revert' && 'patch' in command) return { kind: 'revert', patch: decodePatch(command.patch) }
  return command
}

function revertOwn({ revision, made, by, later, ...own }: RevertOwn, assignment: Uint16Array) {
  const change = { revision, author: made, patch: decodePatch(own.patch) }
  const { patch, left } = ownPart(change, later.map(toChange), by, assignment)
  if (patch.runs.length > 0) return { kind: 'revert', patch } as const
  const cells = left.flatMap((one) => one.cells).sort((a, b) => a - b)
  const since = left.map((one) => one.revision).join(', ')
  const message = `Every cell of revision ${revision} has changed since, by revision ${since}: nothing is left to take back`
  return { ok: false, reason: 'stale', cells, message } as const
}

function toChange({ revision, author, patch, command }: StoredCommand): LoggedChange {
  const { kind, revision: reverts } = JSON.parse(command) as { kind: string; revision?: number }
  return { revision, author, patch: decodePatch(patch), ...(kind === 'revert' && reverts && { reverts }) }
}
