import { Readable } from 'node:stream'
import { cellToLatLng } from 'h3-js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { decodeAssignment } from '../../../partition/index.ts'
import { loadCityState } from '../../../server/cities/cityState.ts'
import { findCity } from '../../../server/cities/store.ts'
import type { Submission } from '../../../server/contract/lifecycle.ts'
import type { OwnerChange } from '../../../server/contract/owners.ts'
import type { OwnershipAnswer } from '../../../server/contract/ownership.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { checkOwners } from '../../../server/plans/recount/owners.ts'
import { expectProblem } from '../api/apiServer.ts'
import { makeCity } from '../builders.ts'
import { anyDatabase } from '../databases.ts'
import { approve, copyOf, impactOf, type LivedServer, liveServer, newPlan, paint, publish, submit } from './city.ts'
import { ownerLines } from './ownerLines.ts'

// x lies in A, edge on B's border, south in A's south, b in B, far outside the city.
const customers = { c1: 'x', c2: 'edge', c3: 'south', l1: 'b', k1: 'b', o1: 'far' } as const
const accounts: Record<string, string> = { l1: 'L', k1: 'K', o1: 'O' }

// The same statements on both; `takesEffect.test.ts` and `turnDays.test.ts` run on both databases with each change.
anyDatabase('a year of a city', (database) => {
  let server: LivedServer
  let places: Record<string, { cell: number; lon: number; lat: number }>
  let [A, B, drawn] = ['', '', '']

  const csv = (standing: Record<string, string>, endedOn: Record<string, string>) => {
    const rows = Object.entries(standing).map(
      ([id, at]) => `${id},${places[at]!.lon},${places[at]!.lat},1,10,${accounts[id] ?? ''},${endedOn[id] ?? ''}`,
    )
    const rest = Array.from(
      { length: 200 },
      (_, i) => `r${i},${121.41 + (i % 20) / 110},${31.11 + Math.floor(i / 20) / 55},1,10,,`,
    )
    return `id,lon,lat,customers,revenue,account_id,ended_on\n${[...rows, ...rest].join('\n')}\n`
  }
  const load = async (standing: Record<string, string>, now: string, endedOn: Record<string, string> = {}) =>
    await importFile(database(), 'year', Readable.from([csv(standing, endedOn)]), {
      ...{ crs: 'wgs84', sourceName: 'year.csv', period: now.slice(0, 7), now: new Date(now) },
    })
  const ask = async (query: string) => await server.call('GET', `/api/cities/year/ownership?${query}`)
  const answerAt = async (customer: string, at: string) =>
    (await ask(`customer=${customer}&at=${encodeURIComponent(at)}`)).json<OwnershipAnswer>()
  const gridOn = async (customer: string, on: string, known?: number) => {
    const answer = await ask(`customer=${customer}&on=${on}${known === undefined ? '' : `&known=${known}`}`)
    return answer.json<OwnershipAnswer>().place.grid?.gridId ?? null
  }
  const ownerAt = async (customer: string, at: string) => (await answerAt(customer, at)).owner?.id ?? null
  const ownerOn = async (customer: string, on: string, known?: number) => {
    const answer = await ask(`customer=${customer}&on=${on}${known === undefined ? '' : `&known=${known}`}`)
    return answer.json<OwnershipAnswer>().owner?.id ?? null
  }
  const give = async (layer: string, subject: string, owner: object, effectiveFrom: string, more: object = {}) => {
    const asked = { layer, subject, owner, effectiveFrom, reason: '约定', ...more }
    const proposed = await server.call('POST', '/api/cities/year/owner-changes', asked)
    expect([proposed.statusCode, proposed.statusCode === 201 ? '' : proposed.body]).toEqual([201, ''])
    const { id } = proposed.json<OwnerChange>()
    const decided = await server.call('POST', `/api/cities/year/owner-changes/${id}/decision`, { decision: 'approve' })
    expect([decided.statusCode, decided.statusCode === 200 ? '' : decided.body]).toEqual([200, ''])
  }
  const detailOf = async (plan: string) => (await server.call('GET', `/api/plans/${plan}`)).json<PlanDetail>()

  beforeAll(async () => {
    await makeCity(database(), 'year', 8)
    server = await liveServer(database(), '2026-01-05T02:00:00Z')
    const city = await loadCityState(database(), 'year')
    await load({}, '2026-01-04T01:00:00Z')
    drawn = await newPlan(database(), 'year', 2)
    const bytes = (await server.call('GET', `/api/plans/${drawn}/assignment`)).rawPayload
    const assignment = decodeAssignment(bytes, bytes.length / 2)
    const { grids } = await detailOf(drawn)
    ;[A, B] = [grids[0]!.gridId, grids[1]!.gridId]
    const [a, b] = [grids[0]!.number, grids[1]!.number]
    const around = (cell: number) =>
      [...city.neighbors.subarray(6 * cell, 6 * cell + 6)].filter((other) => other !== -1)
    const ofGrid = (grid: number) => [...assignment.keys()].filter((cell) => assignment[cell] === grid)
    const hangsTogetherWithout = (cell: number) => {
      const left = new Set(ofGrid(assignment[cell]!).filter((other) => other !== cell))
      const open = [[...left][0]!]
      left.delete(open[0]!)
      for (let at = open.pop(); at !== undefined; at = open.pop())
        for (const other of around(at)) if (left.delete(other)) open.push(other)
      return left.size === 0
    }
    const edge = ofGrid(b).find(
      (cell) => around(cell).some((other) => assignment[other] === a) && hangsTogetherWithout(cell),
    )!
    const inner = (grid: number) =>
      ofGrid(grid).filter((cell) => around(cell).every((other) => assignment[other] === grid && other !== edge))
    const south = inner(a).find(hangsTogetherWithout)!
    const cells = { x: inner(a).find((cell) => cell !== south)!, edge, south, b: inner(b)[0]! }
    places = Object.fromEntries(
      Object.entries(cells).map(([name, cell]) => {
        const [lat, lon] = cellToLatLng(city.lattice.cellIds[cell]!.toString(16))
        return [name, { cell, lon, lat }]
      }),
    )
    places.far = { cell: -1, lon: 123, lat: 31 }
    await load(customers, '2026-01-04T02:00:00Z')
    for (const [id, kind] of [
      ['wang', 'person'],
      ['T1', 'team'],
      ['T2', 'team'],
    ])
      expect((await server.call('POST', '/api/cities/year/parties', { id, kind, name: id })).statusCode).toBe(201)
  })
  afterAll(async () => server?.close())

  it('is answered line by line', async () => {
    // The plan was drawn by data without them: by the city's newest it is drawn again.
    const again = await copyOf(server, drawn)
    expect(expectProblem(await submit(server, again, '2026-01-01'), 409, 'blocked').detail).toContain('snapshot')
    drawn = await newPlan(database(), 'year', 2, drawn)
    const v1 = await publish(server, drawn, '2026-01-01')
    expect(v1).toMatchObject({ version: 'year@1', effectiveAt: '2025-12-31T16:00:00.000Z' })
    expectProblem(await ask(`customer=c2&at=${encodeURIComponent('2025-12-31T15:59:59Z')}`), 404, 'not-in-force')
    expect((await answerAt('c2', '2025-12-31T16:00:00Z')).place.grid?.gridId).toBe(B)

    // The first owner of a city may begin on any day, those after it from tomorrow on.
    await give('listed', 'L', { kind: 'grid', id: B }, '2026-01-01')
    await give('keyAccount', 'K', { kind: 'team', id: 'T1' }, '2026-01-06')
    await give('listed', 'O', { kind: 'grid', id: A }, '2026-01-06')
    expect(await ownerAt('l1', '2025-12-31T16:00:00Z')).toBe(B)
    expect((await ask('customer=o1&on=2026-01-06')).json()).toMatchObject({
      place: { grid: null, basis: 'unresolved', reason: 'outside-city' },
      owner: { id: A, basis: 'listed' },
    })

    // 10 February: today is closed.
    server.setNow('2026-02-10T02:00:00Z')
    let second = await copyOf(server, drawn)
    expect(expectProblem(await submit(server, second, '2026-02-10'), 422, 'date-not-open').facts).toMatchObject({
      earliest: '2026-02-11',
    })
    expect((await paint(server, second, A, [places.edge!.cell])).json()).toMatchObject({
      answers: [{ status: 'accepted' }],
    })

    // Two at once for the same day: one.
    const rival = await copyOf(server, second)
    const waiting = [second, rival].map(async (plan) => (await submit(server, plan, '2026-04-01')).json<Submission>())
    const both = await Promise.all((await Promise.all(waiting)).map((one) => approve(server, one)))
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([201, 409])
    if (both[0]!.statusCode !== 201) second = rival

    // 1 March: another, before it.
    server.setNow('2026-03-01T02:00:00Z')
    const third = await copyOf(server, drawn)
    expectProblem(await submit(server, third, '2026-03-15'), 409, 'later-version')
    await publish(server, third, '2026-03-15', { later: 'keep' })
    const v3 = await answerAt('c2', '2026-03-14T16:00:00Z')
    expect(v3).toMatchObject({ version: { id: 'year@3' }, holds: { until: '2026-04-01' } })
    expect(v3.place.grid?.gridId).toBe(B)
    expect(await answerAt('c2', '2026-03-31T15:59:59Z')).toMatchObject({ version: { id: 'year@3' } })
    const v2 = await answerAt('c2', '2026-03-31T16:00:00Z')
    expect([v2.version?.id, v2.place.grid?.gridId]).toEqual(['year@2', A])

    // A draft of v1 is behind, and re-based is not.
    const late = await copyOf(server, drawn)
    expect(expectProblem(await submit(server, late, '2026-06-01'), 409, 'base-superseded').facts).toMatchObject({
      base: 'year@1',
      wanted: 'year@2',
    })
    server.setNow('2026-04-02T02:00:00Z')
    const fresh = (await server.call('POST', `/api/plans/${late}/rebase`, {})).json<{ planId: string }>().planId
    expect((await impactOf(server, fresh, '2026-06-01')).totals.cells).toBe(0)

    // v4 from 1 June: C split off A.
    const C = crypto.randomUUID()
    const fourth = await copyOf(server, second)
    const made = await server.call('POST', `/api/plans/${fourth}/commands`, {
      commands: [{ commandId: crypto.randomUUID(), command: { kind: 'create', gridId: C, name: 'C', code: 'C' } }],
    })
    expect(made.json()).toMatchObject({ answers: [{ status: 'accepted' }] })
    expect((await paint(server, fourth, C, [places.south!.cell])).json()).toMatchObject({
      answers: [{ status: 'accepted' }],
    })
    await publish(server, fourth, '2026-06-01')
    expect([await gridOn('c3', '2026-05-31'), await gridOn('c3', '2026-06-01')]).toEqual([A, C])

    // 10 June: c1 moves; the data serves from the next day on.
    await load({ ...customers, c1: 'b' }, '2026-06-10T02:00:00Z')
    server.setNow('2026-06-11T02:00:00Z')
    expect([await gridOn('c1', '2026-06-10'), await gridOn('c1', '2026-06-11')]).toEqual([A, B])
    expect((await ask('customer=c1&on=2026-06-11')).json()).toMatchObject({
      version: { id: 'year@4' },
      snapshot: { id: 3, from: '2026-06-11' },
    })
    const stale = await copyOf(server, fourth)
    expect(expectProblem(await submit(server, stale, '2026-07-01'), 409, 'blocked').detail).toContain('snapshot')

    // v5 from 1 July: B merged into A.
    const fifth = (await server.call('POST', `/api/plans/${stale}/rebase`, {})).json<{ planId: string }>().planId
    const merged = await server.call('POST', `/api/plans/${fifth}/commands`, {
      commands: [{ commandId: crypto.randomUUID(), command: { kind: 'merge', gridId: A, gone: [B] } }],
    })
    expect(merged.json()).toMatchObject({ answers: [{ status: 'accepted' }] })
    const v5 = await publish(server, fifth, '2026-07-01')
    expect([await ownerAt('l1', '2026-06-30T15:59:59Z'), await ownerAt('l1', '2026-06-30T16:00:00Z')]).toEqual([B, A])
    expect(await ownerOn('l1', '2026-07-01', v5.change - 1)).toBe(B)
    expect((await ask('customer=l1&on=2026-06-30')).json()).toMatchObject({
      holds: { until: '2026-07-01' },
    })
    expect([await gridOn('l1', '2026-06-30'), await gridOn('l1', '2026-07-01')]).toEqual([B, A])
    const movement = (await server.call('GET', '/api/cities/year/versions/5/movements')).json()
    expect(movement.grids.ended).toMatchObject([{ gridId: B, successors: [{ gridId: A, share: 1 }] }])

    // v6 from 1 August: back to v4, whose grids are alive again.
    server.setNow('2026-07-15T02:00:00Z')
    const back = (
      await server.call('POST', '/api/cities/year/rollbacks', { version: 4, effectiveFrom: '2026-08-01' })
    ).json<Submission>()
    await server.call('POST', `/api/cities/year/rollbacks/${back.number}/decision`, {
      decision: 'approve',
      submission: back.number,
      impactId: back.impactId,
    })
    expect([await gridOn('c1', '2026-07-31'), await gridOn('c1', '2026-08-01')]).toEqual([A, B])

    // Owners stay where they went: B is there again, and L is A's.
    expect([await ownerOn('l1', '2026-07-31'), await ownerOn('l1', '2026-08-01')]).toEqual([A, A])

    // 1 August: K goes from one team to another on 1 September.
    server.setNow('2026-08-01T02:00:00Z')
    // c2 is Wang's from the 5th to the 20th.
    for (const { layer, subject, owner, from, until, asks } of ownerLines) {
      await give(layer, subject, owner, from, { effectiveUntil: until })
      expect(await Promise.all(asks.map(([customer, at]) => ownerAt(customer, at)))).toEqual(asks.map(([, , id]) => id))
    }
    expect((await ask('customer=k1&on=2026-08-31')).json()).toMatchObject({ owner: { id: 'T1', until: '2026-09-01' } })
    expect(await ownerOn('c2', '2026-08-04')).toBeNull()

    // v7 for 1 September, withdrawn: gone, but for what was known the day before.
    const seventh = (await server.call('POST', `/api/plans/${fifth}/copies`, {})).json<{ planId: string }>().planId
    const rebased = (await server.call('POST', `/api/plans/${seventh}/rebase`, {})).json<{ planId: string }>().planId
    expect(rebased).toBeTruthy()
    server.setNow('2026-08-02T02:00:00Z')
    const onSix = (await server.call('POST', `/api/plans/${fourth}/copies`, {})).json<{ planId: string }>().planId
    const newest = (await server.call('POST', `/api/plans/${onSix}/rebase`, {})).json<{ planId: string }>().planId
    const joined = await server.call('POST', `/api/plans/${newest}/commands`, {
      commands: [{ commandId: crypto.randomUUID(), command: { kind: 'merge', gridId: B, gone: [A] } }],
    })
    expect(joined.json()).toMatchObject({ answers: [{ status: 'accepted' }] })
    const v7 = await publish(server, newest, '2026-09-01')
    expect([await ownerOn('l1', '2026-09-01'), await ownerOn('o1', '2026-09-01')]).toEqual([B, B])
    const versionOn = async (on: string, known = '') =>
      (await ask(`customer=c2&on=${on}${known}`)).json<OwnershipAnswer>().version?.id
    expect(await versionOn('2026-09-01')).toBe(v7.version)
    expect((await server.call('POST', '/api/cities/year/versions/7/withdrawal', { reason: '推迟' })).statusCode).toBe(
      204,
    )
    expect(await versionOn('2026-09-01')).toBe('year@6')
    expect(await versionOn('2026-09-01', `&known=${v7.change}`)).toBe('year@7')
    // What its owners would have got goes with it.
    expect([await ownerOn('l1', '2026-09-01'), await ownerOn('o1', '2026-09-01')]).toEqual([A, A])
    expect(await ownerOn('l1', '2026-09-01', v7.change)).toBe(B)

    // An unknown customer; the same with a point.
    expectProblem(await ask('customer=nobody&on=2026-08-02'), 404, 'customer-not-found')
    const { lon, lat } = places.x!
    expect((await ask(`customer=nobody&on=2026-08-02&lon=${lon}&lat=${lat}&crs=wgs84`)).json()).toMatchObject({
      place: { rule: 'given-point', grid: { gridId: A } },
    })

    // 10 September: C claims L, which stays A's until a ruling, and is C's from the day after it.
    server.setNow('2026-09-10T02:00:00Z')
    const claimed = await server.call('POST', '/api/cities/year/disputes', {
      ...{ layer: 'listed', subject: 'L', claimant: { kind: 'grid', id: C }, statement: '我方签约' },
    })
    expect([claimed.statusCode, claimed.json()]).toMatchObject([201, { dispute: { id: 1, status: 'open' } }])
    expect((await ask('customer=l1&on=2026-09-15')).json()).toMatchObject({ owner: { id: A }, dispute: { id: 1 } })
    server.setNow('2026-09-18T02:00:00Z')
    const ruled = await server.call('POST', '/api/cities/year/disputes/1/ruling', {
      ...{ owner: { kind: 'grid', id: C }, reason: '合同在先' },
    })
    expect([ruled.statusCode, ruled.statusCode === 201 ? '' : ruled.body]).toEqual([201, ''])
    expect([await ownerAt('l1', '2026-09-18T15:59:59Z'), await ownerAt('l1', '2026-09-18T16:00:00Z')]).toEqual([A, C])

    // 20 September: by the newest data c3 ends on 1 October.
    await load({ ...customers, c1: 'b' }, '2026-09-20T02:00:00Z', { c3: '2026-10-01' })
    const activeAt = async (at: string) => (await answerAt('c3', at)).active
    expect([await activeAt('2026-09-30T15:59:59Z'), await activeAt('2026-09-30T16:00:00Z')]).toEqual([true, false])

    // 12 October: a correction from the 1st on.
    server.setNow('2026-10-12T02:00:00Z')
    const wrong = (
      await server.call('POST', '/api/cities/year/corrections', {
        version: 5,
        effectiveFrom: '2026-10-01',
        note: '更正',
      })
    ).json<Submission>()
    const before = (await server.call('GET', '/api/cities/year/versions')).json<{ change: number }>().change
    const put = await server.call('POST', `/api/cities/year/corrections/${wrong.number}/decision`, {
      decision: 'approve',
      submission: wrong.number,
      impactId: wrong.impactId,
    })
    expect(put.json()).toMatchObject({ version: 'year@8' })
    expect([await versionOn('2026-10-05'), await versionOn('2026-10-05', `&known=${before}`)]).toEqual([
      'year@8',
      'year@6',
    ])
    expectProblem(await server.call('POST', '/api/cities/year/versions/8/withdrawal', { reason: 'x' }), 409, 'begun')
    const { city_id: cityId } = await findCity(database().kysely, 'year')
    expect(await checkOwners(database().kysely, cityId)).toEqual([])
  })
})
