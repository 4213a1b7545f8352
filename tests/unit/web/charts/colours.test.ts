import { describe, expect, it } from 'vitest'
import {
  barColour,
  densityClasses,
  densityRgba,
  deviationColour,
  withinColour,
} from '../../../../web/charts/colours.ts'

describe('deviation colours', () => {
  it('are the same on both sides’ middle and differ by side outside the tolerance', () => {
    expect(deviationColour(0.001, 0.05)).toBe(deviationColour(-0.001, 0.05))
    expect(deviationColour(0.2, 0.05)).not.toBe(deviationColour(-0.2, 0.05))
  })

  it('count a deviation of exactly the tolerance as within', () => {
    expect(barColour(0.05, 0.05)).toBe(withinColour)
    expect(barColour(3500 / 3333.3333333333335 - 1, 0.05)).toBe(withinColour)
    expect(barColour(0.051, 0.05)).not.toBe(withinColour)
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
