import { expect, test } from 'vitest'
import { noteNeedlessShift } from '../../../../server/coordinates/unshiftedPlaces.ts'

const at = (lon: number, lat: number) => ({ lon, lat })
const macao = at(113.55, 22.2)

test.each([
  ['macao', macao],
  ['hong-kong', at(114.17, 22.3)],
  ['taiwan', at(121.5, 25.04)],
  ['taiwan', at(120.3, 22.63)],
] as const)('in %s a reading as GCJ-02 or BD-09 is told of', (place, point) => {
  for (const crs of ['gcj02', 'bd09'] as const) {
    const [note, ...more] = noteNeedlessShift([point], crs, 'customers')
    expect(note).toEqual({ code: 'crs-needless', read: 'customers', place, crs, metres: expect.any(Number) })
    expect(note!.metres).toBeGreaterThan(400)
    expect(note!.metres).toBeLessThan(1500)
    expect(more).toEqual([])
  }
})

test('nothing is said of what was read as WGS 84, lies on the mainland, or is mostly there', () => {
  expect(noteNeedlessShift([macao], 'wgs84', 'points')).toEqual([])
  const shenzhen = at(114.06, 22.55)
  for (const points of [[], [shenzhen], [at(113.3, 23.1)], [macao, shenzhen, shenzhen]])
    expect(noteNeedlessShift(points, 'gcj02', 'points')).toEqual([])
})
