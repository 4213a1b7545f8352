// The public surface of the engine: everything the server, the web and the command line may use.
export { apply } from './plan/apply.ts'
export { decodeAssignment, decodePatch, encodeAssignment, encodePatch } from './plan/codec.ts'
export type { ApplyResult, Command, Refusal } from './plan/command.ts'
export { PlanError, type PlanErrorCode } from './plan/error.ts'
export {
  emptyHistory,
  type History,
  type HistoryEntry,
  nextRedo,
  nextUndo,
  recordEntry,
  replayHistory,
} from './plan/history.ts'
export {
  applyPatch,
  countPatchCells,
  diffAssignments,
  invertPatch,
  type Patch,
  type PatchRun,
} from './plan/patch.ts'
export { type Adjacency, type Plan, type PlanGrid, unassigned } from './plan/plan.ts'
