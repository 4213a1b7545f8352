import { type LeftCells, nextRedo, nextUndo, type Refusal } from '../../partition/index.ts'
import type { PlanEntry } from './planEntry.ts'
import type { PlanModel } from './planModel.ts'
import { randomId } from './randomId.ts'

/** What became of taking a step back. */
export type Step =
  | { readonly kind: 'done'; readonly entry: PlanEntry; readonly left: readonly LeftCells[] }
  /** nothing of the step was left, and it is no step any more */
  | { readonly kind: 'dropped'; readonly left: readonly LeftCells[] }
  /** the plan's own rules refuse it; `changedBy`: who changed the grid last since, if somebody else did */
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly changedBy: string | null }

/** Takes one's own last step back, but for cells that others have changed since. Null where there is nothing to undo or redo. */
export function takeStepBack(plan: PlanModel, direction: 'undo' | 'redo'): Step | null {
  const next = direction === 'undo' ? nextUndo : nextRedo
  return takeBack(plan, plan.log.at(next(plan.log.history()) ?? 0))
}

/** Takes back what somebody else did, whole or not at all. */
export function takeOthersBack(plan: PlanModel, commandId: string): Step | null {
  return takeBack(plan, plan.log.at(plan.log.placeOf(commandId) ?? 0))
}

function takeBack(plan: PlanModel, entry: PlanEntry | undefined): Step | null {
  if (!entry) return null
  const { commandId } = entry
  const taken = plan.take({ commandId: randomId(), revision: null, command: { kind: 'revert', commandId } })
  if (taken.kind === 'taken') return { kind: 'done', entry: taken.entry, left: taken.left }
  if (taken.kind !== 'refused') return null
  const { refusal, left } = taken
  if (refusal.reason === 'stale' && entry.author === plan.client) {
    plan.log.dropStep(commandId)
    return { kind: 'dropped', left }
  }
  const later = plan.log.changes().slice(plan.log.placeOf(commandId))
  const changedBy = later.findLast(
    ({ author, patch }) =>
      author !== entry.author && patch.runs.some(({ from, to }) => from === refusal.grid || to === refusal.grid),
  )
  return { kind: 'refused', refusal, changedBy: changedBy?.author ?? null }
}
