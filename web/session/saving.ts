/**
 * Saves the pending commands of a plan, in their order; what others have saved is taken in beside it (arriving.ts).
 *
 *   idle      nothing to send
 *   sending   the first pending commands are on their way
 *   waiting   no answer; they go again when the delay is over, under the same ids, so that each is applied once
 *
 * The server judges a command on top of all that is saved. One that it refuses is set aside and holds up nothing. Where somebody
 * else saved first, his entries are taken in.
 */
import {
  type CommandAnswer,
  type CommandAnswers,
  type CommandBatch,
  type CommandLog,
  mostCommands,
} from '../../server/contract/commands.ts'
import { becauseOf, type RefusedBecause, type SetAside } from '../model/planEntry.ts'
import type { PlanModel } from '../model/planModel.ts'
import { type Arriving, createArriving } from './arriving.ts'
import { failedPost, retryDelay } from './failedPost.ts'

export interface SavingState {
  readonly phase: 'idle' | 'sending' | 'waiting'
  /** how many commands the server does not have yet */
  readonly unsaved: number
  /** the last revision that is saved */
  readonly revision: number
}

export interface Saving extends Omit<Arriving, 'stop'> {
  state(): SavingState
  /** There is something to send. */
  send(): void
  /** Sends at once instead of waiting for the delay: the network is back, or the planner asked. */
  retry(): void
  /** Forgets the plan; an answer still under way is ignored. */
  stop(): void
}

export interface SavingOptions {
  plan: PlanModel
  post: (batch: CommandBatch) => Promise<CommandAnswers>
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
  const { plan, post, onChange, onAside, onLost, delay = retryDelay } = options
  let phase: SavingState['phase'] = 'idle'
  let attempts = 0
  let atOnce = mostCommands
  let isStopped = false
  let isBusy = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const { stop, ...arriving } = createArriving({ ...options, onTaken: publish, isSending: () => phase === 'sending' })

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
        if (await sendSome()) attempts = 0
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
  async function sendSome(): Promise<boolean> {
    const commands = plan.log
      .pending()
      .slice(0, atOnce)
      .map(({ commandId, command }) => ({ commandId, command }))
    const answer = await post({ client: plan.client, commands } as CommandBatch).catch(failedPost)
    if (isStopped) return true
    if ('answers' in answer) {
      atOnce = mostCommands
      for (const one of answer.answers) if (!(await takeAnswer(one))) return false
      return true
    }
    if (answer.kind === 'unreachable') return false
    // Which of them it is about, is seen when they go one by one.
    if (commands.length === 1) giveUp(commands[0]!.commandId, answer.refusal)
    atOnce = 1
    return true
  }

  /** False where what is saved could not be read. */
  async function takeAnswer(answer: CommandAnswer): Promise<boolean> {
    const { commandId } = answer
    const [first] = plan.log.pending()
    if (answer.status === 'accepted' && first?.commandId === commandId && answer.revision === plan.revision() + 1) {
      // Judged on the same state by the same law: what it changed there, it has changed here.
      publish(plan.take({ ...first, revision: answer.revision }))
      return true
    }
    const at = answer.status === 'accepted' ? answer.revision : answer.judgedAt
    if (at > plan.revision() && !(await arriving.catchUp())) return false
    if (isStopped) return true
    if (answer.status === 'refused') giveUp(commandId, answer)
    // It is saved, and the log does not have it: the server's data were put back to an earlier state.
    else if (plan.log.pending().some((entry) => entry.commandId === commandId)) onLost()
    return true
  }

  function giveUp(commandId: string, refusal: RefusedBecause): void {
    onAside(plan.setAside(commandId, becauseOf(refusal)))
    onChange()
  }

  function publish(taken: ReturnType<PlanModel['take']>): void {
    if (taken.kind === 'gap') onLost()
    if (taken.kind === 'taken' && taken.aside.length > 0) onAside(taken.aside)
    if (taken.kind === 'taken') onChange()
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
    ...arriving,
    stop() {
      isStopped = true
      stop()
      clearTimeout(timer)
    },
  }
}
