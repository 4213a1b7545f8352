import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Submission } from '../../../server/contract/lifecycle.ts'
import type { VersionList } from '../../../server/contract/versions.ts'
import { expectProblem } from '../api/apiServer.ts'
import { eachDatabase } from '../databases.ts'
import {
  approve,
  copyOf,
  impactOf,
  type LivedServer,
  liveServer,
  makeLivedCity,
  newPlan,
  publish,
  submit,
} from './city.ts'

eachDatabase('a plan that takes effect', (database) => {
  let server: LivedServer
  beforeAll(async () => {
    await makeLivedCity(database(), 'live')
    server = await liveServer(database(), '2026-01-05T02:00:00Z')
  })
  afterAll(async () => server?.close())

  const versions = async () => (await server.call('GET', '/api/cities/live/versions')).json<VersionList>()

  it('goes from draft to in force, is frozen, and is followed, withdrawn and rolled back', async () => {
    const first = await newPlan(database(), 'live')
    const submitted = (await submit(server, first, '2026-01-01')).json<Submission>()
    expect(submitted).toMatchObject({ number: 1, kind: 'publish', base: null, state: 'open' })
    expectProblem(await submit(server, first, '2026-01-01'), 409, 'plan-pending')
    const stroke = {
      commands: [
        { commandId: crypto.randomUUID(), command: { kind: 'lock', gridId: crypto.randomUUID(), locked: true } },
      ],
    }
    expectProblem(await server.call('POST', `/api/plans/${first}/commands`, stroke), 409, 'plan-pending')
    const approved = await approve(server, submitted)
    expect(approved.json()).toMatchObject({
      version: 'live@1',
      effectiveFrom: '2026-01-01',
      effectiveAt: '2025-12-31T16:00:00.000Z',
    })
    expectProblem(await approve(server, submitted), 409, 'not-pending')
    expectProblem(await server.call('POST', `/api/plans/${first}/commands`, stroke), 409, 'plan-published')
    expect((await versions()).versions).toMatchObject([
      { id: 'live@1', phase: 'in-force', from: '2026-01-01', until: null, soleUser: true },
    ])

    const second = await copyOf(server, first)
    const closed = expectProblem(await submit(server, second, '2026-01-05'), 422, 'date-not-open')
    expect(closed.facts).toMatchObject({ earliest: '2026-01-06' })
    await publish(server, second, '2026-04-01')
    expect((await versions()).versions).toMatchObject([
      { id: 'live@2', phase: 'scheduled', until: null },
      { id: 'live@1', phase: 'in-force', until: '2026-04-01' },
    ])

    const third = await copyOf(server, first)
    expectProblem(await submit(server, third, '2026-03-15'), 409, 'later-version')
    await publish(server, third, '2026-03-15', { later: 'keep' })
    const rival = await copyOf(server, first)
    const superseded = expectProblem(await submit(server, rival, '2026-06-01'), 409, 'base-superseded')
    expect(superseded.facts).toEqual({ base: 'live@1', wanted: 'live@2' })

    expectProblem(await server.call('POST', '/api/cities/live/versions/1/withdrawal', { reason: 'no' }), 409, 'begun')
    expect((await server.call('POST', '/api/cities/live/versions/3/withdrawal', { reason: '推迟' })).statusCode).toBe(
      204,
    )
    expectProblem(
      await server.call('POST', '/api/cities/live/versions/3/withdrawal', { reason: 'x' }),
      409,
      'version-void',
    )
    expect((await versions()).versions.map(({ id, phase }) => [id, phase])).toEqual([
      ['live@3', 'void'],
      ['live@2', 'scheduled'],
      ['live@1', 'in-force'],
    ])

    server.setNow('2026-04-02T00:00:00Z')
    const back = await server.call('POST', '/api/cities/live/rollbacks', {
      version: 1,
      effectiveFrom: '2026-04-03',
      note: '回滚',
    })
    expect(back.statusCode).toBe(201)
    const { number, impactId } = back.json<Submission>()
    const decided = await server.call('POST', `/api/cities/live/rollbacks/${number}/decision`, {
      ...{ decision: 'approve', submission: number, impactId },
    })
    expect(decided.json()).toMatchObject({ version: 'live@4', effectiveFrom: '2026-04-03' })
    expect((await versions()).versions[0]).toMatchObject({ kind: 'rollback', planId: first, phase: 'scheduled' })

    const audit = (await server.call('GET', '/api/cities/live/audit')).json<{
      entries: { act: string; change: number }[]
    }>()
    expect(audit.entries.map(({ act }) => act).slice(0, 3)).toEqual([
      'plan.approve',
      'version.roll-back',
      'version.withdraw',
    ])
    const changes = audit.entries.map(({ change }) => change)
    expect(changes).toEqual(changes.toSorted((a, b) => b - a))
    expect(new Set(changes).size).toBe(changes.length)
  })

  it('is recalled and returned with a reason, and can be edited again', async () => {
    const plan = await copyOf(server, 'live-1')
    const rebased = await server.call('POST', `/api/plans/${plan}/rebase`, {})
    expect(rebased.json()).toMatchObject({ base: 'live@2', conflicts: [] })
    const draft = rebased.json<{ planId: string }>().planId
    const sent = (await submit(server, draft, '2026-04-03', { later: 'withdraw' })).json<Submission>()
    expect((await server.call('DELETE', `/api/plans/${draft}/submission?reason=oops`)).json()).toMatchObject({
      state: 'recalled',
    })
    expectProblem(await approve(server, sent), 409, 'not-pending')
    const again = (await submit(server, draft, '2026-04-03', { later: 'withdraw' })).json<Submission>()
    const returned = await server.call('POST', `/api/plans/${draft}/decision`, {
      ...{ decision: 'return', submission: again.number, reason: '口径不一致' },
    })
    expect(returned.json()).toMatchObject({ state: 'returned', reason: '口径不一致' })
    const life = (await server.call('GET', `/api/plans/${draft}/life`)).json()
    expect(life).toMatchObject({
      status: 'draft',
      base: 'live@2',
      next: 'submit',
      today: '2026-04-02',
      earliest: '2026-04-03',
    })
    expect(life.submissions.map(({ state }: Submission) => state)).toEqual(['returned', 'recalled'])
    expect(await impactOf(server, draft, '2026-04-03')).toMatchObject({
      predecessor: 'live@2',
      blockers: [],
      totals: { cells: 0 },
    })
  })
})
