import { rmSync } from 'node:fs'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { importFile } from '../../../server/data/importFile.ts'
import { openDatabase } from '../../../server/db/database.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { customerCsv, makeCity } from '../builders.ts'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, runWithText } from './shapan.ts'

test('plans, snapshots and cities are deleted from the command line, each refusal with its code', async () => {
  const { url, drop } = await createServerDatabase('schema')
  const cwd = makeDirectory()
  const shapan = runWithText({ cwd, env: { DATABASE_URL: url } })
  const database = await openDatabase({ databaseUrl: url, dataDir: cwd })
  try {
    await makeCity(database, 'town')
    const load = () =>
      importFile(database, 'town', Readable.from([Buffer.from(customerCsv(50))]), { crs: 'wgs84', sourceName: 'a.csv' })
    await load()
    await runPartition(database, 'town', { grids: 2, tolerance: 0.5, weights: ['customers'] })
    await load()

    expect(await shapan('snapshot', 'delete', 'town', '1')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/town-1.*\[snapshot-in-use\]/),
    })
    expect(await shapan('plan', 'delete', 'town-1')).toEqual({
      code: 0,
      text: 'town-1: deleted\n',
      stdout: 'town-1: deleted\n',
    })
    expect(await shapan('plan', 'delete', 'town-1')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/\[plan-not-found\]/),
    })
    const listed = await shapan('snapshot', 'list', 'town', '--json')
    expect(JSON.parse(listed.stdout)).toMatchObject({
      currentSnapshotId: 2,
      snapshots: [{ snapshotId: 2 }, { snapshotId: 1, plans: [] }],
    })
    expect(await shapan('snapshot', 'delete', 'town', '1', '--json')).toMatchObject({ code: 0 })
    expect(await shapan('snapshot', 'delete', 'town', '1')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/\[unknown-snapshot\]/),
    })
    expect(await shapan('city', 'delete', 'town')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/add --yes \[invalid-request\]/),
    })
    expect(await shapan('city', 'delete', 'town', '--yes')).toMatchObject({ code: 0, text: 'town: deleted\n' })
    expect(await shapan('city', 'delete', 'town', '--yes')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/\[city-not-found\]/),
    })
  } finally {
    await database.close()
    await drop()
    rmSync(cwd, { recursive: true, force: true })
  }
})
