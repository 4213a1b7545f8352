import { expect, test } from 'vitest'
import { filesThatImport, fsImportsOf } from './fsImports.ts'

/** Who may open a file to read it, and why. */
const readers: Record<string, string> = {
  'server/files/textFile.ts': 'text files of the user',
  'server/files/atomicFile.ts': 'the first line of a list that shapan wrote',
  'server/start/demoCity.ts': 'the demo city, written a moment before',
  'server/base/config.ts': 'a secret',
  'server/http/access/accessToken.ts': 'a secret',
  'server/cli/doctor.ts': 'versions of installed packages',
  'server/db/distribute.ts': 'its statements, part of the program',
  'server/db/holderNote.ts': 'the note beside the lock of the data directory',
  'server/db/migrate.ts': 'migrations, part of the program',
  'server/db/pglite/bundle.ts': 'the extension in its package',
  'server/db/pglite/worker.ts': 'the WebAssembly in its package',
}

const reads = /\b(readFile|createReadStream|readv?|open|openAsBlob|readLines)(Sync)?\b/

test('only the listed files open files, so that every door reads text through one module', () => {
  const found = filesThatImport(['server/**/*.{ts,mjs}', 'partition/**/*.ts'], reads)
  expect(found).toEqual(Object.keys(readers).toSorted())
})

test('the scan sees every form of import', () => {
  expect(fsImportsOf("import { readFile as get, statSync } from 'node:fs/promises'", reads)).toEqual([
    'readFile as get',
  ])
  expect(fsImportsOf("import * as fs from 'node:fs'", reads)).toHaveLength(1)
  expect(fsImportsOf("const fs = await import('node:fs')", reads)).toHaveLength(1)
  expect(fsImportsOf("import { existsSync, statSync, writeFileSync } from 'node:fs'", reads)).toEqual([])
})
