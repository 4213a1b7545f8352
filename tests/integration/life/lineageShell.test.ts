import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '../../../server/db/database.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { clockHere, makeDirectory, readJson, runWithText } from '../cli/shapan.ts'
import { createServerDatabase } from '../databases.ts'
import { liveServer, makeLivedCity, newPlan, publish } from './city.ts'

let server: Awaited<ReturnType<typeof createServerDatabase>>
const cwd = makeDirectory()
const at = () => ({ cwd, env: { DATABASE_URL: server.url } })
let [gone, heir] = ['', '']

beforeAll(async () => {
  server = await createServerDatabase('schema')
  const database = await openDatabase({ databaseUrl: server.url, dataDir: cwd })
  await makeLivedCity(database, 'live')
  const town = await liveServer(database, '2026-01-05T02:00:00Z')
  const plan = await newPlan(database, 'live')
  await publish(town, plan, '2026-01-01')
  const copy = (await town.call('POST', `/api/plans/${plan}/copies`, {})).json<{ planId: string }>().planId
  const { grids, assignment, city } = await loadPlanState(database, copy)
  const [a, b] = [...assignment.keys()].flatMap((cell) => {
    const beside = [...city.neighbors.subarray(6 * cell, 6 * cell + 6)].find(
      (other) => other !== -1 && assignment[other] !== assignment[cell],
    )
    return beside === undefined ? [] : [assignment[cell]!, assignment[beside]!]
  }) as [number, number]
  const idOf = (number: number) => grids.find((grid) => grid.number === number)!.gridId
  ;[gone, heir] = [idOf(a), idOf(b)]
  const commands = [{ commandId: crypto.randomUUID(), command: { kind: 'merge', gridId: heir, gone: [gone] } }]
  await town.call('POST', `/api/plans/${copy}/commands`, { commands })
  await publish(town, copy, '2026-02-01')
  await town.close()
  await database.close()
})
afterAll(async () => server?.drop())
afterEach(() => {
  clockHere.now = undefined
})

it('tells what a version moves, and what became of grids', async () => {
  clockHere.now = new Date('2026-03-01T02:00:00Z')
  const said = async (...args: string[]) => (await runWithText(at())(...args)).text
  const json = readJson(at)
  const movement = await json('version', 'movements', 'live@2')
  expect(movement).toMatchObject({
    ...{ version: 'live@2', predecessor: 'live@1', isFixed: true },
    pairs: [{ from: { gridId: gone }, to: { gridId: heir } }],
  })
  expect(await said('version', 'movements', 'live@2')).toMatch(/^live@2 from 2026-02-01, after live@1, by snapshot 1\n/)
  const lineage = await json('version', 'lineage', 'live', '--grid', gone)
  expect(lineage).toMatchObject({ grids: [{ exists: false, successors: [{ gridId: heir, share: 1 }] }] })
  const lines = await said('version', 'lineage', 'live')
  expect(lines).toMatch(/^4 grids of 2026-01-01, on 2026-03-01: 3 keep all they had\n.* → .* 100\.0%\n/)
  expect(lines).toMatch(/live@2 +2026-02-01 +merged /)
  expect(await said('version', 'lineage', 'live', '--from', '2026-03-01', '--to', '2026-02-01')).toContain('is before')
  expect(await said('version', 'movements', 'live@9')).toContain('[version-not-found]')
})
