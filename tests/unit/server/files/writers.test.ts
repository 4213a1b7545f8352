import { expect, test } from 'vitest'
import { filesThatImport, fsImportsOf } from './fsImports.ts'

/** Who may change the file system, and why. */
const writers: Record<string, string> = {
  'server/files/atomicFile.ts': 'files for the user',
  'server/files/unfinishedFiles.ts': 'what a write that was cut off left beside its target',
  'server/db/holderNote.ts': 'the note beside the lock of the data directory',
  'server/db/privateFiles.ts': 'the data directory itself',
  'server/db/pglite/bundle.ts': 'the unpacked extension, in its own cache',
  'fixtures/stored/make.ts': 'what a version stores, made once for each, by hand',
  'fixtures/city/writers.ts': 'the demo city, in a directory of its own',
  'fixtures/demoCity.ts': 'the demo city, in a directory of its own',
}

const changes =
  /\b(writeFile|appendFile|createWriteStream|rename|unlink|rm|rmdir|mkdir|mkdtemp|truncate|ftruncate|copyFile|cp|symlink|link|chmod|chown|utimes|writev|fchmod|open)(Sync)?\b/

test('only the listed files change the file system', () => {
  const found = filesThatImport(['server/**/*.{ts,mjs}', 'partition/**/*.ts', 'fixtures/**/*.ts'], changes)
  expect(found).toEqual(Object.keys(writers).toSorted())
})

test('the scan sees every form of import', () => {
  expect(fsImportsOf("import { readFile, rmSync as gone } from 'node:fs'", changes)).toEqual(['rmSync as gone'])
  expect(fsImportsOf("import {\n  rename,\n} from 'fs/promises'", changes)).toEqual(['rename'])
  expect(fsImportsOf("import * as fs from 'node:fs'", changes)).toHaveLength(1)
  expect(fsImportsOf("const fs = await import('node:fs')", changes)).toHaveLength(1)
  expect(fsImportsOf("import { readFile, existsSync, statSync } from 'node:fs'", changes)).toEqual([])
})
