import { describe, expect, test } from 'vitest'
import type { UnitCells } from '../../../../server/cities/places/holdCells.ts'
import type { PartitionInput } from '../../../../server/contract/partitionRequest.ts'
import type { PlanRefusal } from '../../../../server/contract/planNotes.ts'
import type { Thing } from '../../../../server/contract/things.ts'
import { computePlan } from '../../../../server/plans/computePlan.ts'
import type { StartingPlan } from '../../../../server/plans/startingPlan.ts'
import { type City, cellsOf, compute, control, customersOf, from, inputOf, makeCity } from './madeCity.ts'

/** The city with an estate around each of some cells: the cell and its neighbours, by code. */
function withEstates(middles: Readonly<Record<string, number>>): City {
  const city = makeCity()
  const units = Object.entries(middles).map(([code, middle]): UnitCells => {
    const around = [...city.neighbors.subarray(6 * middle, 6 * middle + 6)].filter((cell) => cell >= 0)
    const cells = [middle, ...around].sort((a, b) => a - b)
    return { kind: 'estate', code, name: `${code}小区`, cells, shares: cells.map(() => 1_000_000) }
  })
  return { ...city, thingsText: JSON.stringify(units), unitsText: JSON.stringify(units) }
}

const estate = (code: string): Thing => ({ place: { kind: 'estate', code } })
const asked = { grids: 8, tolerance: 0.15, weights: ['customers'], preset: 'fast' } satisfies PartitionInput
const gridsOf = (assignment: Uint16Array, cells: readonly number[]) => new Set(cells.map((cell) => assignment[cell]))
const cellsOfEstate = (city: City, code: string): readonly number[] =>
  (JSON.parse(city.thingsText!) as UnitCells[]).find((unit) => unit.code === code)!.cells

function refusalOf(city: City, request: PartitionInput, start?: StartingPlan): PlanRefusal {
  const result = computePlan(inputOf(city, request, start), control())
  if (result.ok || result.reason !== 'unsolvable') throw new Error(JSON.stringify(result).slice(0, 300))
  return result.refusal
}

