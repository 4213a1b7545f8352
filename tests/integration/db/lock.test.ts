import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../../server/db/database.ts'
import { copyOfTemplate } from '../databases.ts'

let dataDir: string
beforeAll(async () => {
  dataDir = await copyOfTemplate()
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

const opener = (action: string) => `
  import { openDatabase } from ${JSON.stringify(resolve(import.meta.dirname, '../../../server/db/database.ts'))}
  const database = await openDatabase({ databaseUrl: undefined, dataDir: process.argv[1] })
  ${action}
`

test('a second process is refused, and told who holds the directory', async () => {
  const database = await openDatabase({ databaseUrl: undefined, dataDir })
  try {
    const reporting = opener('').replace(
      'dataDir: process.argv[1] })',
      'dataDir: process.argv[1] }).catch((error) => { console.log(JSON.stringify({ code: error.code, message: error.message })) })',
    )
    const child = spawnSync(process.execPath, ['--input-type=module', '--eval', reporting, dataDir], {
      encoding: 'utf8',
    })
    const refusal = JSON.parse(child.stdout) as { code: string; message: string }
    expect(refusal.code).toBe('database-locked')
    expect(refusal.message).toContain(`process ${process.pid}`)
    await expect(openDatabase({ databaseUrl: undefined, dataDir })).rejects.toMatchObject({ code: 'database-locked' })
  } finally {
    await database.close()
  }
})

test('a killed holder’s lock is taken over, with every row it had been told is stored', async () => {
  const action = `
    await database.execute('create table if not exists told (id int)')
    for (let id = 0; ; id++) {
      await database.execute('insert into told values ($1)', [id])
      process.stdout.write(id + '\\n')
    }`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', opener(action), dataDir])
  let output = ''
  child.stdout.on('data', (text) => {
    output += text
    if (output.split('\n').length > 50) child.kill('SIGKILL')
  })
  await once(child, 'close')
  const told = Number(output.trim().split('\n').at(-1))
  expect(told).toBeGreaterThan(40)

  const database = await openDatabase({ databaseUrl: undefined, dataDir })
  const { rows } = await database.execute('select count(*)::int as count from told where id <= $1', [told])
  expect(rows).toEqual([{ count: told + 1 }])
  await database.close()
})

test('a process that merely has the holder’s old pid does not hold the directory', async () => {
  const path = join(dataDir, 'shapan.lock')
  const self = await openDatabase({ databaseUrl: undefined, dataDir })
  const holder = JSON.parse(readFileSync(path, 'utf8')) as object
  await self.close()
  writeFileSync(path, JSON.stringify({ ...holder, startedAt: 'an earlier boot/1' }))
  const database = await openDatabase({ databaseUrl: undefined, dataDir })
  await database.close()
})
