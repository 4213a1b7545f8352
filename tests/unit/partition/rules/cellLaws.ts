import fc from 'fast-check'
import { gridDisk, latLngToCell } from 'h3-js'
import { describe, expect, it } from 'vitest'
import { cellGraph, type Rules, solve, verify } from '../../../../partition/index.ts'
import { cellFigures, cityOfCells, neighborsOf, randomFacts, seededRandom } from '../builders.ts'

/** A city of H3 cells with a river of missing cells through it, two bridges, and rules drawn at random. */
function riverCity(seed: number) {
  const random = seededRandom(seed)
  const disk = gridDisk(latLngToCell(29.34, 104.77, 8), 4 + Math.floor(3 * random()))
  const hexes = disk.filter((_, i) => i < 4 || random() > 0.12)
  const city = cityOfCells(hexes)
  const count = city.cellIds.length
  const draw = () => Math.floor(random() * count)
  const links = Array.from({ length: 6 }, () => ({ a: draw(), b: draw() })).filter(({ a, b }) => a !== b)
  const customers = randomFacts(count, 300, seed)
  const revenue = randomFacts(count, 90000, seed + 1)
  const units = Array.from({ length: 3 }, draw).map((cell) => [cell, ...neighborsOf(city, cell).slice(0, 2)])
  return { city, count, links, customers, revenue, units, random }
}

/** Plans on so many cities of H3 cells, drawn at random, are held to `verify`. */
export function describeCellLaws(cities: number): void {
  describe('solve on cells', () => {
    it('makes plans that verification accepts, links, units and locked grids included', () => {
      let plans = 0
      fc.assert(
        fc.property(fc.nat(1e6), (seed) => {
          const { city, count, links, customers, revenue, units, random } = riverCity(seed)
          const graph = cellGraph(city.neighbors, [customers, revenue])
          const parts = 12
          const base: Rules = { ids: city.cellIds, links: links.map(({ a, b }) => [a, b]), units }
          const options = { parts, tolerances: [0.2, 0.5], seed, preset: 'fast' as const }
          const first = solve(graph, { ...options, rules: base })
          if (!first.ok) return
          const locked = [Math.floor(random() * parts), Math.floor(random() * parts)]
          const rules = { ...base, current: { parts: first.parts, locked } }
          const second = solve(graph, { ...options, seed: seed + 1, rules })
          if (!second.ok) throw new Error(second.refusal.code)
          for (const plan of [first, second]) {
            plans++
            const lockedCells = locked.map((part) => ({
              grid: part + 1,
              cells: Array.from({ length: count }, (_, cell) => cell).filter((cell) => first.parts[cell] === part),
            }))
            const { violations } = verify({
              cellIds: city.cellIds,
              assignment: plan.parts.map((part) => part + 1),
              gridNumbers: Array.from({ length: parts }, (_, part) => part + 1),
              links,
              units,
              lockedCells,
              figures: cellFigures({ customers, revenue }),
            })
            expect(violations).toEqual([])
          }
        }),
        { numRuns: cities },
      )
      expect(plans).toBeGreaterThan(0.8 * cities)
    })
  })
}
