import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byKey } from '../../../../partition/metrics/figures.ts'
import { IncrementalFigures } from '../../../../partition/metrics/incremental.ts'
import { applyPatch, diffAssignments } from '../../../../partition/plan/patch.ts'
import { verify } from '../../../../partition/verify.ts'
import { buildCity, cellFigures, growGrids, randomFacts, seededRandom } from '../builders.ts'

const city = buildCity({ radius: 5 })
const cellCount = city.cellIds.length
const gridNumbers = [1, 2, 3, 4, 5]

function buildFigures(seed = 1) {
  const assignment = growGrids(city, 5, seed)
  const customers = randomFacts(cellCount, 900, seed)
  const revenue = randomFacts(cellCount, 50_000_000_000_000, seed + 1)
  const of = cellFigures({ customers, revenue, ports: randomFacts(cellCount, 40, seed + 2) })
  return { assignment, of, figures: new IncrementalFigures(of, assignment) }
}

describe('IncrementalFigures', () => {
  it('equals a recount to the cent after any moves, to and from unassigned too', () => {
    const walk = (seed: number, moves: number) => {
      const { assignment, of, figures } = buildFigures(seed)
      const random = seededRandom(seed)
      for (let i = 0; i < moves; i++) {
        const cell = Math.floor(random() * cellCount)
        const to = Math.floor(random() * 6)
        figures.moveCell(cell, assignment[cell]!, to)
        assignment[cell] = to
      }
      const perGrid = new Map(
        [0, ...gridNumbers].map((grid) => [grid, byKey(of.keys, (key) => figures.sumOf(key, grid))]),
      )
      const input = { cellIds: city.cellIds, assignment, gridNumbers, figures: of, expected: { perGrid } }
      expect(verify(input).violations.filter(({ code }) => code === 'grid-figure-mismatch')).toEqual([])
      for (const grid of [0, ...gridNumbers])
        expect(figures.cellCountOf(grid)).toBe(assignment.filter((other) => other === grid).length)
    }
    fc.assert(fc.property(fc.integer({ min: 1, max: 1e9 }), fc.nat(300), walk), { numRuns: 60 })
  })

  it('follows a patch', () => {
    const { assignment, of, figures } = buildFigures()
    const patch = diffAssignments(assignment, growGrids(city, 5, 2))
    figures.applyPatch(patch)
    applyPatch(assignment, patch)
    const recount = new IncrementalFigures(of, assignment)
    for (const grid of gridNumbers)
      for (const key of of.keys) expect(figures.sumOf(key, grid)).toBe(recount.sumOf(key, grid))
  })

  it('does not keep the assignment it counted', () => {
    const { assignment, figures } = buildFigures()
    const before = figures.sumOf('customers', 1)
    assignment.fill(2)
    expect(figures.sumOf('customers', 1)).toBe(before)
  })

  it.each([0.5, Number.NaN, 2 ** 53])('throws for the figure %d, whose sums would not be exact', (value) => {
    const { assignment, of } = buildFigures()
    of.values[2]![3] = value
    expect(() => new IncrementalFigures(of, assignment)).toThrow(`ports of cell 3 is ${value}`)
  })

  it('throws where the whole city adds up beyond 2^53', () => {
    const { assignment } = buildFigures()
    const of = cellFigures({ customers: new Float64Array(cellCount).fill(2 ** 52) })
    expect(() => new IncrementalFigures(of, assignment)).toThrow('above 2^53')
  })

  it('throws for figures of another city', () => {
    const of = cellFigures({ customers: new Float64Array(3) })
    expect(() => new IncrementalFigures(of, buildFigures().assignment)).toThrow('3 values for 91 cells')
  })
})
