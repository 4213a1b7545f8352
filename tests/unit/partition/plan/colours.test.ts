import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { colourGrids } from '../../../../partition/plan/colours.ts'
import { palette, paletteDistance } from '../../../../partition/plan/palette.ts'
import { buildCity, growGrids, neighborsOf } from '../builders.ts'

const city = buildCity({ radius: 12 })

/** The least difference between two touching grids, to the eye that tells them apart least. */
function leastContrast(assignment: Uint16Array, colours: readonly string[]): number {
  let least = 1
  assignment.forEach((grid, c) => {
    for (const n of neighborsOf(city, c)) {
      const other = assignment[n]!
      if (other === grid) continue
      const entries = [grid, other].map((number) => palette.indexOf(colours[number - 1]!))
      least = Math.min(least, paletteDistance(entries[0]!, entries[1]!))
    }
  })
  return least
}

describe('colourGrids', () => {
  it('gives no two touching grids colours that look alike to any eye', () => {
    const check = (seed: number, gridCount: number) => {
      const assignment = growGrids(city, gridCount, seed)
      const colours = colourGrids(city.adjacency, assignment, gridCount)
      expect(colours).toHaveLength(gridCount)
      expect(leastContrast(assignment, colours)).toBeGreaterThan(0.07)
    }
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 2, max: 150 }), check), { numRuns: 60 })
  })

  it.each([1, 2, 3])('puts clearly different colours side by side on a usual plan (seed %i)', (seed) => {
    const assignment = growGrids(city, 60, seed)
    expect(leastContrast(assignment, colourGrids(city.adjacency, assignment, 60))).toBeGreaterThan(0.1)
  })

  it('gives the same plan the same colours', () => {
    const assignment = growGrids(city, 40)
    expect(colourGrids(city.adjacency, assignment, 40)).toEqual(colourGrids(city.adjacency, assignment.slice(), 40))
  })

  it('uses the whole palette on a plan of many grids', () => {
    expect(new Set(colourGrids(city.adjacency, growGrids(city, 60), 60)).size).toBeGreaterThan(8)
  })

  it('colours grids without cells, grids of unassigned surroundings and no grids at all', () => {
    expect(colourGrids(city.adjacency, new Uint16Array(city.cellIds.length), 3)).toHaveLength(3)
    expect(colourGrids(city.adjacency, new Uint16Array(city.cellIds.length), 0)).toEqual([])
  })

  it('still answers when a broken plan makes a grid touch more grids than there are colours', () => {
    const assignment = Uint16Array.from(city.cellIds, (_, c) => 1 + (c % 20))
    const colours = colourGrids(city.adjacency, assignment, 20)
    expect(colours.every((colour) => palette.includes(colour))).toBe(true)
  })
})

describe('palette', () => {
  it('holds twelve colours that differ in pairs to every eye', () => {
    expect(new Set(palette).size).toBe(12)
    for (let a = 0; a < 12; a++)
      for (let b = 0; b < 12; b++)
        if (a === b) expect(paletteDistance(a, b)).toBe(0)
        else expect(paletteDistance(a, b)).toBeGreaterThan(0.07)
  })
})
