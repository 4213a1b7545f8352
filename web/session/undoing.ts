import { type Step, takeOthersBack, takeStepBack } from '../model/takeBack.ts'
import type { OpenPlan, SessionCore } from './core.ts'
import { refuseFrozen } from './refuseFrozen.ts'

export interface Undoing {
  step(direction: 'undo' | 'redo'): void
  /** Takes back what somebody else did, when the planner has been told whose it is and wants it. */
  undoOthers(commandId: string): void
}

/**
 * Undo and redo of one's own last step, in the order the keys were pressed. Each first takes in what others, or other tabs of this
 * browser, have saved, so that it is one's last step and not the last that this tab knows; then says what became of it. Where the
 * server cannot be reached, what is known must do.
 */
export function createUndoing(core: SessionCore, isDrawing: () => boolean): Undoing {
  let turn = Promise.resolve()

  function enqueue(work: (open: OpenPlan) => void): void {
    if (refuseFrozen(core)) return
    turn = turn
      .then(async () => {
        const { open } = core
        if (!open || isDrawing()) return
        // What is on its way brings what others saved by itself.
        if (open.saving.state().phase === 'idle') await open.saving.catchUp()
        if (core.open === open && !isDrawing()) work(open)
      })
      // A step that failed is told by the browser, and does not hold up the next.
      .catch((error: unknown) => reportError(error))
  }

  function publish(step: Step): void {
    core.store.set({ stroke: null })
    core.refresh()
    core.open?.saving.send()
    if (step.kind === 'dropped') core.notify({ kind: 'undo-dropped', left: step.left })
    else if (step.kind === 'refused')
      core.notify({ kind: 'undo-refused', refusal: step.refusal, changedBy: step.changedBy })
    else if (step.left.length > 0) core.notify({ kind: 'undo-kept', left: step.left })
  }

  return {
    step: (direction) =>
      enqueue(({ plan }) => {
        const step = takeStepBack(plan, direction)
        if (step) return publish(step)
        const othersLast = direction === 'undo' ? plan.othersLast() : null
        if (othersLast) core.notify({ kind: 'nothing-own', othersLast })
      }),
    undoOthers: (commandId) =>
      enqueue(({ plan }) => {
        const step = takeOthersBack(plan, commandId)
        if (step) publish(step)
      }),
  }
}
