import { describe, expect, it } from 'vitest'
import { withinColour } from '../../../../server/contract/figureColours.ts'
import { barColour, densityClasses, densityRgba } from '../../../../web/charts/colours.ts'

describe('bar colours', () => {
  it('are green within, by side beyond, and never grey where the plan asks for nothing', () => {
    expect(barColour(0.05, 'within')).toBe(withinColour)
    expect(barColour(-0.05, 'within')).toBe(withinColour)
    const sides = (['beyond', 'unasked'] as const).flatMap((tone) => [barColour(-0.4, tone), barColour(0.4, tone)])
    expect(new Set([withinColour, ...sides]).size).toBe(5)
    for (const colour of sides) {
      const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
      expect(Math.max(...channels) - Math.min(...channels)).toBeGreaterThan(60)
    }
  })
})

describe('densityClasses', () => {
  it('ascend, end open, and give every populated cell a colour', () => {
    const customers = Float64Array.from({ length: 500 }, (_, cell) => (cell % 4 === 0 ? 0 : cell))
    const areas = new Float64Array(500).fill(0.1)
    const classes = densityClasses(customers, areas)
    const ends = classes.map(({ below }) => below)
    expect(ends).toEqual([...ends].sort((a, b) => a - b))
    expect(ends.at(-1)).toBe(Number.POSITIVE_INFINITY)
    const rgba = densityRgba(customers, areas, classes)
    for (let cell = 0; cell < 500; cell++) expect(rgba[4 * cell + 3]).toBe(255)
  })

  it('are one class for a city without customers', () => {
    expect(densityClasses(new Float64Array(3), new Float64Array(3).fill(0.1))).toHaveLength(1)
  })
})
