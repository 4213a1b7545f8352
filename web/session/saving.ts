/**
 * Saves the pending commands of a plan, one after the other, and takes in what others have saved.
 *
 *   idle      nothing to send
 *   sending   the first pending command is on its way
 *   waiting   no answer; it goes again when the delay is over, under the same id, so that it is applied once
 *
 * A command that the server refuses is set aside and holds up nothing. Where somebody else saved first, his entries are taken in
 * and the command goes again on top of them. What others did waits while a stroke is under way: nothing moves under the pen.
 */
import type { CommandLog, CommandRequest, CommandResult } from '../../server/contract/plans.ts'
import { OfflineError, ProblemError } from '../api/client.ts'
import type { SetAside } from '../model/planEntry.ts'
import type { PlanModel } from '../model/planModel.ts'
import { entriesOf, requestOf } from './wire.ts'

export interface SavingState {
  readonly phase: 'idle' | 'sending' | 'waiting'
  /** how many commands the server does not have yet */
  readonly unsaved: number
  /** the last revision that is saved */
  readonly revision: number
}

export interface Saving {
  state(): SavingState
  /** There is something to send. */
  send(): void
  /** Sends at once instead of waiting for the delay: the network is back, or the planner asked. */
  retry(): void
  /** Takes in what has been saved since. False where the server cannot be reached. */
  catchUp(): Promise<boolean>
  /** Forgets the plan; an answer still under way is ignored. */
  stop(): void
}

export interface SavingOptions {
  plan: PlanModel
  client: string
  post: (request: CommandRequest) => Promise<CommandResult>
  readLog: (after: number) => Promise<CommandLog>
  /** resolves once no stroke is under way */
  whenFree: () => Promise<void>
  onChange: () => void
  onAside: (aside: readonly SetAside[]) => void
  /** the server's plan does not follow on the one here: it must be read anew */
  onLost: () => void
  delay?: (attempts: number) => number
}

export function createSaving(options: SavingOptions): Saving {
  const { plan, client, post, readLog, whenFree, onChange, onAside, onLost, delay = retryDelay } = options
  let phase: SavingState['phase'] = 'idle'
  let attempts = 0
  let isStopped = false
  let isBusy = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const become = (next: SavingState['phase']): void => {
    if (phase === next) return
    phase = next
    onChange()
  }

  async function drain(): Promise<void> {
    if (isBusy || isStopped) return
    isBusy = true
    try {
      while (!isStopped && plan.log.pending().length > 0) {
        become('sending')
        if (await sendFirst()) attempts = 0
        else return wait()
      }
      if (!isStopped) become('idle')
    } finally {
      isBusy = false
    }
  }

  function wait(): void {
    if (isStopped) return
    attempts++
    become('waiting')
    timer = setTimeout(retry, delay(attempts))
  }

  /** False where the server could not be reached. */
  async function sendFirst(): Promise<boolean> {
    const first = plan.log.pending()[0]!
    const base = plan.revision()
    const answer = await post(requestOf(first, base, client, plan.log)).catch(failureOf)
    if (isStopped) return true
    if ('revision' in answer) {
      tell(plan.take({ ...first, revision: answer.revision, patch: answer.patch }))
      return true
    }
    if (answer.kind === 'refused') {
      onAside(plan.setAside(first.commandId, answer.refusal))
      onChange()
      return true
    }
    if (answer.kind === 'unreachable' || !(await catchUp())) return false
    // It did not move, and yet the server is elsewhere: its data were put back to an earlier state.
    if (plan.revision() === base && !isStopped) onLost()
    return true
  }

  function tell(taken: ReturnType<PlanModel['take']>): void {
    if (taken.kind === 'gap') onLost()
    if (taken.kind === 'taken' && taken.aside.length > 0) onAside(taken.aside)
    if (taken.kind === 'taken') onChange()
  }

  async function catchUp(): Promise<boolean> {
    const after = plan.revision()
    const log = await readLog(after).catch(() => null)
    if (isStopped || !log) return false
    if (log.commands.length === 0) return true
    await whenFree()
    if (isStopped) return false
    const idAt = (revision: number) => plan.log.saved().find((entry) => entry.revision === revision)?.commandId
    for (const entry of entriesOf(log, idAt)) tell(plan.take(entry))
    return true
  }

  function retry(): void {
    clearTimeout(timer)
    if (phase === 'waiting') void drain()
  }

  return {
    state: () => ({ phase, unsaved: plan.log.pending().length, revision: plan.revision() }),
    send() {
      if (phase === 'waiting') onChange()
      else void drain()
    },
    retry,
    catchUp,
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

type Failed =
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'behind' }
  | { readonly kind: 'refused'; readonly refusal: SetAside['refusal'] }

function failureOf(error: unknown): Failed {
  if (error instanceof OfflineError) return { kind: 'unreachable' }
  if (!(error instanceof ProblemError)) throw error
  const { code, status, grid, cells } = error.problem
  // Asked to slow down, or the server failed: the same command may well go through later.
  if (status === 429 || status >= 500) return { kind: 'unreachable' }
  if (code === 'revision-conflict') return { kind: 'behind' }
  return { kind: 'refused', refusal: { reason: code, ...(grid !== undefined && { grid }), ...(cells && { cells }) } }
}

/** Milliseconds to wait before sending again: 1, 2, 4, 8, then 15 seconds. */
export const retryDelay = (attempts: number): number => Math.min(15_000, 1000 * 2 ** Math.max(0, attempts - 1))
