import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDirectory, readJson } from '../integration/cli/shapan.ts'
import { createServerDatabase } from '../integration/databases.ts'

const data = process.env.SHAPAN_DATA ?? ''
const cwd = makeDirectory()
let env: Record<string, string> = {}
const json = readJson(() => ({ cwd, env }))

beforeAll(async () => {
  if (data) env = { DATABASE_URL: (await createServerDatabase('schema')).url }
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

describe('Shanghai, whose stations are in BD-09', () => {
  const load = (crs: string) => {
    const file = join(data, 'shanghai/shanghai_telecom_stations.csv')
    return json(
      'import',
      'shanghai',
      file,
      '--crs',
      crs,
      '--map',
      'id=station_id,lon=lon,lat=lat,customers=users,revenue=workload_min',
    )
  }

  it.skipIf(!data)('counts the stations outside, and makes 80 grids that hold', async () => {
    const boundary = join(data, 'shanghai/shanghai_districts_wgs84_17.geojson')
    await json(
      'city',
      'create',
      'shanghai',
      '--name',
      '上海',
      '--resolution',
      '8',
      '--boundary',
      boundary,
      '--crs',
      'wgs84',
    )
    const summary = await load('bd09')
    expect(summary).toMatchObject({ rowsRead: 2_769, outside: { beyondBox: 30 }, warnings: [] })
    await json('partition', 'shanghai', '--grids', '80', '--tolerance', '5%')
    expect(await json('verify', 'shanghai-1')).toMatchObject({ ok: true })
  })

  it.skipIf(!data)('warns that a file tagged with the wrong coordinates looks shifted', async () => {
    const { warnings } = await load('wgs84')
    expect(warnings).toMatchObject([
      { code: 'crs-suspect', suggested: ['bd09'], text: expect.stringMatching(/--crs bd09/) },
    ])
  })
})
