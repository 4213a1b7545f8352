import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedCells, type PlanSide, pairKey } from '../../../../web/model/changedCells.ts'
import { gridIdOf } from '../../partition/builders.ts'

const sideOf = (cells: readonly number[], shift = 0): PlanSide => ({
  assignment: Uint16Array.from(cells, (grid) => (grid === 0 ? 0 : grid + shift)),
  grids: [1, 2, 3, 4].map((grid) => ({ number: grid + shift, gridId: gridIdOf(grid) })),
})
const someCells = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 30, maxLength: 30 })

describe('the cells that change hands', () => {
  it('are told by the ids of grids, not by their numbers', () => {
    expect(changedCells(sideOf([1, 2, 3, 0]), sideOf([1, 2, 3, 0], 7))).toEqual(new Map())
    expect(changedCells(sideOf([1, 2, 2, 0]), sideOf([2, 2, 0, 1], 7))).toEqual(
      new Map([
        [pairKey(gridIdOf(1), gridIdOf(2)), [0]],
        [pairKey(gridIdOf(2), null), [2]],
        [pairKey(null, gridIdOf(1)), [3]],
      ]),
    )
  })

  it('are all that have a grid where nothing was before', () => {
    expect(changedCells(null, sideOf([1, 0, 1]))).toEqual(new Map([[pairKey(null, gridIdOf(1)), [0, 2]]]))
  })

  it('are each in one pair, and the other way round in the pair turned', () => {
    fc.assert(
      fc.property(someCells, someCells, (a, b) => {
        const there = changedCells(sideOf(a), sideOf(b, 3))
        const back = changedCells(sideOf(b, 3), sideOf(a))
        const cells = [...there.values()].flat()
        expect(cells.toSorted((x, y) => x - y)).toEqual(a.flatMap((grid, cell) => (grid === b[cell] ? [] : [cell])))
        for (const [key, own] of there) {
          const [from, to] = key.split('>') as [string, string]
          expect(back.get(pairKey(to || null, from || null))).toEqual(own)
        }
      }),
    )
  })
})
