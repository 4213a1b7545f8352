import { afterAll, beforeAll, expect, it } from 'vitest'
import { findCity } from '../../../server/cities/store.ts'
import type { OwnerChange } from '../../../server/contract/owners.ts'
import { checkOwners } from '../../../server/plans/recount/owners.ts'
import { expectProblem } from '../api/apiServer.ts'
import { makeCity } from '../builders.ts'
import { eachDatabase } from '../databases.ts'
import { type LivedServer, liveServer } from '../life/city.ts'

eachDatabase('owners of a file', (database) => {
  let server: LivedServer
  const gridId = crypto.randomUUID()

  const send = (text: string, query = '', type = 'text/csv') =>
    server.app.inject({
      ...{ method: 'POST', url: `/api/cities/file/owner-imports?name=owners.csv${query}` },
      ...{ headers: { 'content-type': type }, payload: text },
    })
  const decide = async (id: number, decision = 'approve') =>
    await server.call('POST', `/api/cities/file/owner-changes/${id}/decision`, { decision, reason: '名单' })
  const rowsOf = async () =>
    (
      await database()
        .kysely.selectFrom('owner_row')
        .select(['layer', 'subject', 'kind', 'ref', 'plane', 'reason', 'is_end'])
        .where('void_change', 'is', null)
        .orderBy('row_number')
        .execute()
    ).map(({ layer, subject, kind, ref, plane, reason, is_end }) =>
      [layer, subject, kind, ref ?? '', plane ?? '', reason, is_end ? 'end' : ''].join(' ').trim(),
    )

  beforeAll(async () => {
    await makeCity(database(), 'file', 6)
    server = await liveServer(database(), '2026-08-01T02:00:00Z')
    for (const [id, kind] of [
      ['wang', 'person'],
      ['T1', 'team'],
    ])
      await server.call('POST', '/api/cities/file/parties', { id, kind, name: id })
    await server.call('POST', '/api/cities/file/cluster-grids', { gridId, code: 'J01', name: '聚类一' })
  })
  afterAll(async () => server?.close())

  it('are one change, of which nothing holds until it is decided as a whole', async () => {
    const text = [
      '集团编码,用户编码,小区编码,归属人类型,归属人,攻防,生效日期,截止日,原因',
      'K1,,,团队,T1,防守,2026-09-01,,名单制',
      ',c1,,客户经理,wang,,2026/9/1,2026-09-30,"特例,一月"',
      ',,E1,网格,J01,,20260901,,聚类',
      'K2,,,个人,nobody,,2026-09-01,,没有此人',
      ',,,团队,T1,,2026-09-01,,无对象',
      'K3,,,团队,T1,,2026-07-01,,第一次任何一天都可以',
    ].join('\n')
    const answer = await send(text)
    expect([answer.statusCode, answer.statusCode === 201 ? '' : answer.body]).toEqual([201, ''])
    const { ownerChange, ...told } = answer.json<{ ownerChange: OwnerChange; rowsRead: number; rejects: object[] }>()
    expect(told).toMatchObject({
      ...{ sourceName: 'owners.csv', rowsRead: 6, rowsRejected: 2 },
      columnMap: { account: '集团编码', customer: '用户编码', unit: '小区编码', owner: '归属人', 'last-day': '截止日' },
      rejects: [
        { line: 5, column: '归属人', value: 'nobody', code: 'unknown-owner' },
        { line: 6, code: 'missing-id' },
      ],
      warnings: [{ code: 'many-rejected', rows: 6, rejected: 2 }],
    })
    expect(ownerChange).toMatchObject({ source: 'import', sourceName: 'owners.csv', state: 'open', count: 4 })
    expect(ownerChange.changes[1]).toMatchObject({
      ...{ layer: 'override', subject: 'c1', effectiveFrom: '2026-09-01', effectiveUntil: '2026-10-01' },
      owner: { kind: 'person', id: 'wang', plane: null },
      reason: '特例,一月',
    })
    expect(await rowsOf()).toEqual([])
    expect((await decide(ownerChange.id)).json()).toMatchObject({ state: 'approved', count: 4 })
    expect(await rowsOf()).toEqual([
      'listed K1 team T1 defence 名单制',
      'override c1 person wang  特例,一月',
      'override c1 none    end',
      `cluster unit:E1 grid ${gridId}  聚类`,
      'listed K3 team T1  第一次任何一天都可以',
    ])
  })

  it('may come as NDJSON, one reason and one day for all, and give way only where it says so', async () => {
    const rows = [
      { account: 'K1', owner: 'person:wang' },
      { account: 'K9', layer: 'keyAccount', owner: 'team:T1' },
    ]
    const text = ['{"account":', ...rows.map((row) => JSON.stringify(row))].join('\n')
    expectProblem(await send(text, '', 'application/x-ndjson'), 422, 'missing-column')
    const asked = `&from=2026-08-20&reason=${encodeURIComponent('换人')}`
    // K1's owner begins within the period: both it and the broken line are refused, which is too much of three rows.
    expectProblem(await send(text, asked, 'application/x-ndjson'), 422, 'too-many-rejects')
    const allowed = await send(text, `${asked}&maxRejected=0.7`, 'application/x-ndjson')
    expect(allowed.json()).toMatchObject({
      ...{ rowsRead: 3, rowsRejected: 2, ownerChange: { count: 1 } },
      rejects: [
        { line: 1, code: 'not-json' },
        { line: 2, value: 'K1', code: 'later-rows' },
      ],
    })
    expect((await decide(allowed.json().ownerChange.id, 'reject')).json()).toMatchObject({ state: 'rejected' })
    const taking = await send(text, `${asked}&replace=true`, 'application/x-ndjson')
    expect(taking.json()).toMatchObject({ rowsRejected: 1, ownerChange: { count: 2, replace: true } })
    await decide(taking.json().ownerChange.id)
    expect((await rowsOf()).filter((row) => row.includes('K1'))).toEqual(['listed K1 person wang  换人'])
  })

  it('are refused row by row: closed days, long overrides, what is disputed, two periods at once', async () => {
    for (const id of ['T1', 'wang'])
      await server.call('POST', '/api/cities/file/disputes', {
        ...{ layer: 'listed', subject: 'D1', statement: '我方' },
        claimant: { kind: id === 'T1' ? 'team' : 'person', id },
      })
    const head = 'customer,account,owner,from,until,reason'
    const good = Array.from({ length: 6 }, (_, i) => `,G${i},team:T1,2026-09-01,,好`)
    const bad = [
      ',A1,team:T1,2026-08-01,,今天',
      'c2,,team:T1,2026-09-01,2028-01-01,长',
      ',D1,team:T1,2026-09-01,,争',
      ',A2,team:T1,2026-09-01,,一',
      ',A2,person:wang,2026-09-01,,二',
    ]
    const answer = await send([head, ...good, ...bad].join('\n'))
    expect(answer.json().rejects.map(({ line, code }: { line: number; code: string }) => [line, code])).toEqual([
      [8, 'date-not-open'],
      [9, 'override-too-long'],
      [10, 'disputed'],
      [11, 'later-rows'],
      [12, 'later-rows'],
    ])
    expect(answer.json()).toMatchObject({ rowsRead: 11, rowsRejected: 5, ownerChange: { count: 6 } })
    const [first] = answer.json().rejects
    expect(first.reason).toContain('2026-08-02')
    // What was decided on it since makes all of it impossible, not a part of it.
    const { id } = answer.json().ownerChange
    const other = await send(`account,owner,from,reason\nG3,person:wang,2026-10-01,先到\n`)
    await decide(other.json().ownerChange.id)
    expectProblem(await decide(id), 409, 'later-rows')
    expect((await rowsOf()).filter((row) => /listed G/.test(row))).toEqual(['listed G3 person wang  先到'])
    expectProblem(await send('account,reason\nA,x\n'), 422, 'missing-column')
    expectProblem(await send(''), 422, 'nothing-to-load')
    expect((await send('{}', '', 'application/json')).statusCode).toBe(415)
    const { city_id: cityId } = await findCity(database().kysely, 'file')
    expect(await checkOwners(database().kysely, cityId)).toEqual([])
  })

  it('of thousands are laid in a thread', async () => {
    const rows = Array.from({ length: 6000 }, (_, i) => `M${i},team:T1,2026-09-01,很多`)
    const answer = await send(['account,owner,from,reason', ...rows].join('\n'))
    expect(answer.json()).toMatchObject({ rowsRead: 6000, rowsRejected: 0, ownerChange: { count: 6000 } })
    const decided = await decide(answer.json().ownerChange.id)
    expect(decided.json()).toMatchObject({ state: 'approved', count: 6000 })
    expect((await rowsOf()).filter((row) => row.startsWith('listed M'))).toHaveLength(6000)
  })
})