describe('pins', () => {
  const city = withEstates({ E1: 100, E2: 400, E3: 650 })

  test('put things of one number into one grid and those of another into another', () => {
    const plan = compute(city, {
      ...asked,
      tolerance: 0.5,
      pins: [
        { ...estate('E1'), grid: 3 },
        { cells: [[105, 3]], grid: 3 },
        { ...estate('E3'), grid: 7 },
      ],
    })
    const [one, two] = [
      gridsOf(plan.assignment, [...cellsOfEstate(city, 'E1'), 105, 106, 107]),
      gridsOf(plan.assignment, cellsOfEstate(city, 'E3')),
    ]
    expect([one.size, two.size]).toEqual([1, 1])
    expect([...one]).not.toEqual([...two])
    expect(plan.rules!.pins!.map(({ name, grid }) => [name, grid])).toEqual([
      ['E1小区', [...one][0]],
      ['#105-107', [...one][0]],
      ['E3小区', [...two][0]],
    ])
    expect(plan.warnings).toContainEqual({ code: 'pins-kept', pins: 3, cells: 17, grids: 2 })
  })

  test('bring a thing into a grid of the plan to stay near, by its id or number', () => {
    const start = from(compute(city, asked))
    const cells = cellsOfEstate(city, 'E2')
    const own = start.assignment[400]!
    const other = start.grids.find(({ number }) => number !== own && borders(city, start.assignment, own, number))!
    for (const grid of [other.gridId, other.number]) {
      const plan = compute(
        city,
        { ...asked, grids: undefined, from: 'test-1', tolerance: 0.5, pins: [{ ...estate('E2'), grid }] },
        start,
      )
      expect([...gridsOf(plan.assignment, cells)]).toEqual([other.number])
    }
  })

  test('of a thing to a grid that is given up for fewer grids take another one’s place', () => {
    const start = from(compute(city, asked))
    const last = start.grids.at(-1)!
    const cell = cellsOf({ assignment: start.assignment } as never, last.number)[0]!
    const plan = compute(
      city,
      { ...asked, grids: 3, tolerance: 0.5, from: 'test-1', pins: [{ cells: [[cell, 1]], grid: last.number }] },
      start,
    )
    expect(plan.assignment[cell]).toBe(last.number)
  })

  test('that contradict one another, or name what is not there, are refused by name', () => {
    const pins = (...list: NonNullable<PartitionInput['pins']>) => ({ ...asked, pins: list })
    expect(refusalOf(city, pins({ ...estate('E1'), grid: 1 }, { cells: [[100, 1]], grid: 2 }))).toEqual({
      ...{ code: 'things-pinned-apart', thing: 'E1小区', grid: '№ 1', other: '#100', otherGrid: '№ 2' },
    })
    const nowhere = {
      ...city,
      thingsText: JSON.stringify([{ kind: 'estate', code: 'E9', name: '九', cells: [], shares: [] }]),
    }
    expect(refusalOf(nowhere, pins({ ...estate('E9'), grid: 1 }))).toEqual({ code: 'thing-without-cell', thing: '九' })
    const start = from(compute(city, asked))
    expect(refusalOf(city, { ...pins({ ...estate('E1'), grid: 99 }), from: 'test-1' }, start)).toEqual({
      ...{ code: 'pin-without-grid', thing: 'E1小区', grid: '99' },
    })
  })

  test('and a locked grid that holds the thing are refused by name', () => {
    const start = from(compute(city, asked))
    const own = start.assignment[100]!
    const grids = start.grids.map((grid) => ({ ...grid, locked: grid.number === own }))
    const other = grids.find(({ locked }) => !locked)!.number
    const refusal = refusalOf(
      city,
      { ...asked, from: 'test-1', pins: [{ ...estate('E1'), grid: other }] },
      { ...start, grids },
    )
    expect(refusal).toMatchObject({ code: 'pin-in-locked', thing: 'E1小区' })
  })

  test('to more grids than a size band makes are refused', () => {
    const total = customersOf(city).reduce((sum, count) => sum + count, 0)
    const pins = [0, 100, 200, 300, 400, 500].map((cell, i) => ({
      cells: [[cell, 1]] as [number, number][],
      grid: i + 1,
    }))
    const band = { smallest: Math.floor(total / 2.2), largest: Math.ceil(total / 1.8) }
    expect(refusalOf(city, { ...asked, grids: undefined, sizeBand: band, pins }).code).toBe('too-many-pins')
  })
})

describe('things apart', () => {
  const city = withEstates({ E1: 300, E2: 330, E3: 650 })

  test('share no grid, whether they are kept whole or not', () => {
    const usual = compute(city, { ...asked, grids: 3 })
    const cells = [cellsOfEstate(city, 'E1'), cellsOfEstate(city, 'E2')] as const
    for (const keepWhole of [undefined, ['estate' as const]]) {
      const plan = compute(city, {
        ...asked,
        grids: 3,
        tolerance: 0.5,
        ...(keepWhole && { keepWhole }),
        apart: [[estate('E1'), estate('E2')]],
      })
      const [one, two] = cells.map((own) => gridsOf(plan.assignment, own)) as [Set<number>, Set<number>]
      expect([...one].filter((grid) => two.has(grid))).toEqual([])
      expect(plan.warnings).toContainEqual({ code: 'apart-kept', pairs: 1, kept: 1, notKept: [] })
      expect(plan.rules!.apart).toHaveLength(1)
    }
    expect(usual.rules?.apart).toBeUndefined()
  })

  test('that cannot be are refused by name', () => {
    expect(refusalOf(city, { ...asked, apart: [[estate('E1'), { cells: [[300, 1]] }]] })).toEqual({
      ...{ code: 'apart-overlap', thing: 'E1小区', other: '#300' },
    })
    const together = [estate('E1'), estate('E3')].map((thing) => ({ ...thing, grid: 2 })) as PartitionInput['pins']
    expect(refusalOf(city, { ...asked, pins: together, apart: [[estate('E1'), estate('E3')]] })).toMatchObject({
      ...{ code: 'apart-conflict', thing: 'E1小区', otherThing: 'E3小区', where: 'pins' },
    })
    expect(
      refusalOf(city, {
        ...asked,
        keepWhole: ['estate'],
        apart: [[{ cells: [[300, 1]] }, { cells: [[cellsOfEstate(city, 'E1')[0]!, 1]] }]],
      }),
    ).toMatchObject({
      code: 'apart-conflict',
      where: 'unit',
    })
  })
})

