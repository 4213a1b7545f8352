import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Submission } from '../../../server/contract/lifecycle.ts'
import type { OwnerChange } from '../../../server/contract/owners.ts'
import type { OwnershipAnswer } from '../../../server/contract/ownership.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { customerCsv, makeCity } from '../builders.ts'
import { anyDatabase } from '../databases.ts'
import { copyOf, type LivedServer, liveServer, newPlan, publish } from '../life/city.ts'

// The same statements on both; `ownerChanges.test.ts` and `rows.test.ts` run on both databases with each change.
anyDatabase('owners of grids that end', (database) => {
  let server: LivedServer
  let [a, b] = ['', '']
  const ask = async (on: string, known?: number) =>
    (
      await server.call('GET', `/api/cities/end/ownership?customer=c1&on=${on}${known ? `&known=${known}` : ''}`)
    ).json<OwnershipAnswer>()
  const ownerOn = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).owner?.id ?? null
  const rowOn = async (on: string) => {
    const answer = await server.call('GET', `/api/cities/end/ownership/export?on=${on}`)
    const line = answer.body.split('\n').find((one) => one.startsWith('{"id":"c1"'))!
    return JSON.parse(line) as { owner: { id: string } | null; holdsUntil: string | null }
  }

  beforeAll(async () => {
    const [head = '', ...rows] = customerCsv(200).trim().split('\n')
    const text = [`${head},account_id`, ...rows.map((row) => `${row},${row.startsWith('c1,') ? 'L' : ''}`)]
    await makeCity(database(), 'end')
    await importFile(database(), 'end', Readable.from([text.join('\n')]), {
      ...{ crs: 'wgs84', sourceName: 'a.csv', now: new Date('2026-01-01T02:00:00Z') },
    })
    server = await liveServer(database(), '2026-02-01T04:00:00Z')
    const plan = await newPlan(database(), 'end', 3)
    await publish(server, plan, '2026-01-01')
    const { grids } = (await server.call('GET', `/api/plans/${plan}`)).json<PlanDetail>()
    ;[a, b] = [grids[0]!.gridId, grids[1]!.gridId]
    const asked = {
      layer: 'listed',
      subject: 'L',
      effectiveFrom: '2026-01-01',
      owner: { kind: 'grid', id: b },
      reason: '名单',
    }
    const { id } = (await server.call('POST', '/api/cities/end/owner-changes', asked)).json<OwnerChange>()
    await server.call('POST', `/api/cities/end/owner-changes/${id}/decision`, { decision: 'approve' })

    const merged = await copyOf(server, plan)
    const commands = [{ commandId: randomUUID(), command: { kind: 'merge', gridId: a, gone: [b] } }]
    expect((await server.call('POST', `/api/plans/${merged}/commands`, { commands })).statusCode).toBe(200)
    await publish(server, merged, '2026-07-01')
  })
  afterAll(async () => server?.close())

  it('go on with the grid that took most of it, from its day on', async () => {
    expect(await Promise.all(['2026-06-30', '2026-07-01'].map((day) => ownerOn(day)))).toEqual([b, a])
    expect(await ask('2026-07-01')).toMatchObject({
      owner: { kind: 'grid', basis: 'listed', from: '2026-07-01', until: null, reason: '名单' },
      holds: { from: '2026-07-01', until: null },
    })
    expect((await ask('2026-06-30')).holds).toEqual({ from: '2026-01-01', until: '2026-07-01' })
    for (const day of ['2026-06-30', '2026-07-01']) {
      const { owner, holds } = await ask(day)
      expect(await rowOn(day)).toMatchObject({ owner: { id: owner!.id }, holdsUntil: holds!.until })
    }
  })

  it('stay there where the grid comes back, and return to it where the version that ended it is withdrawn', async () => {
    const rollback = { version: 1, effectiveFrom: '2026-08-01', note: '' }
    const asked = await server.call('POST', '/api/cities/end/rollbacks', rollback)
    const { number, impactId } = asked.json<Submission>()
    const decision = { decision: 'approve', submission: number, impactId }
    const decided = await server.call('POST', `/api/cities/end/rollbacks/${number}/decision`, decision)
    expect([decided.statusCode, decided.statusCode === 201 ? '' : decided.body]).toEqual([201, ''])
    expect([await ownerOn('2026-08-01'), (await rowOn('2026-08-01')).owner?.id]).toEqual([a, a])
    const { known } = await ask('2026-08-01')
    const withdrawn = await server.call('POST', '/api/cities/end/versions/2/withdrawal', { reason: '不妥' })
    expect([withdrawn.statusCode, withdrawn.body]).toEqual([204, ''])
    expect(await Promise.all(['2026-07-01', '2026-08-01'].map((day) => ownerOn(day)))).toEqual([b, b])
    expect((await rowOn('2026-08-01')).owner?.id).toBe(b)
    expect(await ownerOn('2026-07-01', known!)).toBe(a)
  })
})
