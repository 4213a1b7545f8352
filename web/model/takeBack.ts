import { cellsOfRuns, nextRedo, nextUndo, type Refusal } from '../../partition/index.ts'
import { changersOf, type LeftCells } from './changersOf.ts'
import { touches } from './patches.ts'
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

/** Takes back what somebody else did. */
export function takeOthersBack(plan: PlanModel, commandId: string): Step | null {
  return takeBack(plan, plan.log.byId(commandId))
}

function takeBack(plan: PlanModel, entry: PlanEntry | undefined): Step | null {
  if (!entry) return null
  const { commandId } = entry
  const later = [...plan.log.saved(), ...plan.log.pending()].slice(plan.log.placeOf(commandId))
  const leftOf = (cells: readonly number[]) => changersOf(later, cells, entry.author)
  const taken = plan.take({ commandId: randomId(), revision: null, command: { kind: 'revert', commandId } })
  if (taken.kind === 'taken') return { kind: 'done', entry: taken.entry, left: leftOf(taken.entry.contested) }
  if (taken.kind !== 'refused') return null
  const { refusal } = taken
  if (refusal.reason === 'nothing-left') {
    plan.log.dropStep(commandId)
    return { kind: 'dropped', left: leftOf(refusal.cells ?? cellsOfRuns(entry.patch.runs)) }
  }
  const changer = later.findLast(({ author, patch }) => author !== entry.author && touches(patch, refusal.grid))
  return { kind: 'refused', refusal, changedBy: changer?.author ?? null }
}
