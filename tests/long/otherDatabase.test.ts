import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

// Each test whose subject is no database runs on PostgreSQL with `npm test`, and here on the embedded one.
process.env.SHAPAN_TEST_OTHER_DATABASE = 'pglite'
const directory = join(import.meta.dirname, '../integration')
for (const path of globSync('**/*.test.ts', { cwd: directory })) {
  const file = join(directory, path)
  if (/\bany(?:Database|Town)\(/.test(readFileSync(file, 'utf8'))) await import(file)
}
