import fc from 'fast-check'
import { cellToLatLng } from 'h3-js'
import { describe, expect, it } from 'vitest'
import { type NamingDistrict, type NamingInput, nameGrids } from '../../../../partition/plan/naming.ts'
import { buildCity, growGrids, randomFacts, seededRandom } from '../builders.ts'

const city = buildCity({ radius: 6 })
const centers = Float64Array.from([...city.cellIds].flatMap((id) => cellToLatLng(id.toString(16)).toReversed()))
const middle = 104.77
const east: NamingDistrict = { code: '510304', name: '大安区' }
const west: NamingDistrict = { code: '510302', name: '自流井区' }

/** A city whose western half is 自流井区 and whose eastern half 大安区. */
function buildNaming(gridCount = 8, seed = 1): NamingInput {
  const assignment = growGrids(city, gridCount, seed)
  const districtOfCell = Int32Array.from(assignment, (_, c) => (centers[c * 2]! < middle ? 1 : 0))
  return {
    assignment,
    centers,
    districtOfCell,
    districts: [east, west],
    customers: randomFacts(assignment.length, 90, seed),
    city: '自贡市',
  }
}

/** One grid a cell, the cells given as [lng, lat, district, customers]. */
function rowOf(
  cells: [lng: number, lat: number, district: number, customers: number][],
  grids?: number[],
): NamingInput {
  return {
    assignment: Uint16Array.from(grids ?? cells.map((_, i) => cells.length - i)),
    centers: Float64Array.from(cells.flatMap((cell) => cell.slice(0, 2))),
    districtOfCell: Int32Array.from(cells, ([, , district]) => district),
    districts: [east, west],
    customers: Float64Array.from(cells, ([, , , customers]) => customers),
    city: '自贡市',
  }
}

const namesOf = (input: NamingInput) => nameGrids(input).grids.map(({ name }) => name)

