import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createServerDatabase } from '../databases.ts'
import { makeDirectory, runHere } from './shapan.ts'

const cases = join(import.meta.dirname, '../../../fixtures/cases/engine')
const cwd = makeDirectory()
let env: Record<string, string> = {}
const shapan = (...args: string[]) => runHere([...args, '--json'], { cwd, env })
const json = async (...args: string[]) => {
  const { code, stdout, stderr } = await shapan(...args)
  expect([stderr, code]).toEqual(['', 0])
  return JSON.parse(stdout)
}

beforeAll(async () => {
  env = { DATABASE_URL: (await createServerDatabase('schema')).url }
  for (const [code, file] of [
    ['tower', 'stacked-tower.csv'],
    ['zero', 'all-zero.csv'],
  ] as const) {
    const boundary = join(cases, 'two-districts.geojson')
    await json('city', 'create', code, '--name', code, '--resolution', '9', '--boundary', boundary, '--crs', 'wgs84')
    await json('import', code, join(cases, file), '--crs', 'wgs84')
  }
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

/** Customers of the grids, most first. */
async function customersOf(plan: string): Promise<number[]> {
  const { grids } = await json('grids', plan)
  return grids
    .map(({ figures }: { figures: { customers: number } }) => figures.customers)
    .sort((a: number, b: number) => b - a)
}

test('a tower of 1,500 customers has a grid to itself, and the others share the rest evenly', async () => {
  const made = await json('partition', 'tower', '--grids', '5', '--weights', 'customers')
  const [tower, ...others] = await customersOf('tower-1')
  expect(tower).toBeGreaterThanOrEqual(1500)
  expect(tower).toBeLessThan(1500 + 26)
  for (const count of others) expect(Math.abs(count / 512 - 1)).toBeLessThanOrEqual(0.06)
  expect(made.warnings.map(({ code }: { code: string }) => code)).toEqual(['vertex-too-heavy'])
  expect(made.warnings[0].at).toMatchObject({ lng: expect.closeTo(117.22, 1), lat: expect.closeTo(31.82, 1) })
})

test('a size band makes grids of what is left beside the tower', async () => {
  await json('partition', 'tower', '--size-band', '300-500', '--weights', 'customers')
  const [tower, ...others] = await customersOf('tower-2')
  expect(tower).toBeGreaterThanOrEqual(1500)
  // The middle of the band is 387: five grids of about 410 are nearer to it than six of 341.
  expect(others.length).toBeGreaterThanOrEqual(5)
  for (const count of others) expect(count >= 300 && count <= 500).toBe(true)
})

test('a size band in a city without customers is refused, a number of grids is not', async () => {
  const { code, stdout, stderr } = await shapan('partition', 'zero', '--size-band', '30-50')
  expect(code).not.toBe(0)
  expect(stdout + stderr).toMatch(/size band.*customers/s)
  const made = await json('partition', 'zero', '--grids', '5')
  expect(made.warnings.map(({ code }: { code: string }) => code)).toContain('no-weight')
})
