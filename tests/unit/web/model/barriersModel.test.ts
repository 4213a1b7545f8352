import { expect, it } from 'vitest'
import { buildBarriersModel } from '../../../../web/model/barriersModel.ts'
import { barrier } from './placeBuilders.ts'

const model = buildBarriersModel({
  type: 'FeatureCollection',
  features: [
    barrier('crossing', 'C', [2, 3, 8, 9]),
    barrier('river', 'R', [1, 2, 2, 3]),
    barrier('railway', 'S', [2, 3, 4, 5, 1, 2]),
  ],
})

it('counts barriers by kind, crossings last', () => {
  expect([...model.counts]).toEqual([
    ['river', 1],
    ['railway', 1],
    ['crossing', 1],
  ])
})

it('parts each pair once, and not where a crossing joins it', () => {
  expect(model.parted(['river'])).toEqual({ pairs: [1, 2], crossed: 1 })
  expect(model.parted(['river', 'railway'])).toEqual({ pairs: [1, 2, 4, 5], crossed: 1 })
  expect(model.parted(['expressway'])).toEqual({ pairs: [], crossed: 0 })
})
