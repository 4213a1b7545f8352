import { expect, test } from 'vitest'
import { describeNeedlessShift } from '../../../../server/coordinates/unshiftedPlaces.ts'

const at = (lon: number, lat: number) => ({ lon, lat })
const macao = at(113.55, 22.2)

test.each([
  ['Macao', macao],
  ['Hong Kong', at(114.17, 22.3)],
  ['Taiwan', at(121.5, 25.04)],
  ['Taiwan', at(120.3, 22.63)],
] as const)('in %s a reading as GCJ-02 or BD-09 is told of, in the words in which it was stated', (name, place) => {
  for (const crs of ['gcj02', 'bd09'] as const) {
    expect(describeNeedlessShift([place], crs)).toMatch(new RegExp(`lies in ${name}.*: --crs ${crs} moved it by about`))
    expect(describeNeedlessShift([place], crs, `crs ${crs}`)).toMatch(/: crs (gcj02|bd09) moved it/)
  }
})

test('nothing is said of what was read as WGS 84, lies on the mainland, or is mostly there', () => {
  expect(describeNeedlessShift([macao], 'wgs84')).toBeUndefined()
  const shenzhen = at(114.06, 22.55)
  for (const points of [[], [shenzhen], [at(113.3, 23.1)], [macao, shenzhen, shenzhen]])
    expect(describeNeedlessShift(points, 'gcj02')).toBeUndefined()
})
