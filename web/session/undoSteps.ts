import { getCommands } from '../api/client.ts'
import type { PlanSession, Step } from '../model/planModel.ts'
import type { Notice } from './sessionState.ts'

export interface UndoSteps {
  step(direction: 'undo' | 'redo'): void
  /** Takes back what somebody else did, when the planner has been told whose it is and wants it. */
  undoOthers(revision: number): void
}

export interface UndoStepsOptions {
  planSession: () => PlanSession | null
  /** no stroke is under way, and no conflict waits for the planner */
  isFree: () => boolean
  /** the plan has changed, or what could be undone */
  refresh: () => void
  notify: (notice: Omit<Notice, 'id'>) => void
}

/**
 * Undo and redo of one's own last step, in the order the keys were pressed. Each first takes in what others, or other tabs of this
 * browser, have saved, so that it is one's last step and not the last that this tab knows; then says what became of it.
 */
export function createUndoSteps({ planSession, isFree, refresh, notify }: UndoStepsOptions): UndoSteps {
  let waiting = Promise.resolve()

  function enqueue(work: (session: PlanSession) => void): void {
    waiting = waiting
      .then(async () => {
        const session = planSession()
        if (session && (await catchUp(session))) work(session)
      })
      // A step that failed is told by the browser, and does not hold up the next.
      .catch(reportError)
  }

  /** False where no step may be taken now. Where the server cannot be reached, what is known must do. */
  async function catchUp(session: PlanSession): Promise<boolean> {
    const isStill = () => planSession() === session && isFree()
    const { phase, revision } = session.outbox()
    if (!isStill() || phase !== 'idle') return isStill()
    const log = await getCommands(session.detail.planId, revision).catch(() => null)
    if (!isStill()) return false
    if (log && log.commands.length > 0 && session.absorb(log)) refresh()
    return true
  }

  function tell({ result, left, isDropped, changedBy }: Step): void {
    refresh()
    if (isDropped) notify({ kind: 'undo-dropped', left })
    else if (!result.ok) notify({ kind: 'undo-refused', refusal: result, changedBy })
    else if (left.length > 0) notify({ kind: 'undo-kept', left })
  }

  return {
    step: (direction) =>
      enqueue((session) => {
        const done = session[direction]()
        if (done) return tell(done)
        const othersLast = direction === 'undo' ? session.othersLast() : null
        if (othersLast) notify({ kind: 'nothing-own', othersLast })
      }),
    undoOthers: (revision) =>
      enqueue((session) => {
        const done = session.takeBack(revision)
        if (done) tell(done)
      }),
  }
}
