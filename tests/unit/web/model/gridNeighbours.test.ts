import { describe, expect, it } from 'vitest'
import { gridNeighbours } from '../../../../web/model/gridNeighbours.ts'
import { openTownPlan, smallTown, stripes } from './town.ts'

const model = smallTown()
const assignment = stripes(model)

describe('gridNeighbours', () => {
  it('are the grids that touch it, the one with the longest border first', () => {
    const { plan } = openTownPlan(model, assignment).cells
    expect(gridNeighbours(plan, 1)).toEqual([2])
    expect(gridNeighbours(plan, 2).toSorted()).toEqual([1, 3])
  })
})
