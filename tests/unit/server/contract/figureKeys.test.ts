import { expect, test } from 'vitest'
import { figureKey, figures } from '../../../../server/contract/figures.ts'
import { gridFigures } from '../../../../server/contract/grids.ts'

const isKey = (text: string) => figureKey.safeParse(text).success

test('no figure is called like what stands beside it in a file, an answer or an object', () => {
  // Export writes a grid's members and its figures into one list of properties.
  const { figures: _, deviations: __, ...members } = gridFigures.shape
  for (const member of Object.keys(members)) expect([member, isKey(member)]).toEqual([member, false])
  for (const column of ['cell_id', 'grid_code', 'grid_name', 'area_km2', 'within_tolerance', 'customers_deviation'])
    expect([column, isKey(column)]).toEqual([column, false])
  const inherited = Object.getOwnPropertyNames(Object.prototype)
  expect(inherited.filter(isKey)).toEqual([])
  expect(['customers', 'revenue', 'kids', 'ports_used'].every(isKey)).toBe(true)
  expect(figures.safeParse({ constructor: 1 }).success).toBe(false)
})
