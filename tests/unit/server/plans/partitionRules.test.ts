import { describe, expect, it } from 'vitest'
import { noteText, plainFormat, refusalText } from '../../../../server/contract/noteText.ts'
import { type PartitionInput, partitionRequest } from '../../../../server/contract/partitionRequest.ts'
import type { PlanRefusal } from '../../../../server/contract/planNotes.ts'
import { type ComputedPlan, computeCandidates, computePlan } from '../../../../server/plans/computePlan.ts'
import {
  type City,
  cellsOf,
  compute,
  control,
  customersOf,
  from,
  inputOf,
  makeCity,
  revenueOf,
  withCustomers,
} from './madeCity.ts'

describe('a size band', () => {
  it('makes as many grids as it takes for every one to have a number of customers inside it', () => {
    const city = makeCity()
    const plan = compute(city, { sizeBand: { smallest: 900, largest: 1_200 }, weights: ['customers'] })
    expect(plan.withinTolerance).toBe(true)
    for (const sum of sumsOf(plan, customersOf(city))) {
      expect(sum).toBeGreaterThanOrEqual(900)
      expect(sum).toBeLessThanOrEqual(1_200)
    }
  })

  it('that no number of grids meets is refused in customers and grids', () => {
    const result = computePlan(
      inputOf(makeCity(), { sizeBand: { smallest: 7_000, largest: 7_001 }, weights: ['customers'] }),
      control(),
    )
    expect(refusalOf(result)).toMatchObject({ code: 'no-part-count' })
    expect(refusalText(refusalOf(result), 'en', plainFormat)).toMatch(
      /customers make no whole number of grids of 7,000 to 7,001/,
    )
  })
})

describe('weights', () => {
  it('have tolerances of their own', () => {
    const city = makeCity()
    const plan = compute(city, { grids: 6, tolerances: { customers: 0.03, revenue: 0.3 }, preset: 'fast' })
    expect(worstOf(sumsOf(plan, customersOf(city)))).toBeLessThanOrEqual(0.03)
    expect(worstOf(sumsOf(plan, revenueOf(city)))).toBeLessThanOrEqual(0.3)
    expect(plan.parameters.tolerances).toEqual({ customers: 0.03, revenue: 0.3 })
  })

  it('give way to their composite, whose tolerance is that of the first', () => {
    const city = makeCity()
    const plan = compute(city, { grids: 6, tolerance: 0.04, composite: { customers: 0.5, revenue: 0.5 } })
    const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0)
    const [counts, money] = [customersOf(city), revenueOf(city)]
    const [customers, revenue] = [total(counts), total(money)]
    const composite = counts.map((count, cell) => count / customers / 2 + money[cell]! / revenue / 2)
    expect(worstOf(sumsOf(plan, composite))).toBeLessThanOrEqual(0.04)
  })
})

