import { describe, expect, it } from 'vitest'
import { findGridPoints } from '../../../../web/map/gridPoints.ts'
import { town } from '../draw/towns.ts'

describe('findGridPoints', () => {
  it('puts each grid’s name on a cell of that grid, as deep inside as any', () => {
    const { lattice, neighbors, centers } = town(30.5, 114.2)
    const assignment = Uint16Array.from({ length: lattice.cellCount }, (_, cell) =>
      centers[2 * cell]! < 114.23 ? 1 : centers[2 * cell + 1]! < 30.55 ? 2 : 0,
    )
    const points = findGridPoints(assignment, neighbors, centers)
    expect(points.map(({ grid }) => grid).sort()).toEqual([1, 2])
    for (const { grid, cellIndex, depth } of points) {
      expect(assignment[cellIndex]).toBe(grid)
      expect(depth).toBeGreaterThan(1)
    }
  })
})
