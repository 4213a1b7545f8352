import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../../..')

/** Who may open a file to read it, and why. */
const readers: Record<string, string> = {
  'server/files/textFile.ts': 'text files of the user',
  'server/files/atomicFile.ts': 'the first line of a list that shapan wrote',
  'server/start/demoCity.ts': 'the demo city, written a moment before',
  'server/config.ts': 'a secret',
  'server/http/access/accessToken.ts': 'a secret',
  'server/cli/doctor.ts': 'versions of installed packages',
  'server/db/holderNote.ts': 'the note beside the lock of the data directory',
  'server/db/migrate.ts': 'migrations, part of the program',
  'server/db/pglite/bundle.ts': 'the extension in its package',
}

const reads = /\b(readFile|createReadStream|readv?|open|openAsBlob|readLines)(Sync)?\b/

/** Names imported from node:fs or node:fs/promises that read; a whole namespace counts as one. */
function readsOf(source: string): string[] {
  const imports = [...source.matchAll(/import\s+([^'"]+?)\s+from\s+['"](?:node:)?fs(?:\/promises)?['"]/g)]
  const named = imports.flatMap(([, names = '']) =>
    names.startsWith('{') ? names.replace(/[{}]/g, '').split(',') : [`${names} as open`],
  )
  const dynamic = /(?:import|require)\(\s*['"](?:node:)?fs/.test(source) ? ['import()'] : []
  return [...named.map((name) => name.trim()).filter((name) => reads.test(name)), ...dynamic]
}

test('only the listed files open files, so that every door reads text through one module', () => {
  const files = globSync(['server/**/*.{ts,mjs}', 'partition/**/*.ts'], { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.includes('node_modules'))
  expect(files.length).toBeGreaterThan(100)
  const found = files.filter((file) => readsOf(readFileSync(join(root, file), 'utf8')).length > 0)
  expect(found.toSorted()).toEqual(Object.keys(readers).toSorted())
})

test('the scan sees every form of import', () => {
  expect(readsOf("import { readFile as get, statSync } from 'node:fs/promises'")).toEqual(['readFile as get'])
  expect(readsOf("import * as fs from 'node:fs'")).toHaveLength(1)
  expect(readsOf("const fs = await import('node:fs')")).toHaveLength(1)
  expect(readsOf("import { existsSync, statSync, writeFileSync } from 'node:fs'")).toEqual([])
})
