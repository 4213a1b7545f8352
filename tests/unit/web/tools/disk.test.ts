import { describe, expect, it } from 'vitest'
import { cellDisk, cellsInDisk, largestRadius } from '../../../../web/tools/disk.ts'
import { rhombusNeighbors } from '../builders.ts'

describe('cellDisk', () => {
  it('holds as many cells as the brush says, each once, the center first', () => {
    const side = 2 * largestRadius + 1
    const neighbors = rhombusNeighbors(side, side)
    const center = largestRadius * side + largestRadius
    for (let radius = 0; radius <= largestRadius; radius++) {
      const disk = cellDisk(neighbors, center, radius)
      expect(new Set(disk).size).toBe(cellsInDisk(radius))
      expect(disk).toHaveLength(cellsInDisk(radius))
      expect(disk[0]).toBe(center)
    }
    expect(cellsInDisk(largestRadius)).toBe(397)
  })

  it('is cut off at the city’s edge', () => {
    expect(cellDisk(rhombusNeighbors(9, 9), 0, 1).sort((a, b) => a - b)).toEqual([0, 1, 9])
  })
})
