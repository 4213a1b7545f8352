import { describe, expect, it } from 'vitest'
import { cellGraph, components, computeFigures, verify } from '../../../../partition/index.ts'
import { noteText, plainFormat, refusalText } from '../../../../server/contract/noteText.ts'
import { type PartitionInput, partitionRequest } from '../../../../server/contract/partitionRequest.ts'
import type { AreaOfCells } from '../../../../server/plans/areaRules.ts'
import { type ComputedPlan, computePlan } from '../../../../server/plans/computePlan.ts'
import { type City, compute, control, customersOf, inputOf, makeCity, withCustomers } from './madeCity.ts'

/** Strips of the city, in rows and columns of some degrees. */
function subdistrictsOf({ centers, cellIds }: City, size: number): AreaOfCells[] {
  const cells = new Map<string, number[]>()
  for (let cell = 0; cell < cellIds.length; cell++) {
    const key = [centers[2 * cell]! - 104, centers[2 * cell + 1]! - 29].map((at) => Math.floor(at / size)).join('-')
    cells.set(key, [...(cells.get(key) ?? []), cell])
  }
  return [...cells]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, list]) => ({ code: key, name: `街道${key}`, cells: list }))
}

const withSubdistricts = (city: City, list: readonly AreaOfCells[]): City => ({
  ...city,
  subdistrictsText: JSON.stringify(list),
})
const base: PartitionInput = { grids: 8, tolerance: 0.2, weights: ['customers'], preset: 'fast' }
const gridsIn = ({ assignment }: ComputedPlan, cells: readonly number[]) =>
  new Set(cells.map((cell) => assignment[cell]))
const crossings = (plan: ComputedPlan, { neighbors }: City, of: ArrayLike<number>) => {
  let [inside, across] = [0, 0]
  neighbors.forEach((other, i) => {
    const cell = Math.floor(i / 6)
    if (other < 0 || plan.assignment[cell] === plan.assignment[other]) return
    if (of[cell] === of[other]) inside++
    else across++
  })
  return { inside, across }
}
const labelsOf = (list: readonly AreaOfCells[], cellCount: number) => {
  const of = new Int32Array(cellCount).fill(-1)
  for (const [area, { cells }] of list.entries()) for (const cell of cells) of[cell] = area
  return of
}

