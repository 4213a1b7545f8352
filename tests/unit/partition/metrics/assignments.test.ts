import { describe, expect, it } from 'vitest'
import { countCut, similarity } from '../../../../partition/metrics/assignments.ts'
import { buildCity, growGrids, neighborsOf } from '../builders.ts'

const city = buildCity({ radius: 4 })

describe('countCut', () => {
  it('counts each pair of touching cells in two grids once', () => {
    const assignment = growGrids(city, 4)
    let twice = 0
    for (const c of assignment.keys())
      twice += neighborsOf(city, c).filter((n) => assignment[n] !== assignment[c]).length
    expect(countCut(city.adjacency, assignment)).toBe(twice / 2)
    expect(twice).toBeGreaterThan(0)
  })

  it('counts no border with unassigned cells', () => {
    const assignment = growGrids(city, 2).map((grid) => (grid === 2 ? 0 : grid))
    expect(countCut(city.adjacency, assignment)).toBe(0)
  })
})

describe('similarity', () => {
  it('is the share of the weight that stays in its grid', () => {
    const before = Uint16Array.of(1, 1, 2, 2)
    const after = Uint16Array.of(1, 2, 2, 2)
    expect(similarity(before, after)).toBe(0.75)
    expect(similarity(before, after, Float64Array.of(0, 6, 1, 1))).toBe(0.25)
  })

  it('leaves out cells without a grid in both, and counts those that gained or lost one as moved', () => {
    expect(similarity(Uint16Array.of(0, 0, 1), Uint16Array.of(0, 1, 1))).toBe(0.5)
  })

  it('is null where nothing can be compared', () => {
    expect(similarity(new Uint16Array(3), new Uint16Array(3))).toBeNull()
    expect(similarity(Uint16Array.of(1), Uint16Array.of(1), Float64Array.of(0))).toBeNull()
  })

  it('throws for two cities', () => {
    expect(() => similarity(new Uint16Array(3), new Uint16Array(4))).toThrow('cannot compare 3 cells with 4')
  })
})
