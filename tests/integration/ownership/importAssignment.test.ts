import { Readable } from 'node:stream'
import { cellToLatLng } from 'h3-js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadCityState } from '../../../server/cities/cityState.ts'
import { findCity } from '../../../server/cities/store.ts'
import type { OwnerChange } from '../../../server/contract/owners.ts'
import type { OwnershipAnswer } from '../../../server/contract/ownership.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { checkDisputes } from '../../../server/plans/recount/disputes.ts'
import { checkOwners } from '../../../server/plans/recount/owners.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { expectProblem } from '../api/apiServer.ts'
import { makeCity } from '../builders.ts'
import { eachDatabase } from '../databases.ts'
import { type LivedServer, liveServer, publish } from '../life/city.ts'

eachDatabase("today's assignment", (database) => {
  let server: LivedServer

  const send = (text: string, query: string) =>
    server.app.inject({
      ...{ method: 'POST', url: `/api/cities/now/assignment-imports?name=today.csv&${query}` },
      ...{ headers: { 'content-type': 'text/csv' }, payload: text },
    })
  const ask = async (customer: string, on: string) =>
    (await server.call('GET', `/api/cities/now/ownership?customer=${customer}&on=${on}`)).json<OwnershipAnswer>()
  const nameOn = async (customer: string, on: string) => {
    const { place, owner, dispute } = await ask(customer, on)
    return [place.grid?.name ?? place.reason, owner?.name ?? null, dispute?.subject ?? null]
  }

  beforeAll(async () => {
    await makeCity(database(), 'now', 7)
    const { lattice, cellCount } = await loadCityState(database(), 'now')
    const at = (cell: number) => {
      const [lat, lon] = cellToLatLng(lattice.cellIds[cell]!.toString(16))
      return `${lon},${lat}`
    }
    const [west, tie, east] = [0, 1, cellCount - 1]
    const rows = [
      ...[`w1,${at(west)},4,W,,`, `w2,${at(west)},1,M,,`, `t1,${at(tie)},2,T1,,`, `t2,${at(tie)},2,T2,,`],
      ...[`e1,${at(east)},5,E,,`, `e2,${at(east)},1,,,`, `d1,${at(east)},1,D,,`, `u1,${at(west)},1,,E203,`],
      ...[`o1,123,31,1,O,,`, `x1,${at(east)},9,X,,2026-01-01`, `f1,${at(east)},90,,,`],
    ]
    await importFile(
      database(),
      'now',
      Readable.from([`id,lon,lat,customers,account_id,unit_id,ended_on\n${rows.join('\n')}\n`]),
      { ...{ crs: 'wgs84', sourceName: 'a.csv', now: new Date('2026-07-01T02:00:00Z') } },
    )
    server = await liveServer(database(), '2026-08-01T02:00:00Z')
  })
  afterAll(async () => server?.close())

  it('becomes a draft plan, owners that wait, and disputes; the counts add up to the file', async () => {
    const text = [
      '客户标识,集团编码,小区编码,网格名称',
      ...[',W,,西', ',M,,东', ',T1,,西', ',T2,,东', ',E,,东', 'e2,,,客', ',D,,东', ',D,,西', ',,E203,西', ',O,,西'],
      // an account whose customers have all ended, and one that is said twice
      ...[',X,,东', ',W,,西'],
    ].join('\n')
    const answer = await send(text, 'from=2026-09-01&reason=%E7%8E%B0%E7%8A%B6')
    expect([answer.statusCode, answer.statusCode === 201 ? '' : answer.body]).toEqual([201, ''])
    const told = answer.json()
    expect(told).toMatchObject({
      ...{ rowsRead: 12, rowsRejected: 2, rows: { plan: 4, owners: 3, disputed: 3 }, grids: 2, disputes: 2 },
      ...{ cells: { named: 3, tied: 1, apart: 0 }, clusterGrids: 1, ownerChange: 1, planId: 'now-1' },
      rejects: [
        { line: 12, code: 'unknown-subject' },
        { line: 13, code: 'duplicate-id' },
      ],
      warnings: [{ code: 'many-rejected' }],
    })
    expect(told.rows.plan + told.rows.owners + told.rows.disputed + told.rowsRejected).toBe(told.rowsRead)
    const [change] = (await server.call('GET', '/api/cities/now/owner-changes')).json<{ changes: OwnerChange[] }>()
      .changes
    expect(change!.changes.map(({ layer, subject, reason }) => [layer, subject, reason])).toEqual([
      ['listed', 'M', '现状'],
      ['override', 'e2', '现状'],
      ['listed', 'O', '现状'],
    ])
    const { disputes } = (await server.call('GET', '/api/cities/now/disputes')).json()
    expect(
      disputes.map(({ subject, claims }: { subject: string; claims: { claimant: { name: string } }[] }) => [
        subject,
        claims.map(({ claimant }) => claimant.name).sort(),
      ]),
    ).toEqual([
      ['D', ['东', '西']],
      ['T1', ['东', '西']],
    ])
    expect(await recountPlan(database(), 'now-1')).toMatchObject({ ok: true, violations: [] })

    // Nothing holds before plan and owners are decided; the owners not before their grids are in force.
    const decide = async () =>
      await server.call('POST', `/api/cities/now/owner-changes/${change!.id}/decision`, { decision: 'approve' })
    expectProblem(await decide(), 422, 'unknown-owner')
    await publish(server, 'now-1', '2026-09-01')
    expect((await decide()).json()).toMatchObject({ state: 'approved', count: 3 })
    expect(
      await Promise.all(['w1', 'w2', 't1', 't2', 'e2', 'd1', 'u1', 'o1'].map((id) => nameOn(id, '2026-09-02'))),
    ).toEqual([
      ['西', null, null],
      ['西', '东', null],
      ['东', null, 'T1'],
      ['东', null, null],
      ['东', '客', null],
      ['东', null, 'D'],
      ['西', null, null],
      ['outside-city', '西', null],
    ])
    const { city_id: cityId } = await findCity(database().kysely, 'now')
    expect(await checkOwners(database().kysely, cityId)).toEqual([])
    expect(await checkDisputes(database().kysely, cityId)).toEqual([])
  })

  it('of a city with a plan in force keeps its grids, and leaves what is disputed or owned already', async () => {
    const text = '集团编码,网格名称\nW,东\nM,东\nT1,西\nT2,东\nE,东\nO,西\n'
    const answer = await send(text, 'from=2026-10-01&maxRejected=0.9')
    expect(answer.json()).toMatchObject({
      ...{ planId: 'now-2', grids: 1, rows: { plan: 4, owners: 1, disputed: 0 }, rowsRejected: 1, clusterGrids: 1 },
      rejects: [{ line: 4, code: 'disputed' }],
    })
    const ids = async (plan: string) =>
      new Map(
        (await server.call('GET', `/api/plans/${plan}`))
          .json<{ grids: { name: string; gridId: string }[] }>()
          .grids.map(({ name, gridId }) => [name, gridId]),
      )
    const [before, after] = [await ids('now-1'), await ids('now-2')]
    expect(after.get('东')).toBe(before.get('东'))
  })

  it('is refused as a whole where it is no such file, and leaves nothing behind', async () => {
    expectProblem(await send('集团编码,x\nW,1\n', 'from=2026-10-01'), 422, 'missing-column')
    expectProblem(await send('集团编码,网格\nNOBODY,1\n', 'from=2026-10-01'), 422, 'too-many-rejects')
    expectProblem(await send('集团编码,网格\nNOBODY,1\n', 'from=2026-10-01&maxRejected=1'), 422, 'nothing-to-load')
    expectProblem(await send('集团编码,网格\nW,1\n', 'from=2026-10-01&division=no'), 404, 'unknown-division')
    expectProblem(await send('集团编码,网格\nW,1\n', ''), 400, 'invalid-request')
    const { plans } = (await server.call('GET', '/api/cities/now/plans')).json<{ plans: unknown[] }>()
    expect(plans).toHaveLength(2)
  })
})