describe('subdistricts', () => {
  it('that are to be whole are whole but for those that are told, over twenty seeds', () => {
    const city = makeCity()
    const list = subdistrictsOf(city, 0.012)
    expect(list.length).toBeGreaterThan(30)
    let whole = 0
    for (let seed = 1; seed <= 20; seed++) {
      const plan = compute(withSubdistricts(city, list), { ...base, seed, subdistricts: 'whole' })
      const note = plan.warnings.find(({ code }) => code === 'subdistricts-kept')
      if (note?.code !== 'subdistricts-kept') throw new Error('told')
      const split = list.filter(({ cells }) => gridsIn(plan, cells).size > 1)
      const told = new Set(note.notKept.map(({ name }) => name))
      expect(split.filter(({ name }) => !told.has(name))).toEqual([])
      expect(plan.rules?.units).toHaveLength(note.whole)
      whole += note.whole
    }
    expect(whole).toBeGreaterThan(20 * 25)
  })

  it('that weigh more than a grid are told by name and have their border preferred', () => {
    const city = makeCity()
    const list = subdistrictsOf(city, 0.02)
    const heavy = list.toSorted((a, b) => b.cells.length - a.cells.length)[0]!
    const isIn = new Set(heavy.cells)
    const crowded = withSubdistricts(
      withCustomers(city, (count, cell) => (isIn.has(cell) ? 10 * count : count)),
      list,
    )
    const plan = compute(crowded, { ...base, subdistricts: 'whole' })
    const note = plan.warnings.find(({ code }) => code === 'subdistricts-kept')
    expect(note).toMatchObject({ notKept: [{ name: heavy.name, reason: 'heavy' }] })
    expect(noteText(note!, 'en', plainFormat)).toMatch(
      new RegExp(`${heavy.name} \\(it is as large as [\\d.]+ grids; its border`),
    )
    expect(noteText(note!, 'zh-CN', plainFormat)).toMatch(/相当于 [\d.]+ 个网格/)
    expect(gridsIn(plan, heavy.cells).size).toBeGreaterThan(1)
  })

  it('keep a unit in one of them whole, and one in two by its pieces', () => {
    const city = makeCity()
    const list = subdistrictsOf(city, 0.012)
    const [first] = list.filter(({ cells }) => cells.length > 6)
    const unit = (code: string, cells: readonly number[]) => ({
      ...{ kind: 'estate', code, name: code, cells: [...cells].sort((a, b) => a - b), shares: cells.map(() => 9) },
    })
    const of = labelsOf(list, city.cellIds.length)
    const border = [...of.keys()].find((cell) =>
      city.neighbors.slice(6 * cell, 6 * cell + 6).some((o) => o >= 0 && of[o] !== of[cell]),
    )!
    const beyond = [...city.neighbors.slice(6 * border, 6 * border + 6)].find((o) => o >= 0 && of[o] !== of[border])!
    const unitsText = JSON.stringify([unit('内', first!.cells.slice(0, 2)), unit('跨', [border, beyond])])
    const plan = compute(
      { ...withSubdistricts(city, list), unitsText },
      { ...base, subdistricts: 'whole', keepWhole: ['estate'] },
    )
    const note = plan.warnings.find(({ code }) => code === 'units-kept')
    expect(note).toMatchObject({ notKept: [{ name: '跨', reason: 'subdistricts' }] })
  })

  it('are crossed by no grid where none may, whatever the districts', () => {
    const city = makeCity()
    const list = subdistrictsOf(city, 0.04)
    for (const districts of ['ignore', 'avoid', 'never'] as const) {
      const plan = compute(withSubdistricts(city, list), {
        ...{ ...base, grids: 24, tolerance: 0.5, districts, subdistricts: 'never' },
      })
      const of = labelsOf(list, city.cellIds.length)
      for (const { number } of plan.grids) {
        const cells = [...plan.assignment.keys()].filter((cell) => plan.assignment[cell] === number)
        expect(new Set(cells.map((cell) => of[cell])).size).toBe(1)
        if (districts === 'never') expect(new Set(cells.map((cell) => city.districtOfCell[cell])).size).toBe(1)
      }
      expect(plan.rules?.areas?.length).toBeGreaterThanOrEqual(list.length)
      expect(plan.grids.every(({ name }) => /^[东西]区/.test(name))).toBe(true)
    }
  })

  it('that are more than the grids are refused, where none may be crossed', () => {
    const city = makeCity()
    const list = subdistrictsOf(city, 0.02)
    const result = computePlan(
      inputOf(withSubdistricts(city, list), { ...base, grids: 3, links: 'confirmed', subdistricts: 'never' }),
      control(),
    )
    if (result.ok || result.reason !== 'unsolvable') throw new Error('refused')
    expect(refusalText(result.refusal, 'en', plainFormat)).toMatch(new RegExp(`${list.length}`))
  })

  it('have more of the borders along theirs where these are preferred', () => {
    const city = makeCity()
    const list = subdistrictsOf(city, 0.02)
    const of = labelsOf(list, city.cellIds.length)
    let [free, near] = [0, 0]
    for (let seed = 1; seed <= 5; seed++) {
      for (const subdistricts of ['ignore', 'avoid'] as const) {
        const plan = compute(withSubdistricts(city, list), { ...base, seed, subdistricts })
        const { inside, across } = crossings(plan, city, of)
        if (subdistricts === 'avoid') near += across / (inside + across)
        else free += across / (inside + across)
      }
    }
    expect(near).toBeGreaterThan(1.3 * free)
  })
})

describe('what is said of one that is too small', () => {
  it('says which borders could be crossed', () => {
    const note = {
      code: 'district-too-small',
      cells: 3,
      grids: 1,
      gridsOfAll: 8,
      deviation: -0.4,
      weighs: 0.6,
    } as const
    expect(noteText({ ...note, district: '东区' }, 'en', plainFormat)).toMatch(/cross districts/)
    const street = { ...note, district: '外滩街道', level: 'subdistrict' } as const
    expect(noteText(street, 'en', plainFormat)).toMatch(/cross subdistricts/)
    expect(noteText(street, 'zh-CN', plainFormat)).toMatch(/跨街道/)
  })
})

