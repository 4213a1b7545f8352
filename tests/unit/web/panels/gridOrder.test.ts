import { describe, expect, it } from 'vitest'
import type { GridFigures } from '../../../../server/contract/grids.ts'
import type { Judgement } from '../../../../server/contract/planTolerances.ts'
import { orderGrids } from '../../../../web/panels/gridOrder.ts'

const grid = (number: number, name: string, byCustomers: number, byRevenue: number): GridFigures => ({
  number,
  gridId: '',
  code: `4201${String(number).padStart(2, '0')}`,
  name,
  colour: '#808080',
  locked: false,
  areaClass: null,
  parentId: null,
  pins: [],
  cellCount: 1,
  figures: { customers: Math.round(1000 * (1 + byCustomers)), revenue: Math.round(5000 * (1 + byRevenue)) },
  deviations: { customers: byCustomers, revenue: byRevenue },
  areaKm2: 1,
  compactness: 0.5,
})

const rows = [
  grid(1, '大安区01网格', 0.01, -0.02),
  grid(2, '大安区02网格', -0.2, 0.1),
  grid(3, '青石区01网格', 0.05, 0.12),
]
const numbers = (found: GridFigures[]) => found.map(({ number }) => number)

const judgement: Judgement = {
  weights: ['customers', 'revenue'],
  tolerances: { customers: 0.05, revenue: 0.05 },
}
const both = { by: 'worst', judgement } as const

describe('orderGrids', () => {
  it('puts the worst balanced first, by whichever figure is worse', () => {
    expect(numbers(orderGrids(rows, both, 'worst', ''))).toEqual([2, 3, 1])
  })

  it('judges by what the plan balances alone', () => {
    const revenueOnly = { ...judgement, weights: ['revenue'] as const }
    expect(numbers(orderGrids(rows, { by: 'worst', judgement: revenueOnly }, 'worst', ''))).toEqual([3, 2, 1])
  })

  it('judges by the figure that is chosen', () => {
    expect(numbers(orderGrids(rows, { by: 'revenue', judgement }, 'worst', ''))).toEqual([3, 2, 1])
  })

  it('sorts by code, customers and revenue', () => {
    expect(numbers(orderGrids(rows, both, 'name', ''))).toEqual([1, 2, 3])
    expect(numbers(orderGrids(rows, both, 'customers', ''))).toEqual([3, 1, 2])
    expect(numbers(orderGrids(rows, both, 'revenue', ''))).toEqual([3, 2, 1])
  })

  it('finds by parts of name and code together', () => {
    expect(numbers(orderGrids(rows, both, 'name', '大安 02'))).toEqual([2])
    expect(numbers(orderGrids(rows, both, 'name', '420103'))).toEqual([3])
    expect(orderGrids(rows, both, 'name', '不存在')).toEqual([])
  })
})
