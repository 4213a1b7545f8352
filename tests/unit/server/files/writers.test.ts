import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../../..')

/** Who may change the file system, and why. */
const writers: Record<string, string> = {
  'server/files/atomicFile.ts': 'files for the user',
  'server/files/unfinishedFiles.ts': 'what a write that was cut off left beside its target',
  'server/db/holderNote.ts': 'the note beside the lock of the data directory',
  'server/db/privateFiles.ts': 'the data directory itself',
  'server/db/pglite/bundle.ts': 'the unpacked extension, in its own cache',
  'fixtures/city/writers.ts': 'the demo city, in a directory of its own',
  'fixtures/demoCity.ts': 'the demo city, in a directory of its own',
}

const changes =
  /\b(writeFile|appendFile|createWriteStream|rename|unlink|rm|rmdir|mkdir|mkdtemp|truncate|ftruncate|copyFile|cp|symlink|link|chmod|chown|utimes|writev|fchmod|open)(Sync)?\b/

/** Names imported from node:fs or node:fs/promises that change something; a whole namespace counts as one. */
function changesOf(source: string): string[] {
  const imports = [...source.matchAll(/import\s+([^'"]+?)\s+from\s+['"](?:node:)?fs(?:\/promises)?['"]/g)]
  const named = imports.flatMap(([, names = '']) =>
    names.startsWith('{') ? names.replace(/[{}]/g, '').split(',') : [`${names} as open`],
  )
  const dynamic = /(?:import|require)\(\s*['"](?:node:)?fs/.test(source) ? ['import()'] : []
  return [...named.map((name) => name.trim()).filter((name) => changes.test(name)), ...dynamic]
}

test('only the listed files change the file system', () => {
  const files = globSync(['server/**/*.{ts,mjs}', 'partition/**/*.ts', 'fixtures/**/*.ts'], { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.includes('node_modules'))
  expect(files.length).toBeGreaterThan(100)
  const found = files.filter((file) => changesOf(readFileSync(join(root, file), 'utf8')).length > 0)
  expect(found.toSorted()).toEqual(Object.keys(writers).toSorted())
})

test('the scan sees every form of import', () => {
  expect(changesOf("import { readFile, rmSync as gone } from 'node:fs'")).toEqual(['rmSync as gone'])
  expect(changesOf("import {\n  rename,\n} from 'fs/promises'")).toEqual(['rename'])
  expect(changesOf("import * as fs from 'node:fs'")).toHaveLength(1)
  expect(changesOf("const fs = await import('node:fs')")).toHaveLength(1)
  expect(changesOf("import { readFile, existsSync, statSync } from 'node:fs'")).toEqual([])
})
