import { beforeAll, expect, it } from 'vitest'
import type { Division, DivisionList } from '../../../server/contract/divisions.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { expectProblem, serveApp } from '../api/apiServer.ts'
import { anyDatabase } from '../databases.ts'
import { makeDividedTown } from './dividedCity.ts'

const url = '/api/cities/town/divisions'

anyDatabase('divisions', (database) => {
  beforeAll(async () => {
    await makeDividedTown(database())
  })
  const server = serveApp(database)
  const list = async () => (await server().get(url)).json<DivisionList>().divisions
  const send = async (method: 'PATCH' | 'DELETE', key: string, payload?: object) =>
    await server().app.inject({ method, url: `${url}/${key}`, ...(payload && { payload }) })

  it('are listed in their order, with what is theirs', async () => {
    expect(await list()).toMatchObject([
      { key: 'all', isDefault: true, segments: [], seen: ['公众', '校园', expect.stringContaining('vip')].toSorted() },
      { key: 'business', name: '商务', isDefault: false, segments: ['商务', '政企'], unseen: [], plans: 0 },
    ])
  })

  it('keep a segment until somebody takes it', async () => {
    const input = { key: 'vip', name: 'VIP', segments: ['政企', '新客群'] }
    const refused = expectProblem(await server().post(url, input), 409, 'segment-taken')
    expect(refused.detail).toContain('"政企" is of the division business')
    const added = await server().post(url, { ...input, take: true })
    expect([added.statusCode, added.json<Division>().unseen]).toEqual([201, ['新客群']])
    expect((await list()).map(({ key, segments }) => [key, segments])).toEqual([
      ['all', []],
      ['business', ['商务']],
      ['vip', ['政企', '新客群'].toSorted()],
    ])
    expectProblem(await server().post(url, input), 409, 'division-exists')
    expect((await send('DELETE', 'vip')).statusCode).toBe(204)
    expect((await send('PATCH', 'business', { segments: ['商务', '政企'] })).statusCode).toBe(200)
  })

  it('have one default, which cannot be removed', async () => {
    expect(expectProblem(await send('DELETE', 'all'), 409, 'default-division').detail).toContain('another the default')
    expect((await send('PATCH', 'business', { isDefault: true })).json<Division>()).toMatchObject({ isDefault: true })
    expect((await list()).map(({ key, isDefault, seen }) => [key, isDefault, seen.length])).toEqual([
      ['all', false, 0],
      ['business', true, 5],
    ])
    expect((await send('PATCH', 'all', { isDefault: true, name: '全部' })).statusCode).toBe(200)
    expect((await list()).map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ['全部', true],
      ['商务', false],
    ])
    expectProblem(await send('PATCH', 'x', { name: 'x' }), 404, 'unknown-division')
    expectProblem(await send('DELETE', 'x'), 404, 'unknown-division')
    expectProblem(await server().get('/api/cities/nowhere/divisions'), 404, 'city-not-found')
    expectProblem(await server().post(url, { key: 'X', name: '' }), 400, 'invalid-request')
  })

  it('stay while plans are of them, and as they are once one is no draft', async () => {
    await runPartition(database(), 'town', { grids: 3, tolerance: 0.5, weights: ['customers'], division: 'business' })
    const inUse = expectProblem(await send('DELETE', 'business'), 409, 'division-in-use')
    expect(inUse.detail).toContain('town-1 (draft) is of it')
    for (const status of ['pending', 'published', 'archived'] as const) {
      await database().kysely.updateTable('plan').set({ status }).where('plan_number', '=', 1).execute()
      const fixed = expectProblem(await send('PATCH', 'business', { segments: ['商务'] }), 409, 'division-in-use')
      expect(fixed.detail).toContain(`town-1 (${status})`)
      const taking = { key: 'vip', name: 'VIP', segments: ['政企'], take: true }
      expectProblem(await server().post(url, taking), 409, 'division-in-use')
      expectProblem(await send('PATCH', 'business', { isDefault: true }), 409, 'division-in-use')
    }
    // What touches neither its segments nor its customers may be changed.
    expect((await send('PATCH', 'business', { name: '商客' })).statusCode).toBe(200)
    expect((await server().post(url, { key: 'campus', name: '校园', segments: ['校园'] })).statusCode).toBe(201)
    expect((await send('DELETE', 'campus')).statusCode).toBe(204)
  })
})
