import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { verify } from '../../../../partition/index.ts'
import type { PartitionInput } from '../../../../server/contract/partitionRequest.ts'
import { type ComputedPlan, computeCandidates, computePlan } from '../../../../server/plans/computePlan.ts'
import type { AccountSite, ListTexts, OwnOutlet } from '../../../../server/plans/lists/readLists.ts'
import { type City, control, customersOf, from, inputOf, makeCity } from './madeCity.ts'

const city = makeCity()
const cellCount = city.cellIds.length

const cell = fc.option(fc.nat(cellCount - 1), { nil: null, freq: 12 })
const outlets = fc
  .array(cell, { maxLength: 14 })
  .map((cells) => cells.map((at, i): OwnOutlet => ({ code: `W${i + 10}`, name: `厅${i}`, cell: at })))
const sites = fc
  .array(fc.tuple(fc.nat(4), cell, fc.constantFrom('A', 'B', null), fc.nat(30)), { maxLength: 8 })
  .map((list) =>
    list.map(
      ([account, at, grade, customers], i): AccountSite => ({
        ...{
          account: `K${account}`,
          name: `户${account}`,
          grade: account % 2 ? grade : 'C',
          site: String(i),
          cell: at,
        },
        figures: { customers },
      }),
    ),
  )
const units = fc.array(fc.nat(cellCount - 1), { maxLength: 6 }).map((starts) =>
  starts.map((start, i) => {
    const next = Array.from(city.neighbors.subarray(6 * start, 6 * start + 6)).filter((other) => other >= 0)
    const cells = [start, ...next].sort((a, b) => a - b)
    return { kind: 'estate', code: `E${i}`, name: `园${i}`, cells, shares: cells.map(() => 1 + i) }
  }),
)

function textsOf(
  own: readonly OwnOutlet[],
  key: readonly AccountSite[],
  listed: readonly AccountSite[],
  kept: readonly object[],
): ListTexts & { unitsText: string } {
  return {
    outletsText: JSON.stringify(own),
    keySitesText: JSON.stringify(key),
    listedSitesText: JSON.stringify(listed),
    listedRowsText: JSON.stringify([]),
    unitsText: JSON.stringify(kept),
  }
}

const request: PartitionInput = {
  ...{ grids: 8, tolerance: 0.2, weights: ['customers'], preset: 'fast', keepWhole: ['estate'] },
  ...{ outletCentres: true, keyAccounts: 'own-grid', listedAccounts: 'leave' },
}

const cellsOfRuns = (runs: readonly (readonly [number, number])[]) =>
  runs.flatMap(([start, length]) => Array.from({ length }, (_, i) => start + i))

/** What a plan says of itself, held against its cells by the recount that shares no code with the engine. */
function expectKept({ assignment, grids, links, rules }: ComputedPlan, of: City): void {
  const own = rules!.ownGrids!.map(({ cells }) => cellsOfRuns(cells))
  const { violations } = verify({
    cellIds: of.cellIds,
    assignment,
    gridNumbers: grids.map(({ number }) => number),
    records: grids,
    links,
    units: rules!.units.map(({ cells }) => cellsOfRuns(cells)),
    centres: rules!.centres!.map((centre) => centre.cell),
    ownGrids: own,
  })
  expect(violations).toEqual([])
  const ownGrids = new Set(rules!.ownGrids!.map(({ grid }) => grid))
  expect(ownGrids.size).toBe(own.length)
  for (const { cell } of rules!.centres!) expect(ownGrids.has(assignment[cell]!)).toBe(false)
}

describe('rules of lists', () => {
  test('hold in every plan, and what is not kept is told; another order of the lists gives the same bytes', () => {
    fc.assert(
      fc.property(outlets, sites, sites, units, (own, key, listed, kept) => {
        const made = computePlan({ ...inputOf(city, request), ...textsOf(own, key, listed, kept) }, control())
        if (!made.ok) throw new Error(JSON.stringify(made))
        expectKept(made, city)
        expect(made.grids.length - made.rules!.ownGrids!.length).toBe(8)
        const told = (code: 'outlet-centres' | 'accounts-own-grids' | 'listed-left') =>
          made.warnings.find((note) => note.code === code) as never as Record<string, unknown[] & number>
        const centres = told('outlet-centres')
        expect(made.rules!.centres!.length + centres.notCentres!.length + (centres.more ?? 0)).toBe(own.length)
        const left = made.rules!.leftAccounts!
        const away = left.reduce((sum, { figures }) => sum + (figures.customers ?? 0), 0)
        expect(told('listed-left').customers).toBe(away)
        const said = listed.reduce((sum, { figures }) => sum + figures.customers!, 0)
        expect(away).toBeLessThanOrEqual(
          Math.min(
            said,
            customersOf(city).reduce((a, b) => a + b, 0),
          ),
        )
        const reordered = {
          ...textsOf(own, key.toReversed(), listed.toReversed(), kept),
        }
        const again = computePlan({ ...inputOf(city, request), ...reordered }, control())
        expect(again.ok && again.assignment).toEqual(made.assignment)
      }),
      { numRuns: 40 },
    )
  })

  test('hold beside a plan to stay near, in which own grids go on as they are', () => {
    fc.assert(
      fc.property(outlets, sites, fc.nat(7), (own, key, locked) => {
        const texts = textsOf(own, key, [], [])
        const first = computePlan({ ...inputOf(city, request), ...texts }, control())
        if (!first.ok) throw new Error(JSON.stringify(first))
        const start = from(first)
        const grids = start.grids.map((grid, i) => (i === locked ? { ...grid, locked: true } : grid))
        const near = inputOf(city, { ...request, grids: undefined, from: 'test-1' }, { ...start, grids })
        const next = computePlan({ ...near, ...texts }, control())
        if (!next.ok) throw new Error(JSON.stringify(next))
        expectKept(next, city)
        const idsOf = (plan: ComputedPlan) =>
          plan.rules!.ownGrids!.map(({ grid }) => plan.grids.find(({ number }) => number === grid)!.gridId).sort()
        expect(idsOf(next)).toEqual(idsOf(first))
        const held = start.grids[locked]!.number
        for (const [at, grid] of first.assignment.entries()) expect(next.assignment[at] === held).toBe(grid === held)
      }),
      { numRuns: 25 },
    )
  })

  test('hold in every plan there is to choose from', () => {
    const own = [100, 300, 500].map((at, i): OwnOutlet => ({ code: `W${i}`, name: `厅${i}`, cell: at }))
    const key = [360, 361, 20].map(
      (at, i): AccountSite => ({
        ...{ account: 'K', name: '大学', grade: 'A', site: String(i), cell: at, figures: {} },
      }),
    )
    const input = { ...inputOf(city, { ...request, candidates: true }), ...textsOf(own, key, [], []) }
    const found = computeCandidates(input, control())
    if (!found.ok) throw new Error(JSON.stringify(found))
    for (const plan of found.plans) {
      expectKept(plan, city)
      expect(plan.rules!.ownGrids!.length).toBeGreaterThan(0)
      const { candidates: _, ...alone } = plan.parameters
      const again = computePlan({ ...inputOf(city, alone), ...textsOf(own, key, [], []) }, control())
      expect(again.ok && again.assignment).toEqual(plan.assignment)
    }
  })
})
