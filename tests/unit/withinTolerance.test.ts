import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

// The search has finer bounds of its own, and what verifies shares no code with what it verifies.
const elsewhere = [
  'partition/divide/**',
  'partition/rules/count/heavy.ts',
  'partition/verify.ts',
  'server/plans/recount/**',
]

const name = String.raw`(?:[\w.]+\.)?`
/** A tolerance compared, and a limit with something forgiven. */
const judges = [
  new RegExp(String.raw`(?<!=)[<>]=?\s*-?\(?\s*${name}tolerances?\b(?!\w|[<,])`),
  /tolerances?\b[^\n]*[+-] (?:1e-\d|ROUNDING|slack)/,
  new RegExp(
    String.raw`[<>]=?\s*${name}(?:least|most|low|high|lower|upper|smallest|largest)\b[^\n]*[+-] (?:1e-\d|ROUNDING|slack)`,
  ),
  />= ?[\w.]*\b(?:smallest|least|low|lower)\b[^\n]*<= ?[\w.]*\b(?:largest|most|high|upper)\b/,
]

test('whether a figure is within what was asked for is decided in one place', () => {
  const files = globSync(['partition/**/*.ts', 'server/**/*.ts', 'web/**/*.{ts,tsx}'], {
    cwd: root,
    exclude: ['**/node_modules/**', 'web/dist/**', ...elsewhere],
  })
  const found = files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => {
      const source = readFileSync(join(root, file), 'utf8')
      return file !== 'partition/metrics/base/isWithin.ts' && judges.some((judge) => judge.test(source))
    })
  expect(found).toEqual([])
})

test.each([
  'deviation <= tolerance',
  'Math.abs(own) <= plan.tolerance + 1e-9',
  'sum < low - slack || sum > high + slack',
  'row.customers >= sizeBand.smallest && row.customers <= sizeBand.largest',
])('the scan sees %s', (line) => {
  expect(judges.some((judge) => judge.test(line))).toBe(true)
})
