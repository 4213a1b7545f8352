import { cellArea, cellsToMultiPolygon } from 'h3-js'
import { describe, expect, it } from 'vitest'
import { perimeterKm } from '../../../../partition/metrics/compactness.ts'
import { averageOf, computeFigures, deriveFigures, type FiguresInput } from '../../../../partition/metrics/figures.ts'
import { ratio } from '../../../../partition/metrics/ratios.ts'
import { gridMetrics, planMetrics } from '../../../../partition/metrics/registry.ts'
import { verify } from '../../../../partition/verify.ts'
import { buildCity, cellFigures, growGrids, randomFacts } from '../builders.ts'

const city = buildCity({ radius: 5 })
const hexes = [...city.cellIds].map((id) => id.toString(16))
const gridNumbers = [1, 2, 3, 4, 5]

function buildInput(): FiguresInput {
  const assignment = growGrids(city, 5)
  const outlineOf = (grid: number) =>
    cellsToMultiPolygon(
      hexes.filter((_, c) => assignment[c] === grid),
      true,
    ) as [number, number][][][]
  return {
    assignment,
    gridNumbers,
    figures: cellFigures({
      customers: randomFacts(hexes.length, 900).map((customers) => customers + 1),
      revenue: randomFacts(hexes.length, 90_000_000, 2),
      ports: randomFacts(hexes.length, 40, 3),
    }),
    areasKm2: Float64Array.from(hexes, (hex) => cellArea(hex, 'km2')),
    perimetersKm: new Map(gridNumbers.map((grid) => [grid, perimeterKm(outlineOf(grid))])),
  }
}

describe('computeFigures', () => {
  it('gives sums that an independent recount confirms', () => {
    const input = buildInput()
    const { grids, totals } = computeFigures(input)
    const perGrid = new Map(grids.map((grid) => [grid.number, grid.figures]))
    const expected = { totals: totals.figures, perGrid }
    const { violations, stats } = verify({ ...input, cellIds: city.cellIds, expected })
    expect(stats.figures).toEqual(totals.figures)
    expect(violations).toEqual([])
    expect(grids.reduce((sum, grid) => sum + grid.cellCount, 0)).toBe(hexes.length)
  })

  it('computes the deviation of every figure from the average of the grids', () => {
    const { grids, totals } = computeFigures(buildInput())
    for (const grid of grids) {
      for (const key of ['customers', 'revenue', 'ports'])
        expect(grid.deviations[key]).toBeCloseTo(grid.figures[key]! / (totals.figures[key]! / 5) - 1, 12)
      expect(grid.compactness).toBeGreaterThan(0.05)
      expect(grid.compactness).toBeLessThan(1)
    }
    expect(grids.reduce((sum, grid) => sum + grid.deviations.revenue!, 0)).toBeCloseTo(0, 9)
  })

  it('counts unassigned cells in the totals and in no average', () => {
    const input = buildInput()
    const whole = computeFigures(input).totals
    input.assignment.forEach((grid, c) => {
      if (grid === 3) input.assignment[c] = 0
    })
    const { grids, unassigned, totals } = computeFigures({ ...input, gridNumbers: [1, 2, 4, 5] })
    expect(totals).toMatchObject({ figures: whole.figures, cellCount: 91 })
    expect(unassigned.cellCount).toBeGreaterThan(0)
    expect(grids.reduce((sum, grid) => sum + grid.deviations.customers!, 0)).toBeCloseTo(0, 9)
    const inGrids = grids.reduce((sum, { figures }) => sum + figures.customers!, 0)
    expect(totals.figures.customers).toBe(unassigned.figures.customers! + inGrids)
  })

  it('has no deviation where there is nothing to divide by', () => {
    const figures = cellFigures({ customers: new Float64Array(hexes.length) })
    const { perimetersKm: _, ...input } = { ...buildInput(), figures }
    const [first] = computeFigures(input).grids
    expect(first).toMatchObject({ deviations: { customers: null }, compactness: null })
    expect(ratio(5, 0)).toBeNull()
    expect(ratio(-5, 2)).toBe(-2.5)
  })

  it('gives an empty grid zeros, and serves a stroke from its sums alone', () => {
    const { grids, totals } = computeFigures({ ...buildInput(), gridNumbers: [...gridNumbers, 9] })
    expect(grids.at(-1)).toMatchObject({ number: 9, cellCount: 0, figures: { ports: 0 }, deviations: { ports: -1 } })
    const { number, cellCount, figures, areaKm2 } = grids[0]!
    expect(deriveFigures(number, { cellCount, figures, areaKm2 }, averageOf(totals.figures, 6))).toEqual({
      ...grids[0],
      compactness: null,
    })
  })

  it('throws for arrays of another city', () => {
    expect(() => computeFigures({ ...buildInput(), areasKm2: new Float64Array(2) })).toThrow('areasKm2 has 2 values')
    const figures = cellFigures({ customers: new Float64Array(91), ports: new Float64Array(3) })
    expect(() => computeFigures({ ...buildInput(), figures })).toThrow('ports has 3 values')
  })
})

describe('the metric lists', () => {
  it('name each figure once', () => {
    for (const metrics of [gridMetrics(['customers', 'ports']), planMetrics(['customers', 'ports'])])
      expect(new Set(metrics.map(({ key }) => key)).size).toBe(metrics.length)
  })

  it('compute every figure of a grid and of a plan', () => {
    const input = buildInput()
    const figures = computeFigures(input)
    const [grid] = figures.grids
    const { keys } = input.figures
    const ofGrid = Object.fromEntries(gridMetrics(keys).map(({ key, compute }) => [key, compute(grid!)]))
    expect(ofGrid).toMatchObject({ ...grid!.figures, portsDeviation: grid!.deviations.ports })
    const [weights] = input.figures.values
    const { assignment } = input
    const plan = { assignment, adjacency: city.adjacency, weights: weights!, previous: assignment }
    const context = { ...plan, figures, tolerance: 0.05 }
    const ofPlan = Object.fromEntries(planMetrics(keys).map(({ key, compute }) => [key, compute(context)]))
    expect(ofPlan).toMatchObject({ gridCount: 5, similarity: 1 })
    expect(Object.values(ofPlan).every((value) => Number.isFinite(value))).toBe(true)
    const { previous: _, ...alone } = context
    expect(
      planMetrics(keys)
        .find(({ key }) => key === 'similarity')!
        .compute(alone),
    ).toBeNull()
  })
})
