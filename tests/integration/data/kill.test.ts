import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { getCity } from '../../../server/cities/store.ts'
import { importFile, removeAbandonedImports } from '../../../server/data/importFile.ts'
import { type Database, openDatabase } from '../../../server/db/database.ts'
import { customerCsv, makeCity, writeTemporary } from '../builders.ts'
import { copyOfTemplate, createServerDatabase } from '../databases.ts'

const module = (path: string) => JSON.stringify(resolve(import.meta.dirname, '../../../server', path))

// Loads for ever; says how many rows it has read, so that the killer knows that some are in the database.
const script = `
  import { Readable } from 'node:stream'
  import { openDatabase } from ${module('db/database.ts')}
  import { importFile } from ${module('data/importFile.ts')}
  const [databaseUrl, dataDir] = JSON.parse(process.argv[1])
  const database = await openDatabase({ databaseUrl: databaseUrl ?? undefined, dataDir })
  async function* rows() {
    yield Buffer.from('id,lon,lat\\n')
    for (let n = 0; ; n += 1000) {
      yield Buffer.from(Array.from({ length: 1000 }, (_, i) => 'k' + (n + i) + ',121.5,31.2\\n').join(''))
    }
  }
  const onProgress = ({ rowsRead }) => rowsRead % 10000 === 0 && process.stdout.write(rowsRead + '\\n')
  await importFile(database, 'killed', Readable.from(rows()), { crs: 'wgs84', onProgress })
`

async function killDuringImport(databaseUrl: string | undefined, dataDir: string): Promise<void> {
  const place = JSON.stringify([databaseUrl ?? null, dataDir])
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, place])
  child.stdout.on('data', (text: Buffer) => {
    if (Number(text.toString().trim().split('\n').at(-1)) >= 60_000) child.kill('SIGKILL')
  })
  let complaints = ''
  child.stderr.on('data', (text: Buffer) => {
    complaints += text
  })
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  expect({ signal, complaints }).toEqual({ signal: 'SIGKILL', complaints: '' })
}

async function unfinishedRows(database: Database): Promise<number> {
  const { rows } = await database.execute(
    `select count(*)::int as count from customer c join snapshot s using (city_id, snapshot_id) where s.status = 'loading'`,
  )
  return (rows[0] as { count: number }).count
}

async function expectPreviousSnapshot(config: Parameters<typeof openDatabase>[0]): Promise<void> {
  const database = await openDatabase(config)
  try {
    const { snapshot } = await getCity(database.kysely, 'killed')
    expect(snapshot).toMatchObject({ snapshotId: 1, rowsLoaded: 50 })
    if (database.driver === 'pglite') expect(await unfinishedRows(database)).toBeGreaterThan(10_000)
    expect(await removeAbandonedImports(database)).toBe(1)
    expect(await unfinishedRows(database)).toBe(0)
    const again = await importFile(database, 'killed', writeTemporary('again.csv', customerCsv(60)), { crs: 'wgs84' })
    expect(again).toMatchObject({ rowsLoaded: 60 })
  } finally {
    await database.close()
  }
}

async function prepare(config: Parameters<typeof openDatabase>[0]): Promise<void> {
  const database = await openDatabase(config)
  await makeCity(database, 'killed')
  await importFile(database, 'killed', writeTemporary('first.csv', customerCsv(50)), { crs: 'wgs84' })
  await database.close()
}

test('kill -9 during an import leaves the previous snapshot (pglite)', async () => {
  const dataDir = await copyOfTemplate()
  try {
    const config = { databaseUrl: undefined, dataDir }
    await prepare(config)
    await killDuringImport(undefined, dataDir)
    await expectPreviousSnapshot(config)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
})

test('kill -9 during an import leaves the previous snapshot (postgres)', async () => {
  const { url, drop } = await createServerDatabase('schema')
  try {
    const config = { databaseUrl: url, dataDir: tmpdir() }
    await prepare(config)
    await killDuringImport(url, tmpdir())
    // The server notices the broken connection a moment later, and only then frees the import's lock.
    await expect.poll(() => expectPreviousSnapshot(config).then(() => true), { timeout: 600_000 }).toBe(true)
  } finally {
    await drop()
  }
})
