import { describe, expect, it } from 'vitest'
import type { CommandRequest, CommandResult } from '../../../../server/contract/plans.ts'
import { OfflineError, ProblemError } from '../../../../web/api/client.ts'
import { createOutbox, type Outbox } from '../../../../web/session/outbox.ts'
import { createSender } from '../../../../web/session/sender.ts'
import { entryAt } from '../builders.ts'

/** A server that answers by a script; what it got stands in `requests`. */
function scriptedServer(script: (request: CommandRequest, attempt: number) => CommandResult | Error) {
  const requests: CommandRequest[] = []
  let settle: (outbox: Outbox) => void = () => {}
  return {
    requests,
    post: async (request: CommandRequest) => {
      requests.push(request)
      const answer = script(request, requests.length)
      if (answer instanceof Error) throw answer
      return answer
    },
    onChange: (outbox: Outbox) => settle(outbox),
    until: (phase: Outbox['phase']) =>
      new Promise<Outbox>((resolve) => {
        settle = (outbox) => outbox.phase === phase && resolve(outbox)
      }),
  }
}

const acknowledge = (request: CommandRequest): CommandResult => ({
  revision: request.baseRevision + 1,
  patch: { runs: [] },
})
const problem = (status: number, code: string) =>
  new ProblemError({ type: 'about:blank', title: code, status, code, detail: `${code} happened` })

describe('createSender', () => {
  it('sends strokes one after the other, in order, without the patch', async () => {
    const server = scriptedServer(acknowledge)
    const sender = createSender({ outbox: createOutbox(0), ...server })
    const idle = server.until('idle')
    for (const place of [0, 1, 2]) sender.add(entryAt(0, place))
    expect((await idle).revision).toBe(3)
    expect(server.requests.map(({ baseRevision }) => baseRevision)).toEqual([0, 1, 2])
    expect(server.requests[0]).not.toHaveProperty('patch')
  })

  it('sends the same command again after a silence, so that it is applied once', async () => {
    const server = scriptedServer((request, attempt) => (attempt < 3 ? new OfflineError('gone') : acknowledge(request)))
    const sender = createSender({ outbox: createOutbox(4), ...server, delay: () => 0 })
    const idle = server.until('idle')
    sender.add(entryAt(4))
    await idle
    expect(new Set(server.requests.map(({ commandId }) => commandId)).size).toBe(1)
    expect(server.requests).toHaveLength(3)
  })

  it('waits out a server that fails or asks to slow down', async () => {
    const server = scriptedServer((request, attempt) =>
      attempt === 1 ? problem(503, 'unavailable') : attempt === 2 ? problem(429, 'too-many') : acknowledge(request),
    )
    const sender = createSender({ outbox: createOutbox(0), ...server, delay: () => 0 })
    const idle = server.until('idle')
    sender.add(entryAt(0))
    expect((await idle).revision).toBe(1)
  })

  it('stops on a refusal and keeps its reason', async () => {
    const server = scriptedServer(() => problem(409, 'revision-conflict'))
    const sender = createSender({ outbox: createOutbox(0), ...server })
    const conflict = server.until('conflict')
    sender.add(entryAt(0))
    expect((await conflict).refusal).toMatchObject({
      code: 'revision-conflict',
      problem: { detail: 'revision-conflict happened' },
    })
    sender.add(entryAt(0, 1))
    expect(server.requests).toHaveLength(1)
  })

  it('sends what an earlier tab left as soon as it starts', async () => {
    const server = scriptedServer(acknowledge)
    const idle = server.until('idle')
    createSender({ outbox: createOutbox(2, [entryAt(2), entryAt(2, 1)]), ...server })
    expect((await idle).revision).toBe(4)
  })

  it('is silent once stopped', async () => {
    const server = scriptedServer(acknowledge)
    const sender = createSender({ outbox: createOutbox(0), ...server })
    sender.add(entryAt(0))
    sender.stop()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(sender.outbox().entries).toHaveLength(1)
  })
})
