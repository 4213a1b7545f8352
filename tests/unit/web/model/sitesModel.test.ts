import { expect, it } from 'vitest'
import { buildSitesModel } from '../../../../web/model/sitesModel.ts'
import { outlet, site } from './placeBuilders.ts'

const model = buildSitesModel(
  {
    type: 'FeatureCollection',
    unlocated: 0,
    features: [outlet('A', 'social'), outlet('B', 'own'), outlet('C', 'own')],
  },
  { type: 'FeatureCollection', unlocated: 0, features: [site('A', 'key')] },
)

it('sorts outlets and sites of accounts into layers, of which none is empty', () => {
  expect(Array.from(model.layers, ([layer, places]) => [layer, places.map(({ id }) => id)])).toEqual([
    ['own-outlet', ['B', 'C']],
    ['social-outlet', ['A']],
    ['key-account', ['A 1']],
  ])
})

it('keeps outlets and sites apart that have the same code', () => {
  expect(model.outlet('A')?.properties.type).toBe('social')
  expect(model.accountSite('A 1')?.properties.listing).toBe('key')
  expect(model.accountSite('A')).toBeUndefined()
})
