import { rmSync } from 'node:fs'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { importFile } from '../../../server/data/importFile.ts'
import { openDatabase } from '../../../server/db/database.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { customerCsv, makeCity } from '../builders.ts'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, runWithText } from './shapan.ts'

test('grids are edited from the command line, and every edit is undone', async () => {
  const { url, drop } = await createServerDatabase('schema')
  const cwd = makeDirectory()
  const shapan = runWithText({ cwd, env: { DATABASE_URL: url } })
  const database = await openDatabase({ databaseUrl: url, dataDir: cwd })
  const grids = async () => (await loadPlanState(database, 'town-1')).grids
  try {
    await makeCity(database, 'town')
    const csv = Readable.from([Buffer.from(customerCsv(400))])
    await importFile(database, 'town', csv, { crs: 'wgs84', sourceName: 'a.csv' })
    await runPartition(database, 'town', { grids: 4, tolerance: 0.5, weights: ['customers'] })
    const before = await loadPlanState(database, 'town-1')
    const [first, second] = before.grids.map(({ code }) => code)

    const done = async (...args: string[]) => {
      const { code, text } = await shapan('grid', ...args)
      expect(text).toMatch(/^town-1: [a-z-]+, revision \d+; take it back by shapan plan undo town-1 [0-9a-f-]{36}\n$/)
      expect(code).toBe(0)
    }
    await done('rename', 'town-1', first!, '新名字')
    await done('class', 'town-1', '新名字', 'b')
    expect(await shapan('grid', 'rename', 'town-1', second!, '新名字')).toMatchObject({
      code: 1,
      text: expect.stringMatching(/"新名字" is that of grid \d.*\[name-taken\]\n$/),
    })
    expect(await shapan('grid', 'lock', 'town-1', 'nowhere')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/No grid is called "nowhere".*\[grid-not-found\]/),
    })
    await done('split', 'town-1', second!, '--into', '2', '--name', '另一半')
    const made = (await grids()).find(({ name }) => name === '另一半')!
    expect(made.number).toBe(5)
    await done('merge', 'town-1', second!, '另一半')
    const lineage = await shapan('grid', 'lineage', 'town-1', made.gridId, '--json')
    expect(JSON.parse(lineage.stdout)).toMatchObject({
      exists: false,
      entries: [{ event: 'split' }, { event: 'merged' }],
    })
    const log = await shapan('plan', 'log', 'town-1', '--json')
    const { commands } = JSON.parse(log.stdout)
    expect(commands.map(({ kind }: { kind: string }) => kind)).toEqual(['merge', 'split', 'set-class', 'rename'])

    for (let step = 0; step < 4; step++) expect(await shapan('plan', 'undo', 'town-1')).toMatchObject({ code: 0 })
    const after = await loadPlanState(database, 'town-1')
    expect(after.grids).toEqual(before.grids)
    expect(after.assignment).toEqual(before.assignment)
    expect(await shapan('plan', 'undo', 'town-1')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/left to undo/),
    })
    expect(await shapan('plan', 'redo', 'town-1')).toMatchObject({ code: 0 })
    expect((await grids())[0]!.name).toBe('新名字')
    expect(await recountPlan(database, 'town-1')).toMatchObject({ ok: true })
  } finally {
    await database.close()
    await drop()
    rmSync(cwd, { recursive: true })
  }
})
