import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it } from 'vitest'
import type { CommandAnswers, CommandLog, GridCommand } from '../../../server/contract/commands.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { type Database, openDatabase } from '../../../server/db/database.ts'
import { tellNews } from '../../../server/db/news.ts'
import { createServerDatabase, eachTown } from '../databases.ts'
import { ownClient, terminate } from '../db/sessions.ts'
import { expectProblem, serve, serveApp, type TestServer } from './apiServer.ts'
import { follow, type Told } from './followPlan.ts'

async function edit(server: TestServer, planId: string, command: GridCommand): Promise<number> {
  const answer = await server.post(`/api/plans/${planId}/commands`, {
    commands: [{ commandId: randomUUID(), command }],
  })
  const [first] = answer.json<CommandAnswers>().answers
  if (first?.status !== 'accepted') throw new Error(JSON.stringify(first))
  return first.revision
}

const detailOf = async (server: TestServer) => (await server.get('/api/plans/town-1')).json<PlanDetail>()
const logAfter = async (server: TestServer, revision: number) =>
  (await server.get(`/api/plans/town-1/commands?after=${revision}`)).json<CommandLog>().commands

eachTown('who follows a plan', (database) => {
  const server = serveApp(database)

  it('is told its state, and then each entry as the log has it, while it is saved', async () => {
    const { grids, revision, hash } = await detailOf(server())
    const { gridId } = grids[0]!
    const [ann, bob] = [await follow(server(), 'town-1'), await follow(server(), 'town-1')]
    const begun = { event: 'state', id: undefined, data: { revision, segments: 'all', status: 'draft' } }
    expect([await ann.next(), await bob.next()]).toMatchObject([begun, begun])
    await edit(server(), 'town-1', { kind: 'rename', gridId, name: '甲' })
    await edit(server(), 'town-1', { kind: 'lock', gridId, locked: true })
    const log = await logAfter(server(), revision)
    expect(log).toHaveLength(2)
    for (const one of [ann, bob])
      for (const entry of log)
        expect(await one.entry()).toEqual({ event: 'entry', id: `${entry.revision}`, data: entry })
    ann.leave()
    bob.leave()
    const late = await follow(server(), 'town-1')
    expect(await late.next()).toMatchObject({ event: 'state', data: { revision: revision + 2, hash: log[1]!.hash } })
    expect(log[1]!.hash).not.toBe(hash)
    // Every few seconds, whatever happens.
    expect(await late.next()).toMatchObject({ event: 'state', data: { revision: revision + 2 } })
    late.leave()
  })

  it('is told of the state alone where an entry is very large, which the log then has', async () => {
    const { grids, revision } = await detailOf(server())
    const cells = (await server().get('/api/plans/town-1/assignment')).rawPayload
    const unlocked = grids.filter(({ locked }) => !locked)
    const { number, gridId } = unlocked[0]!
    const own = Array.from({ length: cells.length / 2 }, (_, cell) => cell).filter(
      (cell) => cells.readUInt16LE(2 * cell) === number,
    )
    // Named again and again, so that its text is long.
    const runs = Array.from({ length: 600 }, (_, i) => ({ start: own[i % own.length]!, length: 1, seen: gridId }))
    const one = await follow(server(), 'town-1')
    await one.next()
    await edit(server(), 'town-1', { kind: 'pin', cells: runs, pinned: true })
    let told: Told | undefined
    do {
      told = await one.next()
      expect(told?.event).toBe('state')
    } while (JSON.stringify(told).includes(`"revision":${revision},`))
    expect(told).toMatchObject({ data: { revision: revision + 1 } })
    await edit(server(), 'town-1', { kind: 'rename', gridId, name: '乙' })
    expect((await one.entry()).id).toBe(`${revision + 2}`)
    expect(await logAfter(server(), revision)).toHaveLength(2)
    one.leave()
  })

  it('hears nothing of a plan that there is not, and no more once it is deleted', async () => {
    expectProblem(await server().get('/api/plans/town-99/events'), 404, 'plan-not-found')
    const job = await server().post('/api/cities/town/partitions', { grids: 3, weights: ['customers'], tolerance: 0.5 })
    await server().get(`${job.headers.location}/events`)
    const { planId } = (await server().get(String(job.headers.location))).json()
    const one = await follow(server(), planId)
    await one.next()
    await server().app.inject({ method: 'DELETE', url: `/api/plans/${planId}` })
    let told = await one.next()
    while (told?.event === 'state') told = await one.next()
    expect(told).toBeUndefined()
  })
})

describe('several processes on one PostgreSQL', () => {
  const opened: { close(): Promise<void> }[] = []
  afterAll(async () => {
    for (const one of opened.toReversed()) await one.close()
  })

  it('tell each other what is saved, and go on where the session that listens has ended', async () => {
    const { url, drop } = await createServerDatabase('town')
    opened.push({ close: drop })
    const open = async (): Promise<Database> => {
      const database = await openDatabase({ databaseUrl: url, dataDir: '/nowhere' })
      opened.push(database)
      return database
    }
    const [west, east] = [await open(), await open()]
    const heard: string[] = []
    let onHeard = (): void => {}
    east.listen((text) => {
      heard.push(text)
      onHeard()
    })
    const tell = (text: string, isKept: boolean) =>
      west.kysely
        .transaction()
        .execute(async (transaction) => {
          await tellNews(transaction, text)
          if (!isKept) throw new Error('not kept')
        })
        .catch(() => {})
    /** Until it is heard: whoever listens may not yet, or not again. */
    const tellUntilHeard = async (text: string) => {
      while (!heard.includes(text)) {
        await Promise.race([
          new Promise<void>((resolve) => {
            onHeard = resolve
          }),
          tell(text, true).then(() => new Promise((resolve) => setTimeout(resolve, 200))),
        ])
      }
    }
    await tellUntilHeard('first')
    await tell('taken back', false)
    await tellUntilHeard('second')
    expect(heard).not.toContain('taken back')
    const observer = await ownClient(url)
    expect(await terminate(observer, "query = 'listen shapan_news'")).toBeGreaterThan(0)
    await tellUntilHeard('third')

    const servers = await Promise.all([serve(west), serve(east)])
    for (const { app } of servers) opened.push(app)
    const [inWest, inEast] = servers as [TestServer, TestServer]
    const follower = await follow(inEast, 'town-1')
    expect(await follower.next()).toMatchObject({ event: 'state', data: { revision: 0 } })
    const { gridId } = (await detailOf(inWest)).grids[0]!
    await edit(inWest, 'town-1', { kind: 'rename', gridId, name: '远方' })
    const [entry] = await logAfter(inWest, 0)
    expect(await follower.entry()).toEqual({ event: 'entry', id: '1', data: entry })
    follower.leave()
  })
})
