import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { importFile } from '../../../server/data/importFile.ts'
import { type Database, openDatabase } from '../../../server/db/database.ts'
import { customerCsv, makeCity } from '../builders.ts'
import { clockHere, makeDirectory, readJson, runWithText } from '../cli/shapan.ts'
import { copyOfTemplate, createServerDatabase } from '../databases.ts'
import { publishCopy } from './acts.ts'
import { newPlan } from './city.ts'
import { ownerLines } from './ownerLines.ts'

afterEach(() => {
  clockHere.now = undefined
})

/** Where a city lives whose customers are of accounts, with a plan in force from the year's first day. */
async function makeYear(driver: Database['driver']) {
  const server = driver === 'postgres' ? await createServerDatabase('schema') : undefined
  const dataDir = server ? makeDirectory() : await copyOfTemplate('schema')
  const place = { databaseUrl: server?.url, dataDir }
  const database = await openDatabase(place)
  await makeCity(database, 'year', 6)
  const [head = '', ...rows] = customerCsv(40).trim().split('\n')
  const accounts = ['K', 'L']
  const text = [`${head},account_id`, ...rows.map((row, i) => `${row},${accounts[i] ?? ''}`)].join('\n')
  const renamed = text.replace(/^c0,/m, 'k1,').replace(/^c1,/m, 'l1,')
  await importFile(database, 'year', Readable.from([renamed]), {
    ...{ crs: 'wgs84', sourceName: 'a.csv', now: new Date('2026-01-01T02:00:00Z') },
  })
  const acting = { actor: 'test', via: 'api', address: null, now: new Date('2026-01-05T02:00:00Z') } as const
  await publishCopy(database, 'year', await newPlan(database, 'year', 2), '2026-01-01', acting)
  await database.close()
  const env: Record<string, string> = server ? { DATABASE_URL: server.url } : { SHAPAN_DATA_DIR: dataDir }
  const drop = async () => {
    await server?.drop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { at: () => ({ cwd: dataDir, env }), drop }
}

describe.each(['postgres', 'pglite'] as const)('the year by commands (%s)', (driver) => {
  it('gives, claims, rules, cancels and imports owners, and answers line by line', async () => {
    const { at, drop } = await makeYear(driver)
    try {
      const json = readJson(at)
      const said = (...args: string[]) => runWithText(at())(...args)
      const historyOf = async (customer: string) =>
        (await json('owner', 'history', 'year', customer)).periods.map(
          ({ from, owner }: { from: string; owner: { id: string } | null }) => [from, owner?.id ?? null],
        )

      // The first owners of a city may begin on any day: they come as a file.
      clockHere.now = new Date('2026-01-05T02:00:00Z')
      for (const [id, kind] of [
        ['T1', 'team'],
        ['T2', 'team'],
        ['wang', 'person'],
      ] as const)
        await json('owner', 'party', 'year', id, '--kind', kind, '--name', id)
      writeFileSync(
        join(at().cwd, 'owners.csv'),
        '集团编码,归属层级,归属人,生效日期\nK,集团,team:T1,2026-01-06\nL,,team:T1,2026-01-06\n',
      )
      const imported = await said('owner', 'import', 'year', 'owners.csv', '--reason', '名单')
      expect(imported.text).toMatch(/2 read = 2 taken \+ 0 rejected.*owner change 1 of 2: approve it/s)
      await json('owner', 'approve', 'year', '1')

      for (const { now, layer, subject, owner, from, until, asks } of ownerLines) {
        clockHere.now = new Date(now)
        const { id } = await json(
          ...['owner', 'propose', 'year', '--layer', layer, '--subject', subject, '--to', `${owner.kind}:${owner.id}`],
          ...['--from', from, ...(until ? ['--until', until] : []), '--reason', '约定'],
        )
        expect(await json('owner', 'approve', 'year', String(id))).toMatchObject({ state: 'approved' })
        // Each command opens the embedded database anew: one of them tells all borders.
        if (driver === 'pglite') continue
        for (const [customer, moment, whose] of asks) {
          const answer = await json('owner', 'year', '--customer', customer, '--at', moment)
          expect([customer, moment, answer.owner?.id ?? null]).toEqual([customer, moment, whose])
        }
      }
      expect(await historyOf('k1')).toEqual([
        ['2026-01-01', null],
        ['2026-01-06', 'T1'],
        ['2026-09-01', 'T2'],
      ])
      expect(await historyOf('c2')).toEqual([
        ['2026-01-01', null],
        ['2026-08-05', 'wang'],
        ['2026-08-20', null],
      ])

      // 10 September: T2 claims L, which stays T1's until a ruling, and is T2's from the day after it.
      clockHere.now = new Date('2026-09-10T02:00:00Z')
      const claim = ['--layer', 'listed', '--subject', 'L', '--for', 'team:T2', '--statement', '我方签约']
      expect((await said('dispute', 'claim', 'year', ...claim)).text).toContain('claim 1 in dispute 1')
      expect((await said('owner', 'year', '--customer', 'l1', '--on', '2026-09-15')).text).toMatch(
        /owned by the team T1.*dispute 1 of listed L/s,
      )
      clockHere.now = new Date('2026-09-18T02:00:00Z')
      await json('dispute', 'rule', 'year', '1', '--to', 'team:T2', '--reason', '合同在先')
      expect(await historyOf('l1')).toEqual([
        ['2026-01-01', null],
        ['2026-01-06', 'T1'],
        ['2026-09-19', 'T2'],
      ])
      const { id } = await json(
        ...['owner', 'propose', 'year', '--layer', 'listed', '--subject', 'L', '--to', 'place'],
        ...['--from', '2026-12-01', '--reason', '约定'],
      )
      await json('owner', 'approve', 'year', String(id))
      expect((await said('owner', 'cancel', 'year', String(id), '--reason', '推迟')).text).toContain('cancelled')
    } finally {
      await drop()
    }
  })
})
