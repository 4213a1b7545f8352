import { describe, expect, it } from 'vitest'
import { contractFigures } from '../../../../server/contract/figures.ts'
import type { ComparedPair } from '../../../../server/contract/impact.ts'
import { orderPairs, pairCsv } from '../../../../web/model/pairTable.ts'
import { gridIdOf } from '../../partition/builders.ts'

const grid = (number: number, name: string) => ({ gridId: gridIdOf(number), code: `G${number}`, name })
const things = { accounts: { key: 2, listed: 1 }, units: { whole: 3, split: 0 } }
const pair = (
  from: ComparedPair['from'],
  to: ComparedPair['to'],
  cells: number,
  customers: number,
  revenue: number,
): ComparedPair => ({ from, to, cells, figures: { customers, revenue }, ...things })

const pairs = [
  pair(grid(1, '大安02'), grid(2, '大安10'), 3, 40, 900),
  pair(grid(2, '大安10'), null, 5, 40, 100),
  pair(null, grid(1, '大安02'), 1, 70, 500),
]

describe('what moves between grids', () => {
  it('is ordered by any column, numbers within names as numbers', () => {
    const cells = (order: Parameters<typeof orderPairs>[1]) => orderPairs(pairs, order).map((one) => one.cells)
    // Of equals the one with more cells comes first.
    expect(cells({ by: 'customers', isDescending: true })).toEqual([1, 5, 3])
    expect(cells({ by: 'revenue', isDescending: false })).toEqual([5, 1, 3])
    expect(cells({ by: 'cells', isDescending: true })).toEqual([5, 3, 1])
    expect(cells({ by: 'from', isDescending: false })).toEqual([1, 3, 5])
    expect(cells({ by: 'to', isDescending: true })).toEqual([3, 1, 5])
  })

  it('is the same table in whatever order it came', () => {
    const order = { by: 'customers', isDescending: true } as const
    expect(orderPairs(pairs.toReversed(), order)).toEqual(orderPairs(pairs, order))
  })

  it('is written with every figure and the total, and runs no formula in a spreadsheet', () => {
    const evil = pair(grid(3, '=HYPERLINK("http://x")'), grid(4, '@SUM(A1)'), 1, 1, -5)
    const totals = { cells: 1, figures: { customers: 1, revenue: -5 }, ...things, share: 0.1 }
    const lines = pairCsv({ pairs: [evil], totals }, contractFigures).split('\n')
    expect(lines).toEqual([
      '\ufefffrom_code,from_name,to_code,to_name,cells,customers,revenue,key_accounts,listed_accounts,units_whole,units_split',
      `G3,"'=HYPERLINK(""http://x"")",G4,'@SUM(A1),1,1,-0.05,2,1,3,0`,
      'total,,,,1,1,-0.05,2,1,3,0',
      '',
    ])
  })
})
