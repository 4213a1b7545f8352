import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

// The solver keeps bounds of its own in units of weight, and the verifier shares no code with what it verifies.
const elsewhere = [
  'partition/*.ts',
  'partition/divide/**',
  'partition/rules/**',
  'partition/graph/**',
  'server/plans/recount/**',
]

test('whether a deviation is within its tolerance is decided in one function', () => {
  const files = globSync(['partition/**/*.ts', 'server/**/*.ts', 'web/**/*.{ts,tsx}'], {
    cwd: root,
    exclude: ['**/node_modules/**', 'web/dist/**', ...elsewhere],
  })
  const compares = /(?<!=)[<>]=?\s*-?\(?\s*(?:[\w.]+\.)?tolerances?\b(?!\w|[<,])|tolerances?\b[^\n]*\+ 1e-\d/
  const found = files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => compares.test(readFileSync(join(root, file), 'utf8')))
  expect(found).toEqual(['partition/metrics/isWithin.ts'])
})
