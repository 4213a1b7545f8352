import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Claim, ClaimMade, Dispute } from '../../../server/contract/disputes.ts'
import type { OwnerChange } from '../../../server/contract/owners.ts'
import type { OwnershipAnswer } from '../../../server/contract/ownership.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { turnDays } from '../../../server/life/turnDays.ts'
import { expectProblem } from '../api/apiServer.ts'
import { customerCsv, makeCity } from '../builders.ts'
import { eachDatabase } from '../databases.ts'
import { type LivedServer, liveServer, newPlan, publish } from '../life/city.ts'

eachDatabase('disputes', (database) => {
  let server: LivedServer

  const post = (path: string, body: unknown) => server.call('POST', `/api/cities/own/${path}`, body)
  const get = async <T>(path: string) => (await server.call('GET', `/api/cities/own/${path}`)).json<T>()
  const claim = (subject: string, id: string, layer = 'override') =>
    post('disputes', {
      layer,
      subject,
      claimant: { kind: 'team', id },
      statement: '客户由我方签约',
      evidence: ['HT-7'],
    })
  const claimed = async (...asked: Parameters<typeof claim>): Promise<ClaimMade> => {
    const answer = await claim(...asked)
    expect([answer.statusCode, answer.statusCode === 201 ? '' : answer.body]).toEqual([201, ''])
    return answer.json<ClaimMade>()
  }
  const rule = (dispute: number, id: string, more: object = {}) =>
    post(`disputes/${dispute}/ruling`, { owner: { kind: 'team', id }, reason: '合同在先', ...more })
  const withdraw = (id: number) =>
    server.call('DELETE', `/api/cities/own/claims/${id}?reason=${encodeURIComponent('误报')}`)
  const propose = (subject: string, id: string, from: string) =>
    post('owner-changes', {
      ...{ layer: 'override', subject, effectiveFrom: from, effectiveUntil: '2027-06-01', reason: '约定' },
      owner: { kind: 'team', id },
    })
  const give = async (...asked: Parameters<typeof propose>) => {
    const { id } = (await propose(...asked)).json<OwnerChange>()
    expect((await post(`owner-changes/${id}/decision`, { decision: 'approve' })).statusCode).toBe(200)
    return id
  }
  const ask = (customer: string, on: string, known?: number) =>
    get<OwnershipAnswer>(`ownership?customer=${customer}&on=${on}${known === undefined ? '' : `&known=${known}`}`)
  const outbox = () =>
    database()
      .kysely.selectFrom('outbox')
      .where('type', 'like', 'dispute.%')
      .select(['type', 'data'])
      .orderBy('change')
      .orderBy('part')
      .execute()
  const dayOf = async (day: string) => {
    server.setNow(`${day}T02:00:00Z`)
    await turnDays(database(), new Date(`${day}T02:00:00Z`))
  }

  beforeAll(async () => {
    await makeCity(database(), 'own', 6)
    const now = new Date('2026-09-01T02:00:00Z')
    await importFile(database(), 'own', Readable.from([customerCsv(40)]), { crs: 'wgs84', sourceName: 'a.csv', now })
    server = await liveServer(database(), '2026-09-01T02:00:00Z')
    await publish(server, await newPlan(database(), 'own', 2), '2026-01-01')
    for (const id of ['A', 'B', 'C'])
      expect((await post('parties', { id, kind: 'team', name: `${id}组` })).statusCode).toBe(201)
    await give('c1', 'A', '2026-08-01')
  })
  afterAll(async () => server?.close())

  it('leave the owner as he is until the ruling, and give its subject from the day after', async () => {
    await dayOf('2026-09-10')
    const { claim: made, dispute } = await claimed('c1', 'C')
    expect(made).toMatchObject({ id: 1, dispute: 1, state: 'standing', evidence: ['HT-7'], claimant: { name: 'C组' } })
    expect(dispute).toMatchObject({
      ...{ id: 1, status: 'open', waitsFor: 'approver', openedOn: '2026-09-10', due: '2026-09-24' },
      ...{ held: { id: 'A', name: 'A组' }, ruling: null },
    })
    expect(await ask('c1', '2026-09-15')).toMatchObject({ owner: { id: 'A' }, dispute: { id: 1, layer: 'override' } })
    expect((await ask('c1', '2026-09-09')).dispute).toBeNull()
    // Who owns it is for the ruling to say.
    expectProblem(await propose('c1', 'B', '2026-11-01'), 409, 'disputed')
    expectProblem(await claim('c1', 'C'), 409, 'nothing-to-claim')
    expect((await claimed('c1', 'B')).dispute?.claims.map(({ claimant }) => claimant.id)).toEqual(['C', 'B'])

    await dayOf('2026-09-18')
    const before = (await ask('c1', '2026-09-19')).known!
    // The override would have ended within the time of the ruling.
    expectProblem(await rule(1, 'C'), 409, 'later-rows')
    const ruled = (await rule(1, 'C', { replace: true })).json<Dispute>()
    expect(ruled).toMatchObject({
      ...{ status: 'ruled', waitsFor: null, due: null, closedOn: '2026-09-18', held: { id: 'A' } },
      ruling: { owner: { id: 'C' }, effectiveFrom: '2026-09-19', by: 'planner', reason: '合同在先', soleUser: true },
    })
    expect(ruled.claims.map(({ state }) => state)).toEqual(['granted', 'denied'])
    expect((await ask('c1', '2026-09-18')).owner?.id).toBe('A')
    expect(await ask('c1', '2026-09-19')).toMatchObject({
      ...{ dispute: null, holds: { from: '2026-09-19', until: '2027-09-19' } },
      owner: { id: 'C', reason: '合同在先', approvedBy: 'planner', rule: `change:${ruled.closedChange}` },
    })
    expect(await ask('c1', '2026-09-19', before)).toMatchObject({ owner: { id: 'A' }, dispute: { id: 1 } })
    expectProblem(await rule(1, 'B'), 409, 'dispute-closed')
    const change = ruled.ruling!.ownerChange
    expectProblem(await server.call('DELETE', `/api/cities/own/owner-changes/${change}`), 409, 'dispute-closed')
    expect((await outbox()).map(({ type }) => type)).toEqual(['dispute.opened', 'dispute.ruled'])
  })

  it('open where a second claim comes or an owner is given, and are dropped with the last claim', async () => {
    const { claim: first, dispute: none } = await claimed('c2', 'A')
    expect([first.dispute, none]).toEqual([null, null])
    const { dispute: opened } = await claimed('c2', 'B')
    expect(opened).toMatchObject({ held: null, claims: [{ id: first.id }, { claimant: { id: 'B' } }] })
    expect((await withdraw(first.id)).json<Claim>()).toMatchObject({ state: 'withdrawn', reason: '误报' })
    expect((await get<Dispute>(`disputes/${opened!.id}`)).status).toBe('open')
    await withdraw(opened!.claims[1]!.id)
    expect(await get<Dispute>(`disputes/${opened!.id}`)).toMatchObject({ status: 'dropped', ruling: null, due: null })
    expectProblem(await withdraw(first.id), 409, 'dispute-closed')
    expectProblem(await rule(opened!.id, 'A'), 409, 'dispute-closed')

    // What waits is granted by an owner of the same name, and disputes any other.
    const waits = [await claimed('c3', 'A'), await claimed('c4', 'A')].map(({ claim: { id } }) => id)
    await give('c3', 'A', '2026-10-01')
    await give('c4', 'B', '2026-10-01')
    const { claims } = await get<{ claims: Claim[] }>('claims?limit=2')
    expect(claims.reverse().map(({ id, state }) => [id, state])).toEqual([
      [waits[0], 'granted'],
      [waits[1], 'standing'],
    ])
    expect(claims[1]?.dispute).not.toBeNull()
    expectProblem(await claim('c3', 'A'), 409, 'nothing-to-claim')
    expectProblem(await claim('c3', 'nobody'), 422, 'unknown-owner')
    expectProblem(await rule(99, 'A'), 404, 'dispute-not-found')
    expectProblem(await withdraw(99), 404, 'claim-not-found')
    const scheduled = (await get<{ changes: OwnerChange[] }>('owner-changes?subject=c4')).changes[0]!
    expectProblem(await server.call('DELETE', `/api/cities/own/owner-changes/${scheduled.id}`), 409, 'disputed')
  })

  it('are one for each subject, however many claim it at once', async () => {
    const answers = await Promise.all(['A', 'B', 'C', 'A', 'B', 'C'].map((id) => claim('c5', id)))
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([201, 201, 201, 409, 409, 409])
    const { disputes } = await get<{ disputes: Dispute[] }>('disputes?subject=c5')
    expect(disputes.map(({ claims }) => claims.length)).toEqual([3])
    const [{ id } = { id: 0 }] = disputes
    const rulings = await Promise.all(['A', 'B'].map((owner) => rule(id, owner)))
    expect(rulings.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409])
  })

  it('go on to a city-wide approver and then to one who is named, and no day decides them', async () => {
    const [open] = (await get<{ disputes: Dispute[] }>('disputes?status=open')).disputes
    expect(open).toMatchObject({ subject: 'c4', due: '2026-10-02' })
    const status = async () => {
      const { status: now, waitsFor, due } = await get<Dispute>(`disputes/${open!.id}`)
      return [now, waitsFor, due]
    }
    // What is under way keeps the days it began with.
    await server.call('PUT', '/api/cities/own/settings', { disputeDays: 3 })
    expect(await get('settings')).toEqual({ disputeDays: 3 })
    expect((await claimed('c4', 'C')).dispute?.due).toBe('2026-10-02')
    await claimed('c6', 'A')
    expect((await claimed('c6', 'B')).dispute?.due).toBe('2026-09-23')
    await dayOf('2026-10-02')
    expect(await status()).toEqual(['open', 'approver', '2026-10-02'])
    await dayOf('2026-10-03')
    expect(await status()).toEqual(['escalated', 'cityApprover', '2026-10-16'])
    expect(
      (await get<{ disputes: Dispute[] }>('disputes?dueBy=2026-10-16&subject=c4')).disputes.map(({ id }) => id),
    ).toEqual([open!.id])
    // Days that nobody told of are told of in order.
    await dayOf('2026-12-01')
    expect(await status()).toEqual(['escalated', 'named', null])
    expect((await ask('c4', '2026-12-01')).owner?.id).toBe('B')
    const told = (await outbox()).filter(({ type }) => type === 'dispute.escalated').map(({ data }) => data as Dispute)
    expect(told.filter(({ subject }) => subject === 'c4')).toMatchObject([
      { dispute: open!.id, waitsFor: 'cityApprover', due: '2026-10-16' },
      { dispute: open!.id, waitsFor: 'named', due: null },
    ])
    expect((await rule(open!.id, 'A', { replace: true })).statusCode).toBe(201)
    expect((await ask('c4', '2026-12-02')).owner?.id).toBe('A')
  })
})
