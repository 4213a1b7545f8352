import { expect, it } from 'vitest'
import type { UnitKind } from '../../../../server/contract/placeKinds.ts'
import type { UnitCollection } from '../../../../server/contract/places.ts'
import { unitShapes } from '../../../../web/map/unitShapes.ts'
import { buildUnitsModel } from '../../../../web/model/unitsModel.ts'

const unit = (kind: UnitKind, code: string, cells: [number, number][]): UnitCollection['features'][number] => ({
  type: 'Feature',
  id: `${kind} ${code}`,
  geometry: { type: 'Point', coordinates: [120, 30] },
  properties: {
    ...{ kind, code, name: code, cells, households: null, penetration: null, lost: 0 },
    ...{ sourceName: 'a.geojson', importedAt: '2026-01-01T00:00:00Z' },
  },
})
const features = [unit('park', 'P', [[7, 2]]), unit('estate', 'E', [[1, 3]]), unit('estate', 'F', [])]

it('counts units by kind, and knows which of the shown kinds holds a cell', () => {
  const model = buildUnitsModel({ type: 'FeatureCollection', features })
  expect([...model.counts]).toEqual([
    ['estate', 2],
    ['park', 1],
  ])
  const codeAt = (cell: number, kinds: UnitKind[]) => model.unitAt(cell, kinds)?.properties.code
  expect([0, 1, 3, 4, 7, 8, 9].map((cell) => codeAt(cell, ['estate', 'park']))).toEqual([
    undefined,
    'E',
    'E',
    undefined,
    'P',
    'P',
    undefined,
  ])
  expect(codeAt(7, ['estate'])).toBeUndefined()
})

it('draws the kinds that are shown alone, each in a colour of its own', () => {
  expect(unitShapes(features, []).features).toEqual([])
  const colours = unitShapes(features, ['estate', 'park']).features.map(({ properties }) => properties!.colour)
  expect([colours.length, new Set(colours).size]).toEqual([3, 2])
})
