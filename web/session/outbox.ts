/**
 * The outbox: strokes that were made here and that the server has not acknowledged yet, in order.
 *
 * Edits are optimistic. The first entry is the one being sent; an entry leaves only when the server acknowledged it, and
 * sending it twice is harmless because its id is its own. As long as nobody else edits the plan, the revision each entry
 * will get is known before it is sent: the last acknowledged revision plus its place in line. So an undo can name its
 * target before that target was ever sent.
 *
 *   idle      nothing to send
 *   sending   the first entry is on its way
 *   waiting   no answer; the first entry goes again when the delay is over
 *   conflict  the server is at another revision than we thought, or refused: the planner must choose
 */

import type { Patch } from '../../partition/index.ts'
import type { Problem } from '../../server/contract/common.ts'
import type { CommandRequest } from '../../server/contract/plans.ts'

export interface OutboxEntry extends CommandRequest {
  /** what the command changed here; lets a fresh tab show it again without deciding it again */
  patch: Patch
}

export type OutboxPhase = 'idle' | 'sending' | 'waiting' | 'conflict'

export interface Outbox {
  /** the last revision the server acknowledged */
  readonly revision: number
  readonly entries: readonly OutboxEntry[]
  readonly phase: OutboxPhase
  /** how often the first entry was sent without an answer */
  readonly attempts: number
  /** why the planner must choose; set in `conflict` only */
  readonly refusal: OutboxRefusal | null
}

export interface OutboxRefusal {
  code: string
  /** what the server said, where it said anything */
  problem: Problem | null
}

export type OutboxEvent =
  | { type: 'added'; entry: OutboxEntry }
  | { type: 'acknowledged'; commandId: string; revision: number }
  | { type: 'unreachable' }
  | { type: 'retried' }
  | { type: 'refused'; refusal: OutboxRefusal }
  /** what others saved has been taken in; only where nothing is unsaved */
  | { type: 'caught-up'; revision: number }

export const createOutbox = (revision: number, entries: readonly OutboxEntry[] = []): Outbox => ({
  revision,
  entries,
  phase: entries.length > 0 ? 'sending' : 'idle',
  attempts: 0,
  refusal: null,
})

/** The revision the plan will have once everything in the outbox is saved. */
export const predictedRevision = (outbox: Outbox): number => outbox.revision + outbox.entries.length

export function reduceOutbox(outbox: Outbox, event: OutboxEvent): Outbox {
  switch (event.type) {
    case 'added':
      return {
        ...outbox,
        entries: [...outbox.entries, event.entry],
        phase: outbox.phase === 'idle' ? 'sending' : outbox.phase,
      }
    case 'acknowledged': {
      const [first, ...rest] = outbox.entries
      // An answer to something that is no longer first: a second answer to a repeated send.
      if (first?.commandId !== event.commandId) return outbox
      if (event.revision !== outbox.revision + 1) {
        return { ...outbox, phase: 'conflict', refusal: { code: 'revision-conflict', problem: null } }
      }
      return { ...createOutbox(event.revision, rest) }
    }
    case 'unreachable':
      return outbox.phase === 'sending' ? { ...outbox, phase: 'waiting', attempts: outbox.attempts + 1 } : outbox
    case 'retried':
      return outbox.phase === 'waiting' ? { ...outbox, phase: 'sending' } : outbox
    case 'caught-up':
      return outbox.phase === 'idle' ? createOutbox(event.revision) : outbox
    case 'refused':
      return { ...outbox, phase: 'conflict', refusal: event.refusal }
  }
}

/** Milliseconds to wait before sending again: 1, 2, 4, 8, then 15 seconds. */
export const retryDelay = (attempts: number): number => Math.min(15_000, 1000 * 2 ** Math.max(0, attempts - 1))
