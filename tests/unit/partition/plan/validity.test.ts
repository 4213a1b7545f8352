import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findProblems } from '../../../../partition/plan/validity.ts'
import { verify } from '../../../../partition/verify.ts'
import { buildCity, growGrids, neighborsOf, planOf, seededRandom } from '../builders.ts'

const city = buildCity({ radius: 5 })

describe('findProblems', () => {
  it('finds nothing wrong with a plan in order', () => {
    expect(findProblems(planOf(city, growGrids(city, 5), 5))).toEqual([])
  })

  it('lists unassigned cells, grids without cells and cells of unknown grids', () => {
    const assignment = growGrids(city, 5)
    const own = (grid: number) => [...growGrids(city, 5).keys()].filter((c) => growGrids(city, 5)[c] === grid)
    const [first, second] = [own(1), own(2)]
    for (const c of first) assignment[c] = 0
    for (const c of second) assignment[c] = 9
    expect(findProblems(planOf(city, assignment, 5))).toMatchObject([
      { code: 'unassigned', cells: first },
      { code: 'empty', grid: 1, cells: [] },
      { code: 'empty', grid: 2, cells: [] },
      { code: 'unknown-grid', grid: 9, cells: second },
    ])
  })

  it('lists the cells that lie apart from the largest piece of their grid', () => {
    const assignment = growGrids(city, 5)
    const far = [...assignment.keys()].find(
      (c) => assignment[c] !== 1 && neighborsOf(city, c).every((n) => assignment[n] === assignment[c]),
    )!
    assignment[far] = 1
    expect(findProblems(planOf(city, assignment, 5))).toEqual([
      {
        code: 'disconnected',
        grid: 1,
        pieces: 2,
        cells: [far],
        message: 'grid 1 is in 2 pieces: 1 cell apart from the largest',
      },
    ])
  })

  it('names the grids that verify names', () => {
    const spoil = (seed: number, count: number) => {
      const random = seededRandom(seed)
      const assignment = growGrids(city, 5, seed)
      for (let i = 0; i < count; i++) assignment[Math.floor(random() * assignment.length)] = Math.floor(random() * 7)
      const { violations } = verify({ cellIds: city.cellIds, assignment, gridNumbers: [1, 2, 3, 4, 5] })
      const broken = (code: string) => violations.filter((v) => v.code === code).map((v) => v.grid)
      const listed = findProblems(planOf(city, assignment, 5))
      const found = (code: string) => listed.flatMap((p) => (p.code === code && 'grid' in p ? [p.grid] : []))
      expect(found('empty')).toEqual(broken('empty-grid'))
      expect(found('unknown-grid')).toEqual(broken('unknown-grid').sort())
      expect(found('disconnected')).toEqual(
        broken('disconnected')
          .filter((grid) => grid! <= 5)
          .sort(),
      )
      expect(listed.some((p) => p.code === 'unassigned')).toBe(broken('gap').length > 0)
    }
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), fc.nat(6), spoil), { numRuns: 100 })
  })
})