describe('class B', () => {
  const city = makeCity()

  test('districts have grids that aim at a share of what the others do', () => {
    const plan = compute(city, {
      ...asked,
      grids: 16,
      preset: 'balanced',
      classB: { areas: [{ kind: 'district', code: '510302' }] },
    })
    const ofB = plan.grids.filter(({ areaClass }) => areaClass === 'B')
    expect(ofB.length).toBeGreaterThan(5)
    expect(ofB.length).toBeLessThan(16)
    const sizes = (isB: boolean) =>
      plan.grids
        .filter(({ areaClass }) => (areaClass === 'B') === isB)
        .map(({ number }) => cellsOf(plan, number).reduce((sum, cell) => sum + customersOf(city)[cell]!, 0))
    const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length
    expect(mean(sizes(true)) / mean(sizes(false))).toBeCloseTo(0.6, 1)
    expect(plan.warnings).toContainEqual({
      code: 'class-b-kept',
      grids: ofB.length,
      within: ofB.length,
      share: 0.6,
      tolerance: 0.1,
    })
    expect(plan.rules!.classB).toMatchObject({ share: 0.6, tolerance: 0.1 })
  })

  test('grids of the plan to stay near are class B where the rule names no areas', () => {
    const start = from(compute(city, { ...asked, grids: 8 }))
    const grids = start.grids.map((grid) => ({ ...grid, areaClass: grid.number <= 2 ? ('B' as const) : null }))
    const plan = compute(city, { ...asked, grids: undefined, from: 'test-1', classB: {} }, { ...start, grids })
    expect(plan.grids.filter(({ areaClass }) => areaClass === 'B').length).toBeGreaterThan(0)
    expect(refusalOf(city, { ...asked, from: 'test-1', classB: {} }, start)).toEqual({ code: 'class-b-nowhere' })
  })
})

function borders({ neighbors }: City, assignment: Uint16Array, a: number, b: number): boolean {
  return neighbors.some((other, at) => other >= 0 && assignment[Math.floor(at / 6)] === a && assignment[other] === b)
}

describe('the cost of a rule', () => {
  const city = withEstates({ E1: 300, E2: 330, E3: 650 })

  test('is the plan against one by the same seed without it', () => {
    const apart = { apart: [[estate('E1'), estate('E2')]] } satisfies Partial<PartitionInput>
    const pins = { pins: [{ ...estate('E3'), grid: 1 }] } satisfies Partial<PartitionInput>
    const plan = compute(city, { ...asked, grids: 3, ...apart, ...pins, costs: true })
    const without = compute(city, { ...asked, grids: 3, ...apart })
    const border = (assignment: Uint16Array) =>
      city.neighbors.filter((other, at) => {
        const cell = Math.floor(at / 6)
        return other > cell && assignment[cell] !== assignment[other]
      }).length
    const costs = plan.warnings.filter((note) => note.code === 'rule-cost')
    expect(costs.map(({ rule }) => rule)).toEqual(['pins', 'apart'])
    expect(costs[0]!.border).toBeCloseTo(border(plan.assignment) / border(without.assignment) - 1, 12)
    expect(compute(city, { ...asked, grids: 3, ...apart, ...pins }).assignment).toEqual(plan.assignment)
  })

  test('is not told where there is no plan without it, or no time', () => {
    let clock = 0
    const slow = { ...control(), now: () => (clock += 40_000) }
    const request: PartitionInput = {
      ...asked,
      costs: true,
      keepWhole: ['estate'],
      pins: [{ cells: [[0, 1]], grid: 1 }],
      apart: [[{ cells: [[0, 1]] }, { cells: [[500, 1]] }]],
      districts: 'avoid',
    }
    const result = computePlan(inputOf(city, request), slow)
    if (!result.ok) throw new Error(result.reason)
    const costs = result.warnings.filter((note) => note.code === 'rule-cost')
    expect(costs).toHaveLength(4)
    expect(costs.at(-1)).toEqual({ code: 'rule-cost', rule: 'apart', without: 'no-time' })
  })
})
