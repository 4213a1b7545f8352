import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openDatabase } from '../../../server/db/database.ts'
import { makeCity } from '../builders.ts'
import { clockHere, makeDirectory, readJson, runWithText } from '../cli/shapan.ts'
import { createServerDatabase } from '../databases.ts'

let server: Awaited<ReturnType<typeof createServerDatabase>>
const cwd = makeDirectory()
const at = () => ({ cwd, env: { DATABASE_URL: server.url } })

beforeAll(async () => {
  server = await createServerDatabase('schema')
  const database = await openDatabase({ databaseUrl: server.url, dataDir: cwd })
  await makeCity(database, 'live', 6)
  await database.close()
})
afterAll(async () => server?.drop())
afterEach(() => {
  clockHere.now = undefined
})

it('claims, rules and tells of disputes', async () => {
  const json = readJson(at)
  const said = (...args: string[]) => runWithText(at())(...args)
  clockHere.now = new Date('2026-09-10T02:00:00Z')
  for (const id of ['A', 'C']) await json('owner', 'party', 'live', id, '--kind', 'team', '--name', `${id}组`)
  const claim = (id: string, ...more: string[]) =>
    said(
      'dispute',
      'claim',
      'live',
      ...['--layer', 'listed', '--subject', 'L', '--for', id, '--statement', '我方签约'],
      ...more,
    )

  expect((await said('dispute', 'list', 'live')).text).toContain('there is no such dispute')
  expect((await claim('none')).text).toContain('--claimant.kind')
  expect((await claim('team:A')).text).toContain('claim 1: nobody owns it or claims it beside')
  expect(await json('dispute', 'days', 'live', '5')).toEqual({ disputeDays: 5 })
  expect((await said('dispute', 'days', 'live')).text).toContain('5 working days')
  expect((await claim('team:C', '--evidence', 'HT-7', 'HT-8')).text).toContain(
    'claim 2 in dispute 1, due on 2026-09-17',
  )
  expect((await claim('team:C')).text).toContain('[nothing-to-claim]')
  expect((await said('dispute', 'list', 'live', '--status', 'open', '--due-by', '2026-09-17')).text).toMatch(
    /1 +open +approver +2026-09-17 +listed +L +team A, team C +2026-09-10/,
  )
  expect((await said('dispute', 'withdraw', 'live', '1', '--reason', '误报')).text).toContain('claim 1: withdrawn')

  const ruled = await said('dispute', 'rule', 'live', '1', '--to', 'team:C', '--reason', '合同在先')
  expect(ruled.text).toMatch(/ruled by cli:\S+: team C from 2026-09-11 until further notice, owner change 1: 合同在先/)
  const shown = await said('dispute', 'show', 'live', '1')
  expect(shown.text).toContain('claim 2 for the team C组 (C), granted: 我方签约; HT-7; HT-8')
  const { changes } = await json('owner', 'list', 'live')
  expect(changes).toMatchObject([{ source: 'ruling', sourceName: '1', state: 'approved', soleUser: true }])
})