describe('districts', () => {
  it('are never crossed where that is asked for, and a piece cut off is linked to the rest of its own', () => {
    const city = makeCity()
    // one cell of the west inside the east
    const enclave = city.districtOfCell.findIndex(
      (district, cell) => district === 1 && neighborsOf(city, cell).every((u) => city.districtOfCell[u] === 1),
    )
    city.districtOfCell[enclave] = 0
    const plan = compute(city, { grids: 8, districts: 'never', tolerance: 0.3, weights: ['customers'] })
    for (const { number } of plan.grids) {
      const districts = new Set(city.districtOfCell.filter((_, cell) => plan.assignment[cell] === number))
      expect(districts.size).toBe(1)
    }
    expect(plan.warnings[0]).toMatchObject({ code: 'district-pieces-linked', places: [{ name: '西区', count: 1 }] })
  })

  it('whose share is no whole number of grids are named, with a tolerance that does', () => {
    const city = makeCity()
    const request = { grids: 5, districts: 'never', tolerance: 0.05, weights: ['customers'] } satisfies PartitionInput
    const plan = compute(city, request)
    const notes = plan.warnings.filter((note) => note.code === 'component-off-tolerance')
    expect(notes.flatMap(({ districts }) => districts).toSorted()).toEqual(['东区', '西区'])
    for (const note of notes) {
      expect(noteText(note, 'en', plainFormat)).toMatch(/^[东西]区 \(\d+ cells\) got \d grids by its size/)
      expect(note.tolerance).toBeGreaterThanOrEqual(Math.abs(note.deviation) - 0.001)
    }
    const tolerance = Math.max(...notes.map((note) => note.tolerance!))
    expect(compute(city, { ...request, tolerance }).withinTolerance).toBe(true)
  })

  it('too small for a grid are named', () => {
    const city = makeCity()
    const [west, customers] = [city.districtOfCell, customersOf(city)]
    for (let cell = 0; cell < west.length; cell++) if (west[cell] === 0) customers[cell] = cell % 40 === 0 ? 1 : 0
    const plan = compute(city, { grids: 8, districts: 'never', tolerance: 0.05, weights: ['customers'] })
    const note = plan.warnings.find(({ code }) => code === 'district-too-small')
    expect(note).toMatchObject({ district: '西区' })
    expect(noteText(note!, 'en', plainFormat)).toMatch(/^西区, or a separate piece of it, is too small/)
  })
})

describe('a plan to stay near', () => {
  it('keeps its grids, and moves no more customers than the budget', () => {
    const city = makeCity()
    const old = compute(city, { grids: 8, weights: ['customers'] })
    const grown = withCustomers(city, (count, cell) => count + (cell % 7 === 0 ? 2 : 0))
    const plan = compute(grown, { from: 'test-1', budget: 0.06, tolerance: 0.06, weights: ['customers'] }, from(old))
    expect(plan.grids).toEqual(old.grids)
    expect(movedOf(grown, old, plan)).toBeCloseTo(plan.movedShare ?? 1, 9)
    expect(plan.movedShare).toBeLessThanOrEqual(0.06)
    expect(plan.parameters).toMatchObject({ from: 'test-1', budget: 0.06 })
  })

  it('leaves locked grids as they are, locked', () => {
    const city = makeCity()
    const old = compute(city, { grids: 8, weights: ['customers'] })
    const grids = old.grids.map((grid) => ({ ...grid, locked: grid.number === 5 }))
    const busier = withCustomers(city, (count, cell) => count * (cell % 50 < 25 ? 2 : 1))
    const plan = compute(busier, { from: 'test-1', tolerance: 0.1, weights: ['customers'] }, { ...from(old), grids })
    expect(cellsOf(plan, 5)).toEqual(cellsOf(old, 5))
    expect(plan.grids).toEqual(grids)
  })

  it('gives a grid more the next code, a free number, and a name and colour of its own', () => {
    const city = makeCity()
    const old = compute(city, { grids: 6, weights: ['customers'] })
    const plan = compute(city, { from: 'test-1', grids: 7, weights: ['customers'] }, from(old))
    const byId = new Map(old.grids.map((grid) => [grid.gridId, grid]))
    const added = plan.grids.filter((grid) => !byId.has(grid.gridId))
    expect(plan.grids).toHaveLength(7)
    expect(added).toHaveLength(1)
    expect(added[0]).toMatchObject({ number: 7, locked: false })
    for (const field of ['number', 'code', 'name'] as const) {
      expect(new Set(plan.grids.map((grid) => grid[field])).size).toBe(7)
    }
    for (const grid of plan.grids) expect(byId.get(grid.gridId) ?? grid).toEqual(grid)
  })

  it('keeps the numbers of the grids that stay when there is one fewer', () => {
    const city = makeCity()
    const old = compute(city, { grids: 6, weights: ['customers'] })
    const plan = compute(city, { from: 'test-1', grids: 5, tolerance: 0.1, weights: ['customers'] }, from(old))
    expect(plan.grids).toHaveLength(5)
    for (const grid of plan.grids) expect(old.grids).toContainEqual(grid)
  })

  it('is refused where more grids are locked than asked for', () => {
    const city = makeCity()
    const old = compute(city, { grids: 6, weights: ['customers'] })
    const grids = old.grids.map((grid) => ({ ...grid, locked: grid.number < 4 }))
    const input = inputOf(city, { from: 'test-1', grids: 2 }, { ...from(old), grids })
    expect(computePlan(input, control())).toMatchObject({
      ok: false,
      refusal: { code: 'locked-leave-no-part', locked: 3, grids: 2 },
    })
  })

  it('names a locked grid that is in pieces', () => {
    const city = makeCity()
    const old = compute(city, { grids: 6, weights: ['customers'] })
    const assignment = old.assignment.slice()
    assignment[assignment.indexOf(5)] = 1
    const grids = old.grids.map((grid) => ({ ...grid, locked: grid.number === 1 }))
    const result = computePlan(inputOf(city, { from: 'test-1' }, { ...from(old), assignment, grids }), control())
    expect(refusalOf(result)).toMatchObject({ code: 'locked-not-connected', grid: old.grids[0]?.name })
    const text = refusalText(refusalOf(result), 'en', plainFormat)
    expect(text).toContain(`${old.grids[0]?.name} is locked, but is not connected`)
  })
})

