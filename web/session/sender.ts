import type { CommandRequest, CommandResult } from '../../server/contract/plans.ts'
import { OfflineError, ProblemError } from '../api/client.ts'
import { type Outbox, type OutboxEntry, reduceOutbox, retryDelay } from './outbox.ts'

export interface Sender {
  outbox(): Outbox
  add(entry: OutboxEntry): void
  /** The plan is at this revision by what others saved; nothing of ours is unsaved. */
  catchUp(revision: number): void
  /** Sends at once instead of waiting for the delay: the network is back, or the planner asked. */
  retry(): void
  /** Forgets the plan; an answer still under way is ignored. */
  stop(): void
}

export interface SenderOptions {
  outbox: Outbox
  post: (request: CommandRequest) => Promise<CommandResult>
  onChange: (outbox: Outbox) => void
  delay?: (attempts: number) => number
}

/** Sends an outbox's entries one after the other, the next only after the one before was acknowledged. */
export function createSender({ outbox: initial, post, onChange, delay = retryDelay }: SenderOptions): Sender {
  let outbox = initial
  let isStopped = false
  let isSending = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const dispatch = (event: Parameters<typeof reduceOutbox>[1]): void => {
    outbox = reduceOutbox(outbox, event)
    onChange(outbox)
  }

  async function drain(): Promise<void> {
    if (isSending) return
    isSending = true
    while (!isStopped && outbox.phase === 'sending') {
      const { patch: _, ...request } = outbox.entries[0]!
      const event = await post(request).then(
        (result) => ({ type: 'acknowledged', commandId: request.commandId, revision: result.revision }) as const,
        failureOf,
      )
      if (isStopped) break
      dispatch(event)
      if (event.type === 'unreachable') timer = setTimeout(retry, delay(outbox.attempts))
    }
    isSending = false
  }

  function retry(): void {
    clearTimeout(timer)
    if (isStopped || outbox.phase !== 'waiting') return
    dispatch({ type: 'retried' })
    void drain()
  }

  void drain()
  return {
    outbox: () => outbox,
    add(entry) {
      dispatch({ type: 'added', entry })
      void drain()
    },
    catchUp: (revision) => dispatch({ type: 'caught-up', revision }),
    retry,
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}

function failureOf(error: unknown) {
  if (error instanceof ProblemError) {
    // Asked to slow down, or the server failed: the same command may well go through later.
    if (error.problem.status === 429 || error.problem.status >= 500) return { type: 'unreachable' } as const
    return { type: 'refused', refusal: { code: error.problem.code, problem: error.problem } } as const
  }
  if (error instanceof OfflineError) return { type: 'unreachable' } as const
  throw error
}
