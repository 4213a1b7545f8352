import { describe, expect, it } from 'vitest'
import { cellGraph, components, joinIslands } from '../../../../partition/index.ts'
import { hexagons } from './builders.ts'

/** A mainland (x < 10), an islet of two cells at x 13..14 and a big island at x ≥ 18, ten rows high. */
function archipelago() {
  return hexagons(30, 10, (x, y) => x < 10 || x >= 18 || ((x === 13 || x === 14) && y === 5))
}

function linked(weightOf: (lng: number) => number, parts: number) {
  const { neighbors, centers } = archipelago()
  const weights = [Float64Array.from({ length: centers.length / 2 }, (_, i) => weightOf(centers[2 * i]!))]
  const links = joinIslands(neighbors, centers, weights, parts)
  return { links, centers, left: components(cellGraph(neighbors, weights, links)).count }
}

describe('joinIslands', () => {
  it('leaves islands alone that weigh half a grid or more', () => {
    const { links, left } = linked(() => 1, 200)
    expect(links).toEqual([])
    expect(left).toBe(3)
  })

  it('joins an islet to the nearest cell of a bigger component by the shortest link', () => {
    const { links, centers, left } = linked(() => 1, 20)
    expect(links).toHaveLength(1)
    expect(left).toBe(2)
    const { a, b } = links[0]!
    // The gap to the mainland is three cells (x 9 to 13), to the big island three (x 14 to 18): the same length.
    expect(Math.abs(centers[2 * a]! - centers[2 * b]!)).toBeLessThan(0.0401)
  })

  it('joins islands without any weight, so that one component is left', () => {
    expect(linked((lng) => (lng < 120.12 ? 1 : 0), 10).left).toBe(1)
  })

  it('joins by the number of cells where nothing has weight', () => {
    const { links, left } = linked(() => 0, 20)
    expect(links).toHaveLength(1)
    expect(left).toBe(2)
  })

  it('has nothing to do for one component or none', () => {
    const { neighbors, centers } = hexagons(3, 3)
    expect(joinIslands(neighbors, centers, [new Float64Array(9)], 4)).toEqual([])
    expect(joinIslands(new Int32Array(0), new Float64Array(0), [], 4)).toEqual([])
  })
})
