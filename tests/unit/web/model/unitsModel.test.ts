import { expect, it } from 'vitest'
import { buildUnitsModel, cellsOfUnit } from '../../../../web/model/unitsModel.ts'
import { unit } from './placeBuilders.ts'

const features = [unit('park', 'P', [[7, 2]]), unit('estate', 'E', [[1, 3]]), unit('estate', 'F', [])]
const model = buildUnitsModel({ type: 'FeatureCollection', features })

it('counts units by kind, and knows which holds a cell', () => {
  expect([...model.counts]).toEqual([
    ['estate', 2],
    ['park', 1],
  ])
  expect([0, 1, 3, 4, 7, 8, 9].map((cell) => model.unitAt(cell)?.properties.code)).toEqual([
    undefined,
    'E',
    'E',
    undefined,
    'P',
    'P',
    undefined,
  ])
})

it('finds a unit by kind and code, and lists its cells', () => {
  expect(cellsOfUnit(model.byId('estate E')!)).toEqual([1, 2, 3])
  expect(cellsOfUnit(model.byId('estate F')!)).toEqual([])
  expect(model.byId('park E')).toBeUndefined()
})
