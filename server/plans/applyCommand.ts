import {
  type Adjacency,
  apply,
  applyPatch,
  decodePatch,
  encodePatch,
  type PlanGrid,
  type Refusal,
} from '../../partition/index.ts'

export interface ApplyInput {
  readonly assignment: Uint16Array
  readonly grids: readonly PlanGrid[]
  readonly adjacency: Adjacency
  readonly command:
    | { readonly kind: 'paint'; readonly grid: number; readonly cells: readonly number[] }
    | { readonly kind: 'revert'; readonly patch: Uint8Array }
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
  const plan = { assignment, adjacency, grids: new Map(grids.map((grid) => [grid.number, grid])) }
  const todo = command.kind === 'paint' ? command : { kind: command.kind, patch: decodePatch(command.patch) }
  const result = apply(plan, todo)
  if (!result.ok) return result.cells ? { ...result, cells: result.cells.slice(0, shownCells) } : result
  const next = assignment.slice()
  applyPatch(next, result.patch)
  return { ok: true, patch: encodePatch(result.patch), assignment: next }
}