describe('candidates', () => {
  it('can each be made again from the parameters they are stored with', () => {
    const city = makeCity()
    const old = compute(city, { grids: 6, weights: ['customers'] })
    const busier = withCustomers(city, (count, cell) => count + (cell % 5))
    const request: PartitionInput = { from: 'test-1', tolerance: 0.08, weights: ['customers'], candidates: true }
    const found = computeCandidates(inputOf(busier, request, from(old)), control())
    if (!found.ok) throw new Error(JSON.stringify(found))
    expect(found.planOf.filter((place) => place !== null).toSorted()).toEqual([...found.plans.keys()])
    const nearest = found.plans[found.chosen.leastChange ?? -1]
    expect(nearest?.grids.map(({ gridId }) => gridId)).toEqual(old.grids.map(({ gridId }) => gridId))
    for (const plan of found.plans) {
      // As for any request, the plan to stay near is loaded only where the parameters name one.
      const start = plan.parameters.from === undefined ? undefined : from(old)
      const again = computePlan(
        { ...inputOf(busier, request, start), request: partitionRequest.parse(plan.parameters) },
        control(),
      )
      expect(again).toMatchObject({ assignment: plan.assignment })
    }
  })
})

it('a time limit ends the search with a whole plan that says so', () => {
  let time = 0
  const plan = computePlan(inputOf(makeCity(), { grids: 8, timeLimitSeconds: 1 }), {
    ...control(),
    now: () => (time += 600),
  })
  expect(plan).toMatchObject({ ok: true, stopped: true })
  expect(plan.ok ? plan.warnings.at(-1) : {}).toMatchObject({ code: 'stopped-early', seconds: 1 })
})

function neighborsOf({ neighbors }: City, cell: number): number[] {
  return [...neighbors.subarray(6 * cell, 6 * cell + 6)].filter((u) => u >= 0)
}

function sumsOf({ assignment, grids }: ComputedPlan, values: Float64Array): number[] {
  return grids.map(({ number }) =>
    values.reduce((sum, value, cell) => sum + (assignment[cell] === number ? value : 0), 0),
  )
}

function worstOf(sums: number[]): number {
  const average = sums.reduce((total, sum) => total + sum, 0) / sums.length
  return Math.max(...sums.map((sum) => Math.abs(sum / average - 1)))
}

function movedOf(city: City, old: ComputedPlan, plan: ComputedPlan): number {
  let moved = 0
  let total = 0
  customersOf(city).forEach((count, cell) => {
    total += count
    if (old.assignment[cell] !== plan.assignment[cell]) moved += count
  })
  return moved / total
}

function refusalOf(result: ReturnType<typeof computePlan>): PlanRefusal {
  if (result.ok || result.reason !== 'unsolvable') throw new Error(JSON.stringify(result))
  return result.refusal
}