describe('nameGrids', () => {
  it('numbers a district west to east, and north to south on one meridian', () => {
    const input = rowOf([
      [104.3, 29, 0, 1],
      [104.1, 29, 0, 1],
      [104.1, 30, 0, 1],
      [104.9, 29, 1, 1],
    ])
    const { assignment, grids } = nameGrids(input)
    expect([...assignment]).toEqual([4, 3, 2, 1])
    expect(grids).toEqual([
      { number: 1, code: '51030201', name: '自流井区01网格' },
      { number: 2, code: '51030401', name: '大安区01网格' },
      { number: 3, code: '51030402', name: '大安区02网格' },
      { number: 4, code: '51030403', name: '大安区03网格' },
    ])
  })

  it('keeps every border, and gives codes and names once each', () => {
    const check = (seed: number, gridCount: number) => {
      const input = buildNaming(gridCount, seed)
      const { assignment, grids } = nameGrids(input)
      const pairs = new Set([...assignment].map((number, c) => `${number} ${input.assignment[c]}`))
      expect(pairs.size).toBe(gridCount)
      expect(grids.map(({ number }) => number)).toEqual(Array.from({ length: gridCount }, (_, i) => i + 1))
      expect(new Set(grids.map(({ code }) => code)).size).toBe(gridCount)
      expect(new Set(grids.map(({ name }) => name)).size).toBe(gridCount)
      expect(grids.map(({ code }) => code)).toEqual(grids.map(({ code }) => code).toSorted())
    }
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 127 }), check), { numRuns: 60 })
  })

  it('does not depend on the numbers the grids come with', () => {
    const input = buildNaming(9)
    const random = seededRandom(4)
    const shuffled = Array.from({ length: 10 }, (_, i) => [i === 0 ? -1 : random(), i] as const)
    const rename = shuffled.toSorted(([a], [b]) => a - b).map(([, i]) => i)
    const renamed = { ...input, assignment: input.assignment.map((grid) => rename[grid]! * 7000) }
    expect(nameGrids(renamed)).toEqual(nameGrids(input))
  })

  it('names a grid for the district of most customers, not of most cells', () => {
    const cells: [number, number, number, number][] = [
      [104, 29, 1, 10],
      [104.1, 29, 0, 4],
      [104.2, 29, 0, 4],
    ]
    expect(namesOf(rowOf(cells, [1, 1, 1]))).toEqual(['自流井区01网格'])
  })

  it('goes by cells where there is no customer, or as many on both sides', () => {
    const empty: [number, number, number, number][] = [
      [104, 29, 1, 0],
      [104.1, 29, 0, 0],
      [104.2, 29, 0, 0],
    ]
    expect(namesOf(rowOf(empty, [1, 1, 1]))).toEqual(['大安区01网格'])
    const even: [number, number, number, number][] = [
      [104, 29, 1, 6],
      [104.1, 29, 0, 3],
      [104.2, 29, 0, 3],
    ]
    expect(namesOf(rowOf(even, [1, 1, 1]))).toEqual(['大安区01网格'])
  })

  it('names the subdistrict of most customers inside the district, on one sequence', () => {
    const districts = [
      { ...east, subdistrict: '龙井街道' },
      { ...east, subdistrict: '凤凰街道' },
      { ...west, subdistrict: '五星街道' },
    ]
    const cells: [number, number, number, number][] = [
      [104, 29, 0, 4],
      [104, 29.1, 1, 5],
      [104, 29.2, 2, 8],
      [104.3, 29, 0, 1],
    ]
    const { grids } = nameGrids({ ...rowOf(cells, [1, 1, 1, 2]), districts })
    expect(grids).toEqual([
      { number: 1, code: '51030401', name: '大安区凤凰街道01网格' },
      { number: 2, code: '51030402', name: '大安区龙井街道02网格' },
    ])
  })

  it('widens every sequence of the plan when one district has a hundred grids', () => {
    const cells = Array.from({ length: 101 }, (_, i): [number, number, number, number] => [
      104 + i / 100,
      29,
      i < 100 ? 0 : 1,
      1,
    ])
    const { grids } = nameGrids(rowOf(cells))
    expect(grids[0]).toEqual({ number: 1, code: '510302001', name: '自流井区001网格' })
    expect(grids.at(-1)).toEqual({ number: 101, code: '510304100', name: '大安区100网格' })
  })

  it('tells two districts of one name apart by their codes', () => {
    const districts = [
      { code: '1', name: '鼓楼区' },
      { code: '2', name: '鼓楼区' },
    ]
    const input = {
      ...rowOf([
        [104, 29, 0, 1],
        [105, 29, 1, 1],
      ]),
      districts,
    }
    expect(namesOf(input)).toEqual(['鼓楼区01网格', '鼓楼区01网格(201)'])
  })

  it('names grids outside every district, and of a city without districts, after the city', () => {
    const input = rowOf([
      [104, 29, -1, 5],
      [105, 29, -1, 5],
    ])
    expect(nameGrids({ ...input, districts: [] }).grids).toEqual([
      { number: 1, code: '0001', name: '自贡市01网格' },
      { number: 2, code: '0002', name: '自贡市02网格' },
    ])
  })

  it('lets a grid with one cell in a district belong there', () => {
    expect(
      namesOf(
        rowOf(
          [
            [104, 29, -1, 50],
            [104.1, 29, 0, 0],
          ],
          [1, 1],
        ),
      ),
    ).toEqual(['大安区01网格'])
  })

  it('leaves unassigned cells unassigned', () => {
    const { assignment } = nameGrids(
      rowOf(
        [
          [104, 29, 0, 1],
          [105, 29, 0, 1],
        ],
        [0, 3],
      ),
    )
    expect([...assignment]).toEqual([0, 1])
  })

  it('orders grids across the 180th meridian west to east', () => {
    const cells: [number, number, number, number][] = [
      [179.5, 0, 0, 1],
      [-179.6, 0, 0, 1],
      [179.7, 0, 0, 1],
    ]
    expect([...nameGrids(rowOf(cells, [1, 1, 2])).assignment]).toEqual([2, 2, 1])
  })

  it('throws for arrays of another city', () => {
    expect(() => nameGrids({ ...buildNaming(), customers: new Float64Array(3) })).toThrow('127 cells, but')
  })
})
