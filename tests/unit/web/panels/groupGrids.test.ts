import { describe, expect, it } from 'vitest'
import type { GridFigures } from '../../../../server/contract/grids.ts'
import { groupGrids } from '../../../../web/panels/groupGrids.ts'
import { gridIdOf, gridOf } from '../../partition/builders.ts'

const grid = (number: number, customers: number, parent?: number): GridFigures => ({
  ...gridOf(number, { parentId: parent === undefined ? null : gridIdOf(parent) }),
  cellCount: 1,
  figures: { customers, revenue: 100 * customers },
  deviations: { customers: null, revenue: null },
  areaKm2: 1,
  compactness: 1,
})

const rows = [grid(1, 10, 9), grid(2, 20), grid(3, 30, 9), grid(4, 40), grid(9, 5)]
const told = (listed: readonly GridFigures[]) =>
  groupGrids(listed, rows).map((one) =>
    one.kind === 'grid' ? one.row.number : [one.main.number, ...one.members.map(({ number }) => number)],
  )

describe('the list of grids', () => {
  it('has sub-grids under their main grid, where the first of them stands', () => {
    expect(told([rows[1]!, rows[2]!, rows[3]!, rows[0]!, rows[4]!])).toEqual([2, [9, 3, 1], 4])
    expect(told([rows[4]!, rows[1]!])).toEqual([[9], 2])
  })

  it('tells what all of a main grid’s have together, whatever is looked for', () => {
    const [group] = groupGrids([rows[2]!], rows)
    expect(group).toMatchObject({ kind: 'group', memberCount: 2, sums: { customers: 45, revenue: 4500 } })
  })

  it('is as it was where there is no main grid', () => {
    const plain = [grid(1, 1), grid(2, 2)]
    expect(groupGrids(plain, plain)).toEqual(plain.map((row) => ({ kind: 'grid', row })))
  })
})
