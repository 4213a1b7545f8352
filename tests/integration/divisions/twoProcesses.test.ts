import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DivisionList } from '../../../server/contract/divisions.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { type Database, openDatabase } from '../../../server/db/database.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { serve, type TestServer } from '../api/apiServer.ts'
import { follow } from '../api/followPlan.ts'
import { createServerDatabase } from '../databases.ts'
import { makeDividedTown } from './dividedCity.ts'

describe('segments that change in one process', () => {
  const opened: Database[] = []
  let [here, there]: TestServer[] = []
  let drop: () => Promise<void>

  beforeAll(async () => {
    const made = await createServerDatabase('schema')
    drop = made.drop
    for (let process = 0; process < 2; process++)
      opened.push(await openDatabase({ databaseUrl: made.url, dataDir: tmpdir() }))
    await makeDividedTown(opened[0]!)
    await runPartition(opened[0]!, 'town', { grids: 4, division: 'business', tolerance: 0.5, weights: ['customers'] })
    await runPartition(opened[0]!, 'town', { grids: 6, tolerance: 0.5, weights: ['customers'] })
    ;[here, there] = await Promise.all(opened.map((database) => serve(database)))
  })
  afterAll(async () => {
    for (const server of [here, there]) await server?.app.close()
    for (const database of opened) await database.close()
    await drop?.()
  })

  it('are counted anew in another, which has the plan in memory, and told to who follows it there', async () => {
    const paths = [
      ...['town-1', 'town-2'].flatMap((plan) => [`/api/plans/${plan}`, `/api/plans/${plan}/grids`]),
      ...['all', 'business'].map((division) => `/api/cities/town/cells?division=${division}`),
    ]
    const answers = async (server: TestServer) => Promise.all(paths.map((path) => server.get(path)))
    const before = await answers(there!)
    const follower = await follow(there!, 'town-1')
    const next = async () => (await follower.next())?.data as { revision: number; segments: string }
    const { segments } = await next()

    const url = '/api/cities/town/divisions'
    const payload = { segments: ['商务'] }
    const changed = await here!.app.inject({ method: 'PATCH', url: `${url}/business`, payload })
    expect(changed.statusCode).toBe(200)
    let told = await next()
    while (told.segments === segments) told = await next()
    follower.leave()
    expect(told.revision).toBe(0)

    const [after, same] = [await answers(there!), await answers(here!)]
    for (const [place, path] of paths.entries()) {
      const [old, now] = [before[place]!, after[place]!]
      expect([path, now.rawPayload.equals(old.rawPayload), now.rawPayload.equals(same[place]!.rawPayload)]).toEqual([
        path,
        false,
        true,
      ])
      expect(now.headers.etag).toBe(same[place]!.headers.etag)
      const cached = await there!.get(path, { 'if-none-match': String(old.headers.etag) })
      expect([path, cached.statusCode]).toEqual([path, 200])
      expect((await there!.get(path, { 'if-none-match': String(now.headers.etag) })).statusCode).toBe(304)
    }
    expect(after[0]!.json<PlanDetail>().segments).toBe(told.segments)
    const { divisions } = (await there!.get(url)).json<DivisionList>()
    const totals = [after[2]!, after[0]!].map((answer) => answer.json<PlanDetail>().totals)
    expect(divisions.map((one) => one.totals)).toEqual(totals)
    for (const plan of ['town-1', 'town-2']) {
      const { reconciliation } = (await there!.get(`/api/plans/${plan}/report`)).json()
      expect(reconciliation.every(({ agrees }: { agrees: boolean }) => agrees)).toBe(true)
    }
  })
})
