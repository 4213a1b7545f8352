import { describe, expect, it } from 'vitest'
import { brushSizes, cellDisk } from '../../../../web/tools/disk.ts'
import { rhombusNeighbors } from '../builders.ts'

describe('cellDisk', () => {
  it('holds as many cells as the brush says, each once, the center first', () => {
    const neighbors = rhombusNeighbors(9, 9)
    for (const { radius, cells } of brushSizes) {
      const disk = cellDisk(neighbors, 40, radius)
      expect(new Set(disk).size).toBe(cells)
      expect(disk).toHaveLength(cells)
      expect(disk[0]).toBe(40)
    }
  })

  it('is cut off at the city’s edge', () => {
    expect(cellDisk(rhombusNeighbors(9, 9), 0, 1).sort((a, b) => a - b)).toEqual([0, 1, 9])
  })
})