describe('main grids', () => {
  const mainsOf = ({ grids }: ComputedPlan) => {
    const parents = new Set(grids.map(({ parentId }) => parentId))
    return grids.filter(({ gridId }) => parents.has(gridId))
  }
  const subsOf = (plan: ComputedPlan) => {
    const mains = new Set(mainsOf(plan))
    return plan.grids.filter((grid) => !mains.has(grid))
  }

  it('of districts are called like them, and each grid is in that of its district', () => {
    const city = makeCity()
    const plan = compute(city, { ...base, mainGrids: 'district' })
    expect(mainsOf(plan).map(({ code, name, parentId }) => [code, name, parentId])).toEqual([
      ['510302', '西区', null],
      ['510304', '东区', null],
    ])
    const nameOf = new Map(mainsOf(plan).map(({ gridId, name }) => [gridId, name]))
    for (const { number, parentId } of subsOf(plan)) {
      const districts = new Set(
        [...plan.assignment.keys()]
          .filter((cell) => plan.assignment[cell] === number)
          .map((cell) => city.districtOfCell[cell]!),
      )
      expect([...districts].map((district) => city.districts[district]!.name)).toEqual([nameOf.get(parentId!)])
    }
    expect(plan.warnings[0]).toMatchObject({ code: 'main-grids-made', by: 'district', mains: 2 })
    expect(compute(city, { ...base, mainGrids: 'district' })).toEqual(plan)
  })

  it('of a number hang together, hold every grid, and are the sum of theirs, over twenty seeds', () => {
    const city = makeCity()
    const graph = cellGraph(city.neighbors, [])
    for (let seed = 1; seed <= 20; seed++) {
      const [grids, count] = [6 + (seed % 6), 2 + (seed % 3)]
      const plan = compute(city, { ...base, grids, seed, mainGrids: { count } })
      const mains = mainsOf(plan)
      const subs = subsOf(plan)
      expect(mains).toHaveLength(count)
      expect(subs).toHaveLength(grids)
      expect(subs.every(({ parentId }) => mains.some(({ gridId }) => gridId === parentId))).toBe(true)
      const parentOf = new Map(
        subs.map(({ number, parentId }) => [number, mains.findIndex(({ gridId }) => gridId === parentId)]),
      )
      const mainOfCell = plan.assignment.map((number) => parentOf.get(number)!)
      expect(components(graph, (cell) => mainOfCell[cell]!).count).toBe(count)
      // As many grids as its weight asks for: none is off by more than tolerances add up to.
      const customers = customersOf(city)
      const total = customers.reduce((sum, value) => sum + value, 0)
      for (const main of mains.keys()) {
        const sum = customers.reduce((all, value, cell) => (mainOfCell[cell] === main ? all + value : all), 0)
        const own = subs.filter(({ number }) => parentOf.get(number) === main).length
        expect(Math.abs((sum / total) * grids - own)).toBeLessThanOrEqual(0.2 * own + 1e-9)
      }
      const figures = computeFigures({
        assignment: plan.assignment,
        gridNumbers: subs.map(({ number }) => number),
        figures: city.facts,
        areasKm2: new Float64Array(city.cellIds.length).fill(1),
        perimetersKm: new Map(),
      })
      expect(figures.totals.figures.customers).toBe(total)
      expect(plan.withinTolerance).toBe(true)
      const { violations } = verify({
        cellIds: city.cellIds,
        assignment: plan.assignment,
        gridNumbers: plan.grids.map(({ number }) => number),
        records: plan.grids,
        figures: city.facts,
      })
      expect(violations).toEqual([])
    }
  })

  it('are not asked for where they cannot be', () => {
    const problems = (request: PartitionInput) =>
      partitionRequest.safeParse(request).error?.issues.map(({ message }) => message)
    expect(
      problems({ sizeBand: { smallest: 1, largest: 9 }, weights: ['customers'], mainGrids: { count: 2 } }),
    ).toEqual([expect.stringMatching(/need `grids`/)])
    expect(problems({ grids: 2, mainGrids: { count: 3 } })).toEqual([expect.stringMatching(/too few/)])
    expect(problems({ grids: 4, candidates: true, mainGrids: { count: 2 } })).toEqual([
      expect.stringMatching(/one plan/),
    ])
    expect(problems({ grids: 4, from: 'a-1', mainGrids: 'district' })).toEqual([expect.stringMatching(/beside `from`/)])
  })
})
