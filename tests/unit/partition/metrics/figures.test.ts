import { cellArea, cellsToMultiPolygon } from 'h3-js'
import { describe, expect, it } from 'vitest'
import { perimeterKm } from '../../../../partition/metrics/compactness.ts'
import { averageOf, computeFigures, deriveFigures, type FiguresInput } from '../../../../partition/metrics/figures.ts'
import { gridMetrics, planMetrics } from '../../../../partition/metrics/registry.ts'
import { verify } from '../../../../partition/verify.ts'
import { buildCity, growGrids, randomFacts } from '../builders.ts'

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
    customers: randomFacts(hexes.length, 900).map((customers) => customers + 1),
    revenueCents: randomFacts(hexes.length, 90_000_000, 2),
    areasKm2: Float64Array.from(hexes, (hex) => cellArea(hex, 'km2')),
    perimetersKm: new Map(gridNumbers.map((grid) => [grid, perimeterKm(outlineOf(grid))])),
  }
}

describe('computeFigures', () => {
  it('gives sums that an independent recount confirms', () => {
    const input = buildInput()
    const { grids, totals } = computeFigures(input)
    const perGrid = new Map(grids.map((grid) => [grid.number, grid]))
    const { violations } = verify({ ...input, cellIds: city.cellIds, expected: { totals, perGrid } })
    expect(violations).toEqual([])
    expect(grids.reduce((sum, grid) => sum + grid.cellCount, 0)).toBe(hexes.length)
  })

  it('computes ratios from the sums and deviations from the average of the grids', () => {
    const { grids, totals } = computeFigures(buildInput())
    for (const grid of grids) {
      expect(grid.arpu).toBeCloseTo(grid.revenueCents / 100 / grid.customers, 12)
      expect(grid.customersDeviation).toBeCloseTo(grid.customers / (totals.customers / 5) - 1, 12)
      expect(grid.compactness).toBeGreaterThan(0.05)
      expect(grid.compactness).toBeLessThan(1)
    }
    expect(grids.reduce((sum, grid) => sum + grid.revenueDeviation!, 0)).toBeCloseTo(0, 9)
  })

  it('counts unassigned cells in the totals and in no average', () => {
    const input = buildInput()
    const whole = computeFigures(input).totals
    input.assignment.forEach((grid, c) => {
      if (grid === 3) input.assignment[c] = 0
    })
    const { grids, unassigned, totals } = computeFigures({ ...input, gridNumbers: [1, 2, 4, 5] })
    expect(totals).toMatchObject({ customers: whole.customers, revenueCents: whole.revenueCents, cellCount: 91 })
    expect(unassigned.cellCount).toBeGreaterThan(0)
    expect(grids.reduce((sum, grid) => sum + grid.customersDeviation!, 0)).toBeCloseTo(0, 9)
    expect(totals.customers).toBe(unassigned.customers + grids.reduce((sum, grid) => sum + grid.customers, 0))
  })

  it('has no ratio where there is nothing to divide by', () => {
    const none = new Float64Array(hexes.length)
    const { perimetersKm: _, ...input } = { ...buildInput(), customers: none, revenueCents: none }
    const [first] = computeFigures(input).grids
    expect(first).toMatchObject({ arpu: null, customersDeviation: null, revenueDeviation: null, compactness: null })
  })

  it('gives an empty grid zeros, and serves a stroke from its sums alone', () => {
    const { grids, totals } = computeFigures({ ...buildInput(), gridNumbers: [...gridNumbers, 9] })
    expect(grids.at(-1)).toMatchObject({ number: 9, cellCount: 0, customers: 0, customersDeviation: -1 })
    const { number, cellCount, customers, revenueCents, areaKm2 } = grids[0]!
    const sums = { cellCount, customers, revenueCents, areaKm2 }
    expect(deriveFigures(number, sums, averageOf(totals, 6))).toEqual({ ...grids[0], compactness: null })
  })

  it('throws for arrays of another city', () => {
    expect(() => computeFigures({ ...buildInput(), areasKm2: new Float64Array(2) })).toThrow('areasKm2 has 2 values')
  })
})

describe('the metric lists', () => {
  it('name each figure once', () => {
    for (const metrics of [gridMetrics, planMetrics])
      expect(new Set(metrics.map(({ key }) => key)).size).toBe(metrics.length)
  })

  it('compute every figure of a grid and of a plan', () => {
    const input = buildInput()
    const figures = computeFigures(input)
    const [grid] = figures.grids
    const ofGrid = Object.fromEntries(gridMetrics.map(({ key, compute }) => [key, compute(grid!)]))
    expect(ofGrid).toMatchObject({ customers: grid!.customers, revenue: grid!.revenueCents / 100, arpu: grid!.arpu })
    const context = { ...input, figures, tolerance: 0.05, adjacency: city.adjacency, previous: input.assignment }
    const ofPlan = Object.fromEntries(planMetrics.map(({ key, compute }) => [key, compute(context)]))
    expect(ofPlan).toMatchObject({ gridCount: 5, similarity: 1 })
    expect(Object.values(ofPlan).every((value) => Number.isFinite(value))).toBe(true)
    const { previous: _, ...alone } = context
    expect(planMetrics.find(({ key }) => key === 'similarity')!.compute(alone)).toBeNull()
  })
})
