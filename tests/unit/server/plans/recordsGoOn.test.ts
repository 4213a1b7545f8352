import { describe, expect, it } from 'vitest'
import { gridIdOf, gridOf } from '../../partition/builders.ts'
import { cellsOf, compute, from, makeCity, withCustomers } from './madeCity.ts'

describe('a plan that stays near another', () => {
  it('keeps pinned cells in their grids, and the pins', () => {
    const city = makeCity()
    const old = compute(city, { grids: 8, weights: ['customers'] })
    const own = cellsOf(old, 3)
    const pins = [{ start: own[0]!, length: 1 }]
    const grids = old.grids.map((grid) => (grid.number === 3 ? { ...grid, pins } : grid))
    const busier = withCustomers(city, (count, cell) => count * (cell % 50 < 25 ? 2 : 1))
    const plan = compute(busier, { from: 'test-1', tolerance: 0.1, weights: ['customers'] }, { ...from(old), grids })
    expect(plan.assignment[own[0]!]).toBe(3)
    expect(plan.grids.find(({ number }) => number === 3)!.pins).toEqual(pins)
  })

  it('keeps main grids of those that go on, and counts neither them nor empty grids as parts', () => {
    const city = makeCity()
    const old = compute(city, { grids: 6, weights: ['customers'] })
    const main = gridOf(7, { gridId: gridIdOf(70), code: 'M1', name: '主网格' })
    const empty = gridOf(8, { gridId: gridIdOf(80), code: 'E1', name: '空网格' })
    const grids = [
      ...old.grids.map((grid) => ({ ...grid, parentId: main.gridId, areaClass: 'A' as const })),
      main,
      empty,
    ]
    const plan = compute(city, { from: 'test-1', weights: ['customers'] }, { ...from(old), grids })
    expect(new Set(plan.assignment).size).toBe(6)
    expect(plan.grids).toHaveLength(7)
    expect(plan.grids.find(({ gridId }) => gridId === main.gridId)).toMatchObject({ code: 'M1', number: 7 })
    expect(plan.grids.filter(({ parentId, areaClass }) => parentId === main.gridId && areaClass === 'A')).toHaveLength(
      6,
    )
  })
})
