import { describe, expect, it } from 'vitest'
import { createOutbox, predictedRevision, reduceOutbox, retryDelay } from '../../../../web/session/outbox.ts'
import { entryAt } from '../builders.ts'

describe('reduceOutbox', () => {
  it('starts sending with the first stroke and knows the revision of the last one', () => {
    const one = reduceOutbox(createOutbox(7), { type: 'added', entry: entryAt(7) })
    const two = reduceOutbox(one, { type: 'added', entry: entryAt(7, 1) })
    expect(one.phase).toBe('sending')
    expect(predictedRevision(two)).toBe(9)
  })

  it('takes an acknowledged stroke out and goes on with the next', () => {
    const outbox = createOutbox(7, [entryAt(7), entryAt(7, 1)])
    const { commandId } = entryAt(7)
    expect(reduceOutbox(outbox, { type: 'acknowledged', commandId, revision: 8 })).toEqual(
      createOutbox(8, [entryAt(7, 1)]),
    )
  })

  it('is idle once the last stroke is acknowledged', () => {
    const { commandId } = entryAt(7)
    const done = reduceOutbox(createOutbox(7, [entryAt(7)]), { type: 'acknowledged', commandId, revision: 8 })
    expect(done).toMatchObject({ phase: 'idle', revision: 8, entries: [] })
  })

  it('ignores a second answer to the same stroke', () => {
    const outbox = createOutbox(8, [entryAt(7, 1)])
    expect(reduceOutbox(outbox, { type: 'acknowledged', commandId: entryAt(7).commandId, revision: 8 })).toBe(outbox)
  })

  it('keeps everything while the server cannot be reached, and counts the attempts', () => {
    const sending = createOutbox(7, [entryAt(7)])
    const waiting = reduceOutbox(sending, { type: 'unreachable' })
    expect(waiting).toMatchObject({ phase: 'waiting', attempts: 1, entries: [entryAt(7)] })
    const again = reduceOutbox(reduceOutbox(waiting, { type: 'retried' }), { type: 'unreachable' })
    expect(again).toMatchObject({ phase: 'waiting', attempts: 2 })
  })

  it('stays in line while waiting: a new stroke does not jump the delay', () => {
    const waiting = reduceOutbox(createOutbox(7, [entryAt(7)]), { type: 'unreachable' })
    expect(reduceOutbox(waiting, { type: 'added', entry: entryAt(7, 1) }).phase).toBe('waiting')
  })

  it('stops on a refusal with every stroke kept, and sends nothing more', () => {
    const refused = reduceOutbox(createOutbox(7, [entryAt(7)]), {
      type: 'refused',
      refusal: { code: 'revision-conflict', problem: null },
    })
    expect(refused).toMatchObject({ phase: 'conflict', entries: [entryAt(7)] })
    expect(reduceOutbox(refused, { type: 'added', entry: entryAt(7, 1) }).phase).toBe('conflict')
    expect(reduceOutbox(refused, { type: 'retried' }).phase).toBe('conflict')
  })

  it('takes an unexpected revision for a conflict: somebody else saved in between', () => {
    const { commandId } = entryAt(7)
    const outbox = reduceOutbox(createOutbox(7, [entryAt(7)]), { type: 'acknowledged', commandId, revision: 9 })
    expect(outbox.phase).toBe('conflict')
  })
})

describe('retryDelay', () => {
  it('doubles from one second and stops at fifteen', () => {
    expect([1, 2, 3, 4, 5, 50].map(retryDelay)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000])
  })
})
