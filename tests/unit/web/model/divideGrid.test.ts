import { describe, expect, it } from 'vitest'
import { cellGraph, components, runsOf } from '../../../../partition/index.ts'
import { divideGrid } from '../../../../web/model/divideGrid.ts'
import { gridNeighbours } from '../../../../web/model/gridNeighbours.ts'
import { openTownPlan, smallTown, snapshotOfTown, stripes } from './town.ts'

const model = smallTown()
const assignment = stripes(model)
const { customers } = snapshotOfTown(model)
const cells = [...assignment.keys()].filter((cell) => assignment[cell] === 2)
const { neighbors } = model
const divide = (parts: number, pinned: readonly number[] = []) =>
  divideGrid({ cells, pins: runsOf(pinned), neighbors, customers, parts })

const sumOf = (own: readonly number[]) => own.reduce((sum, cell) => sum + customers[cell]!, 0)

describe('divideGrid', () => {
  it('gives all parts but the one that stays, each connected, all with about as many customers', () => {
    for (const parts of [2, 3, 4]) {
      const moved = divide(parts)!
      expect(moved).toHaveLength(parts - 1)
      const gone = new Set(moved.flat())
      expect(gone.size).toBe(moved.flat().length)
      const stays = cells.filter((cell) => !gone.has(cell))
      for (const own of [...moved, stays]) {
        expect(Math.abs(sumOf(own) / (sumOf(cells) / parts) - 1)).toBeLessThan(0.15)
        const labels = Uint16Array.from(assignment, (_, cell) => (own.includes(cell) ? 1 : 0))
        const inside = own.map((cell) => [0, 1, 2, 3, 4, 5].map((side) => own.indexOf(neighbors[6 * cell + side]!)))
        expect(labels.filter((label) => label === 1)).toHaveLength(own.length)
        expect(components(cellGraph(Int32Array.from(inside.flat()), [])).count).toBe(1)
      }
    }
  })

  it('leaves pinned cells where they are', () => {
    const pinned = [cells[0]!, cells[1]!]
    for (const own of divide(3, pinned)!) for (const cell of pinned) expect(own).not.toContain(cell)
  })

  it('has none where there are not cells enough', () => {
    expect(divideGrid({ cells: cells.slice(0, 1), pins: [], neighbors, customers, parts: 2 })).toBeNull()
  })
})

describe('gridNeighbours', () => {
  it('are the grids that touch it, the one with the longest border first', () => {
    const { plan } = openTownPlan(model, assignment).cells
    expect(gridNeighbours(plan, 1)).toEqual([2])
    expect(gridNeighbours(plan, 2).toSorted()).toEqual([1, 3])
  })
})
