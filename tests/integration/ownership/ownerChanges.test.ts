import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OwnerChange } from '../../../server/contract/owners.ts'
import type { CustomerHistory, OwnershipAnswer } from '../../../server/contract/ownership.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { expectProblem } from '../api/apiServer.ts'
import { customerCsv, makeCity } from '../builders.ts'
import { eachDatabase } from '../databases.ts'
import { type LivedServer, liveServer, newPlan, publish } from '../life/city.ts'

eachDatabase('owners of customers', (database) => {
  let server: LivedServer
  let grid: PlanDetail['grids'][number]

  const post = (path: string, body: unknown) => server.call('POST', `/api/cities/own/${path}`, body)
  const propose = (layer: string, subject: string, owner: unknown, from: string, more: object = {}) =>
    post('owner-changes', { layer, subject, owner, effectiveFrom: from, reason: '约定', ...more })
  const approve = (id: number) => post(`owner-changes/${id}/decision`, { decision: 'approve' })
  const give = async (...asked: Parameters<typeof propose>): Promise<OwnerChange> => {
    const proposed = await propose(...asked)
    expect([proposed.statusCode, proposed.statusCode === 201 ? '' : proposed.body]).toEqual([201, ''])
    const answer = await approve(proposed.json<OwnerChange>().id)
    expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
    return answer.json<OwnerChange>()
  }
  const ask = async (customer: string, on: string, known?: number) =>
    (
      await server.call(
        'GET',
        `/api/cities/own/ownership?customer=${customer}&on=${on}${known === undefined ? '' : `&known=${known}`}`,
      )
    ).json<OwnershipAnswer>()
  const ownerOn = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).owner?.id ?? null

  beforeAll(async () => {
    const [head = '', ...rows] = customerCsv(400).trim().split('\n')
    const extra: Record<string, string> = { c1: 'K,,', c2: 'K,E1,', c3: ',E1,', c4: ',,2026/8/10' }
    const text = [
      `${head},account_id,unit_id,ended_on`,
      ...rows.map((row) => `${row},${extra[row.split(',')[0]!] ?? ',,'}`),
    ]
    await makeCity(database(), 'own')
    await importFile(database(), 'own', Readable.from([text.join('\n')]), {
      crs: 'wgs84',
      sourceName: 'a.csv',
      now: new Date('2026-01-01T02:00:00Z'),
    })
    server = await liveServer(database(), '2026-08-01T02:00:00Z')
    const plan = await newPlan(database(), 'own', 2)
    await publish(server, plan, '2026-01-01')
    grid = (await server.call('GET', `/api/plans/${plan}`)).json<PlanDetail>().grids[0]!
    for (const party of [
      { id: 'wang', kind: 'person', name: '王芳' },
      { id: 'T1', kind: 'team', name: '一组' },
      { id: 'T2', kind: 'team', name: '二组' },
    ])
      expect((await post('parties', party)).statusCode).toBe(201)
  })
  afterAll(async () => server?.close())

  it('are proposed, decided, and answered with the reason, from a day until another', async () => {
    // The first of a city may begin on any date.
    await give('keyAccount', 'K', { kind: 'team', id: 'T1', plane: 'defence' }, '2026-01-01')
    expectProblem(await propose('keyAccount', 'K', { kind: 'team', id: 'T2' }, '2026-08-01'), 422, 'date-not-open')
    const moved = await give('keyAccount', 'K', { kind: 'team', id: 'T2' }, '2026-09-01')
    expect(moved).toMatchObject({ state: 'approved', soleUser: true, count: 1 })
    expect(await ask('c1', '2026-08-31')).toMatchObject({
      active: true,
      owner: {
        ...{ kind: 'team', id: 'T1', name: '一组', plane: 'defence', basis: 'keyAccount' },
        ...{ from: '2026-01-01', until: '2026-09-01', reason: '约定', approvedBy: 'planner' },
      },
      holds: { from: '2026-01-01', until: '2026-09-01' },
    })
    expect(await ask('c1', '2026-09-01')).toMatchObject({
      owner: { id: 'T2', rule: `change:${moved.change}`, until: null },
      holds: { from: '2026-09-01', until: null },
    })
    expect(await ownerOn('c1', '2026-09-01', moved.change! - 1)).toBe('T1')

    const person = { kind: 'person', id: 'wang', plane: 'attack' }
    await give('override', 'c2', person, '2026-08-05', { effectiveUntil: '2026-08-20' })
    const days = ['2026-08-04', '2026-08-05', '2026-08-19', '2026-08-20']
    expect(await Promise.all(days.map((day) => ownerOn('c2', day)))).toEqual(['T1', 'wang', 'wang', 'T1'])
    expect((await ask('c2', '2026-08-19')).holds).toEqual({ from: '2026-08-05', until: '2026-08-20' })

    // `place`: nobody above the grid; `none`: whoever the next layer names.
    await give('override', 'c1', { kind: 'place' }, '2026-10-01', { effectiveUntil: '2026-10-11' })
    expect([await ownerOn('c1', '2026-10-10'), await ownerOn('c1', '2026-10-11')]).toEqual([null, 'T2'])
    await give('cluster', 'unit:E1', { kind: 'grid', id: grid.gridId }, '2026-08-10')
    expect((await ask('c3', '2026-08-10')).owner).toMatchObject({
      ...{ kind: 'grid', name: grid.name, basis: 'cluster', from: '2026-08-10' },
    })
    expect(await ownerOn('c2', '2026-08-25')).toBe('T1')
  })

  it('are nobody from the day on which a customer has ended', async () => {
    await give('override', 'c4', { kind: 'person', id: 'wang' }, '2026-08-02', { effectiveUntil: '2026-08-20' })
    expect(await ask('c4', '2026-08-09')).toMatchObject({
      ...{ active: true, owner: { id: 'wang' }, holds: { from: '2026-08-02', until: '2026-08-10' } },
    })
    expect(await ask('c4', '2026-08-10')).toMatchObject({ active: false, owner: null, holds: { from: '2026-08-10' } })
  })

  it('are refused with a code that says why', async () => {
    const far = { effectiveUntil: '2027-12-01' }
    expectProblem(
      await propose('override', 'c5', { kind: 'person', id: 'wang' }, '2026-11-01', far),
      422,
      'override-too-long',
    )
    expectProblem(await propose('override', 'c5', { kind: 'place' }, '2026-11-01'), 422, 'override-too-long')
    expectProblem(await propose('listed', 'L', { kind: 'person', id: 'T1' }, '2026-11-01'), 422, 'unknown-owner')
    expectProblem(
      await propose('listed', 'L', { kind: 'grid', id: crypto.randomUUID() }, '2026-11-01'),
      422,
      'unknown-owner',
    )
    expectProblem(await propose('listed', 'L', { kind: 'team' }, '2026-11-01'), 400, 'invalid-request')
    expectProblem(await propose('cluster', 'L', { kind: 'place' }, '2026-11-01'), 400, 'invalid-request')
    expectProblem(await propose('keyAccount', 'K', { kind: 'place' }, '2026-08-15'), 409, 'later-rows')
    expectProblem(await post('parties', { id: 'T1', kind: 'team', name: 'x' }), 409, 'party-exists')
    expectProblem(await approve(999), 404, 'owner-change-not-found')
    expectProblem(await approve(1), 409, 'not-pending')
    expectProblem(await server.call('DELETE', '/api/cities/own/owner-changes/1'), 409, 'begun')
  })

  it('are cancelled before they begin, rejected, and replaced on request', async () => {
    const early = await give('listed', 'L', { kind: 'team', id: 'T1' }, '2026-12-01')
    expect((await server.call('DELETE', `/api/cities/own/owner-changes/${early.id}`)).statusCode).toBe(204)
    const list = (await server.call('GET', '/api/cities/own/owner-changes?subject=L')).json()
    expect(list.changes).toMatchObject([{ id: early.id, state: 'cancelled' }])
    const waits = (await propose('listed', 'L', { kind: 'team', id: 'T1' }, '2026-12-01')).json<OwnerChange>()
    const rejected = await post(`owner-changes/${waits.id}/decision`, { decision: 'reject', reason: '不妥' })
    expect(rejected.json()).toMatchObject({ state: 'rejected', reason: '不妥', change: null })

    const [a, b] = await Promise.all(
      ['T1', 'T2'].map(async (id) =>
        (await propose('listed', 'L', { kind: 'team', id }, '2026-12-01')).json<OwnerChange>(),
      ),
    )
    const both = await Promise.all([approve(a!.id), approve(b!.id)])
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
    await give('listed', 'L', { kind: 'team', id: 'T2' }, '2026-11-15', { replace: true })
  })

  it('tell why a customer is ours', async () => {
    const history = (await server.call('GET', '/api/cities/own/customers/c2/history')).json<CustomerHistory>()
    expect(history.periods.map(({ from, until, owner }) => [from, until, owner?.id ?? null])).toEqual([
      ['2026-01-01', '2026-08-05', 'T1'],
      ['2026-08-05', '2026-08-20', 'wang'],
      ['2026-08-20', '2026-09-01', 'T1'],
      ['2026-09-01', null, 'T2'],
    ])
    expectProblem(await server.call('GET', '/api/cities/own/customers/nobody/history'), 404, 'customer-not-found')
  })
})
