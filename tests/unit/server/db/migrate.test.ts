import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { readMigrations } from '../../../../server/db/migrate.ts'
import { filterTar } from '../../../../server/db/pglite/bundle.ts'

function directoryOf(...files: string[]): URL {
  const path = mkdtempSync(join(tmpdir(), 'shapan-migrations-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  for (const file of files) writeFileSync(join(path, file), `-- ${file}`)
  return pathToFileURL(`${path}/`)
}

test('migrations are read in order of their numbers, other files left alone', () => {
  const migrations = readMigrations(directoryOf('0002_second.sql', '0001_first.sql', 'README.md'))
  expect(migrations.map(({ number, name, sql }) => [number, name, sql])).toEqual([
    [1, 'first', '-- 0001_first.sql'],
    [2, 'second', '-- 0002_second.sql'],
  ])
})

test.each([[['0001_a.sql', '0003_c.sql']], [['0001_a.sql', '0001_b.sql']], [['0001_a.sql', '2_b.sql']]])(
  'numbers that leave a gap, repeat or are misspelt are refused: %j',
  (files) => {
    expect(() => readMigrations(directoryOf(...files))).toThrow(/out of order/)
  },
)

test('a tar archive is cut down to the files that are kept, byte for byte', () => {
  const entry = (name: string, content: string) => {
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write(content.length.toString(8).padStart(11, '0'), 124)
    const body = Buffer.alloc(512 * Math.ceil(content.length / 512))
    body.write(content)
    return Buffer.concat([header, body])
  }
  const archive = Buffer.concat([
    entry('./a.so', 'aaa'),
    entry('b.sql', 'b'.repeat(600)),
    entry('c.so', ''),
    Buffer.alloc(1024),
  ])
  expect(filterTar(archive, (name) => name.endsWith('.so'))).toEqual(
    Buffer.concat([entry('./a.so', 'aaa'), entry('c.so', ''), Buffer.alloc(1024)]),
  )
  expect(() => filterTar(archive, () => false)).toThrow(/none of the expected files/)
})
