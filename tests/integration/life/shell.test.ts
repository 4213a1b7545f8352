import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '../../../server/db/database.ts'
import { clockHere, makeDirectory, readJson, runWithText } from '../cli/shapan.ts'
import { createServerDatabase } from '../databases.ts'
import { makeLivedCity, newPlan } from './city.ts'

let server: Awaited<ReturnType<typeof createServerDatabase>>
const at = () => ({ cwd, env: { DATABASE_URL: server.url } })
const cwd = makeDirectory()
let plan = ''

beforeAll(async () => {
  server = await createServerDatabase('schema')
  const database = await openDatabase({ databaseUrl: server.url, dataDir: cwd })
  await makeLivedCity(database, 'live')
  plan = await newPlan(database, 'live')
  await database.close()
})
afterAll(async () => server?.drop())
afterEach(() => {
  clockHere.now = undefined
})

it('takes a plan from a draft to in force, follows it, and tells whose a customer is', async () => {
  const json = readJson(at)
  const said = (...args: string[]) => runWithText(at())(...args)
  clockHere.now = new Date('2026-01-05T02:00:00Z')
  expect((await said('version', 'list', 'live')).text).toContain('no plan has been approved yet')
  const refused = await said('owner', 'live', '--customer', 'c1')
  expect(refused).toMatchObject({ code: 2, text: expect.stringContaining('[not-in-force]') })
  expect((await said('plan', 'impact', plan, '--from', '2026-01-01')).text).toContain(`${plan} from 2026-01-01`)
  const { submission } = await json('plan', 'submit', plan, '--from', '2026-01-01', '--note', '首版')
  expect(submission).toMatchObject({ number: 1, submittedBy: expect.stringMatching(/^cli:/) })
  expect((await said('plan', 'recall', plan, '--reason', 'x')).text).toContain('a draft again')
  expect((await said('plan', 'approve', plan)).text).toContain('[not-pending]')
  await json('plan', 'submit', plan, '--from', '2026-01-01')
  expect((await said('plan', 'approve', plan)).text).toContain('live@1 begins on 2026-01-01 (2025-12-31T16:00:00.000Z)')

  const owner = await json('owner', 'live', '--customer', 'c1')
  expect(owner).toMatchObject({ version: { id: 'live@1' }, place: { basis: 'cell' }, holds: { from: '2026-01-01' } })
  const lines = await said('owner', 'live', '--lon', '0', '--lat', '0', '--crs', 'wgs84')
  expect(lines.text).toMatch(/in no grid: outside-city\non 2026-01-05 by live@1/)
  expect((await said('owner', 'live', '--lon', '0')).text).toContain('--lat: lon and lat go together')

  const { planId: copy } = await json('plan', 'copy', plan, '--name', '二版')
  await json('plan', 'submit', copy, '--from', '2026-02-01')
  await json('plan', 'approve', copy)
  const versions = await json('version', 'list', 'live')
  expect(versions.versions.map(({ id, phase }: { id: string; phase: string }) => [id, phase])).toEqual([
    ['live@2', 'scheduled'],
    ['live@1', 'in-force'],
  ])
  expect((await said('version', 'compare', 'live', 'on:2026-01-05', `plan:${copy}`)).text).toContain(
    'nothing changes hands',
  )
  expect((await said('version', 'withdraw', 'live@2', '--reason', '推迟')).text).toContain('live@2: withdrawn')

  clockHere.now = new Date('2026-03-01T02:00:00Z')
  await json('version', 'rollback', 'live@1', '--from', '2026-03-05')
  expect((await json('plan', 'approve', plan)).version).toBe('live@3')
  const { planId: draft } = await json('plan', 'rebase', copy)
  expect((await said('plan', 'archive', draft)).text).toContain('archived')
  const audit = await json('audit', 'live', '--last', '3')
  expect(audit.entries.map(({ act }: { act: string }) => act)).toEqual(['plan.archive', 'plan.rebase', 'plan.approve'])
  expect((await said('verify', plan)).text).toContain(`${plan} holds: `)
})
