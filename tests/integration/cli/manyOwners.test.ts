import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../../server/db/database.ts'
import { createServerDatabase } from '../databases.ts'
import { actingOn, dayFrom, publishCopy } from '../life/acts.ts'
import { type LivedServer, liveServer } from '../life/city.ts'
import { makeDirectory, readJson, runWithText } from './shapan.ts'

const cwd = makeDirectory()
let made: Awaited<ReturnType<typeof createServerDatabase>> | undefined
let database: Database | undefined
let server: LivedServer
const at = () => ({ cwd, env: { DATABASE_URL: made?.url ?? '' } })
const json = readJson(at)
const text = async (...args: string[]) => await runWithText(at())(...args)
const read = (name: string) => readFileSync(join(cwd, name), 'utf8')
const day = dayFrom(1)

beforeAll(async () => {
  made = await createServerDatabase('town')
  database = await openDatabase({ databaseUrl: made.url, dataDir: tmpdir() })
  await publishCopy(database, 'town', 'town-1', day, actingOn())
  server = await liveServer(database, `${day}T04:00:00Z`)
})
afterAll(async () => {
  rmSync(cwd, { recursive: true, force: true })
  await server?.close()
  await database?.close()
  await made?.drop()
})

async function byApi(query: string, type: string, payload: string): Promise<string> {
  const url = `/api/cities/town/ownership?${query}`
  return (await server.app.inject({ method: 'POST', url, headers: { 'content-type': type }, payload })).body
}

it('rows of a file have the same answers as rows that are sent', async () => {
  const ids = 'id\nc0\nnobody\nc17\n'
  writeFileSync(join(cwd, 'ids.csv'), ids)
  const asked = ['owner', 'resolve', 'town', '--in', 'ids.csv', '--by', 'customer', '--on', day]
  const summary = await json(...asked, '--exact', '--out', 'owners.csv')
  expect(summary).toMatchObject({ out: 'owners.csv', rows: 3, places: { cell: 2, unresolved: 0 }, errors: 1, on: day })
  expect(read('owners.csv')).toBe(await byApi(`by=customer&on=${day}`, 'text/csv', ids))

  const points = '{"id":"=a","lon":121.45,"lat":31.15}\n{"id":"b","lon":100,"lat":20}\n'
  writeFileSync(join(cwd, 'points.ndjson'), points)
  const byPoint = [
    'owner',
    'resolve',
    'town',
    '--in',
    'points.ndjson',
    '--by',
    'point',
    '--format',
    'ndjson',
    '--on',
    day,
  ]
  expect((await text(...byPoint, '--crs', 'gcj02', '--out', 'owners.ndjson')).stdout).toContain('1 unresolved')
  expect(read('owners.ndjson')).toBe(await byApi(`by=point&crs=gcj02&on=${day}`, 'application/x-ndjson', points))
  expect((await text(...byPoint, '--out', 'not.ndjson')).text).toContain('--crs')
})

it('a city as a whole has them as its export does, without formulas unless they are asked for', async () => {
  await json('owner', 'export', 'town', '--on', day, '--out', 'all.ndjson', '--format', 'ndjson')
  expect(read('all.ndjson')).toBe((await server.call('GET', `/api/cities/town/ownership/export?on=${day}`)).body)
  writeFileSync(join(cwd, 'odd.csv'), 'id,lon,lat\n=1+1,121.45,31.15\n')
  const asked = ['owner', 'resolve', 'town', '--in', 'odd.csv', '--by', 'point', '--crs', 'wgs84', '--on', day]
  await json(...asked, '--out', 'neutral.csv')
  expect(read('neutral.csv').split('\n')[1]).toMatch(/^'=1\+1,/)
  await json(...asked, '--exact', '--out', 'exact.csv')
  expect(read('exact.csv').split('\n')[1]).toMatch(/^=1\+1,/)
})
