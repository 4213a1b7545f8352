import { describe, expect, it } from 'vitest'
import { namesOfEnds, placeOfCell } from '../../../../web/model/placeNames.ts'

/** Cells from west to east along the equator: two districts, and two cells of none; the last one is beyond the antimeridian. */
const city = {
  districtOfCell: Int32Array.of(0, 1, -1, -1),
  districtNames: ['定海区', '普陀区'],
  centers: Float64Array.of(170, 0, 179, 0, 172, 0, -179, 0),
}

const text = ({ district, isNear }: ReturnType<typeof placeOfCell>) => `${isNear ? '近' : ''}${district}`
const namesOf = (ends: [number, number], grids: (string | undefined)[] = []) =>
  namesOfEnds(ends, text, { model: city, gridNameAt: (cell) => grids[cell] })

describe('where a link ends', () => {
  it('is told by its districts, or by those nearest to it', () => {
    expect(namesOf([0, 1])).toEqual(['定海区', '普陀区'])
    expect(namesOf([1, 2])).toEqual(['普陀区', '近定海区'])
    expect(placeOfCell(city, 3)).toEqual({ district: '普陀区', isNear: true })
  })

  it('is told by the grids of the plan where both ends have the same district', () => {
    const alike = { ...city, districtOfCell: Int32Array.of(0, 0, -1, -1) }
    const grids = ['定海区01网格', '定海区02网格']
    const tell = (gridNameAt: (cell: number) => string | undefined) =>
      namesOfEnds([0, 1], text, { model: alike, gridNameAt })
    expect(tell((cell) => grids[cell])).toEqual(grids)
    expect(tell(() => '定海区01网格')).toEqual(['定海区', '定海区'])
    expect(tell(() => undefined)).toEqual(['定海区', '定海区'])
  })

  it('is told to be in no district where the city has none', () => {
    const bare = { ...city, districtOfCell: new Int32Array(4).fill(-1), districtNames: [] }
    expect(placeOfCell(bare, 0)).toEqual({ district: null, isNear: false })
  })
})
