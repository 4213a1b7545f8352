import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clearDistance, colourDistance, type Eye } from '../../../../partition/plan/colourDistance.ts'
import { colourGrids } from '../../../../partition/plan/colours.ts'
import { drawnColour, palette, paletteDistance } from '../../../../partition/plan/palette.ts'
import { buildCity, growGrids, neighborsOf } from '../builders.ts'

const city = buildCity({ radius: 12 })

/** How different the fills of every two touching grids look, as drawn, to one eye or to the one that tells them apart least. */
function contrasts(assignment: Uint16Array, colours: readonly string[], eye?: Eye): number[] {
  const pairs = new Set<number>()
  assignment.forEach((grid, c) => {
    for (const n of neighborsOf(city, c)) if (assignment[n]! > grid) pairs.add(65536 * grid + assignment[n]!)
  })
  return [...pairs].map((pair) => {
    const [one, other] = [Math.floor(pair / 65536), pair % 65536].map((grid) => drawnColour(colours[grid - 1]!))
    return colourDistance(one!, other!, eye)
  })
}

describe('colourGrids', () => {
  it('gives no two touching grids colours that look alike, and hardly any to an eye without green or red cones', () => {
    const check = (seed: number, gridCount: number) => {
      const assignment = growGrids(city, gridCount, seed)
      const colours = colourGrids(city.adjacency, assignment, gridCount)
      expect(colours).toHaveLength(gridCount)
      expect(Math.min(1, ...contrasts(assignment, colours, 'usual'))).toBeGreaterThanOrEqual(clearDistance)
      const toAll = contrasts(assignment, colours)
      expect(toAll.filter((contrast) => contrast < clearDistance).length).toBeLessThanOrEqual(0.05 * toAll.length + 1)
    }
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 2, max: 150 }), check), { numRuns: 60 })
  })

  it('draws what an earlier palette stored as clearly, and colours new grids around it', () => {
    const former = ['#d67384', '#f19270', '#77c1bf', '#b6fdca', '#ffea84', '#a2a9ff', '#febf6a', '#7d8ee2', '#92deb3']
    const assignment = growGrids(city, 60)
    const kept = new Map(former.map((colour, i) => [7 * i + 1, colour]))
    const colours = colourGrids(city.adjacency, assignment, 60, kept)
    for (const [grid, colour] of kept) expect(colours[grid - 1]).toBe(colour)
    const touching = contrasts(assignment, colours, 'usual').filter((contrast) => contrast > 0)
    expect(Math.min(...touching)).toBeGreaterThanOrEqual(clearDistance)
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
  it('holds twelve colours, clear of one another to an eye with all cones, and told apart by every eye', () => {
    expect(new Set(palette).size).toBe(12)
    for (let a = 0; a < 12; a++)
      for (let b = 0; b < 12; b++) {
        if (a === b) expect(paletteDistance(a, b)).toBe(0)
        else expect(colourDistance(palette[a]!, palette[b]!, 'usual')).toBeGreaterThanOrEqual(clearDistance)
      }
  })
})
