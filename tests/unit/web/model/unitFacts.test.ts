import { describe, expect, it } from 'vitest'
import type { Grid } from '../../../../partition/index.ts'
import { pinnedUnitOf, runsInOneGrid, unitInPlan } from '../../../../web/model/unitFacts.ts'
import { buildUnitsModel } from '../../../../web/model/unitsModel.ts'
import { unit } from './placeBuilders.ts'

const whole = unit('estate', 'E', [[1, 2]])
const cut = unit('estate', 'F', [[3, 3]])
const none = unit('estate', 'G', [])
const loose = unit('estate', 'H', [[0, 1]])
const planWith = (pins: Grid['pins']) => ({
  assignment: Uint16Array.of(0, 1, 1, 1, 2, 2),
  grids: new Map([1, 2].map((number) => [number, { number, pins: number === 1 ? pins : [] } as unknown as Grid])),
})

describe('a unit in a plan', () => {
  it('lies in the grids that have cells of it', () => {
    expect([whole, cut, none, loose].map((one) => unitInPlan(one, planWith([])).grids)).toEqual([[1], [1, 2], [], [0]])
  })

  it('has cells to pin where it is whole in one grid, and nowhere else', () => {
    expect(runsInOneGrid(whole, planWith([]))).toEqual({ grid: 1, runs: [{ start: 1, length: 2 }] })
    expect([cut, none, loose].map((one) => runsInOneGrid(one, planWith([])))).toEqual([null, null, null])
  })

  it('is pinned when all its cells are', () => {
    expect(unitInPlan(whole, planWith([{ start: 1, length: 1 }])).isPinned).toBe(false)
    expect(unitInPlan(whole, planWith([{ start: 0, length: 4 }])).isPinned).toBe(true)
    expect(unitInPlan(none, planWith([{ start: 0, length: 4 }])).isPinned).toBe(false)
  })
})

describe('why cells may not leave their grid', () => {
  const plan = planWith([{ start: 1, length: 3 }])
  const model = buildUnitsModel({ type: 'FeatureCollection', features: [whole, cut] })

  it('is the unit that is pinned as a whole', () => {
    expect(pinnedUnitOf([4, 2], [null, model], plan)?.properties.code).toBe('E')
  })

  it('is no unit that has other cells to move', () => {
    expect(pinnedUnitOf([3], [model], plan)).toBeUndefined()
  })
})
