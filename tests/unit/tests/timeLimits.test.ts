import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')

/** What makes a test fail on a slow machine: a measured time that is asserted, or a limit of a test's own. */
const timed = [
  /expect\([^)]*(?:performance\.now|Date\.now)\(\)[^)]*\)/,
  /expect\([\w.]*(?:[mM]s|[sS]econds|elapsed|duration)\)\.toBeLess/,
  /^\s*\},?\s*[\d_]{4,}\s*,?\s*\)/m,
  /\btimeout: (?!600_000)[\d_]+/,
  /(?:testTimeout|hookTimeout|setConfig)\b/,
]

test.each([
  'expect(performance.now() - start).toBeLessThan(100)',
  'expect(refusal.ms).toBeLessThan(1000)',
  'expect(made.solveMs).toBeLessThanOrEqual(20_000)',
  '}, 30_000)',
  'await expect.poll(done, { timeout: 20_000 }).toBe(true)',
])('a test that asserts a time is told: %s', (line) => {
  expect(timed.some((pattern) => pattern.test(line))).toBe(true)
})

test('no test fails because the machine is slow', () => {
  const files = globSync('tests/{unit,integration,e2e,long}/**/*.ts', { cwd: root })
  expect(files.length).toBeGreaterThan(100)
  const found = files
    .filter((file) => !file.endsWith('timeLimits.test.ts'))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      return timed.flatMap((pattern) => pattern.exec(text)?.[0] ?? []).map((line) => `${file}: ${line.trim()}`)
    })
  expect(found).toEqual([])
})

test('the limit of every test, hook and wait is ten minutes', () => {
  const config = readFileSync(join(root, 'vitest.config.ts'), 'utf8')
  expect(config).toContain('const hangs = 600_000')
  expect(config).toContain('{ testTimeout: hangs, hookTimeout: hangs, expect: { poll: { timeout: hangs } } }')
  expect(config.match(/\.\.\.patience,/g)?.length).toBe(config.match(/name: '/g)?.length)
})
