import { expect, it } from 'vitest'
import { divideGrid } from '../../../partition/divideGrid.ts'
import { cellGraph } from '../../../partition/graph/cells.ts'
import { splitBySeeds } from '../../../partition/plan/seedSplit.ts'
import { buildCity, gridOf, growGrids, planOf, randomFacts } from './builders.ts'
import { EditedPlan } from './plan/gridCommands.ts'

const city = buildCity({ radius: 9 })
const plan = () => planOf(city, growGrids(city, 3, 4), 3)
const cellsOf = (grid: number) => [...plan().assignment.keys()].filter((cell) => plan().assignment[cell] === grid)
const customers = randomFacts(city.cellIds.length, 50, 2)
const options = { parts: 3, tolerances: [0.1], seed: 1, preset: 'fast' } as const
const sum = (cells: readonly number[]) => cells.reduce((all, cell) => all + customers[cell]!, 0)

/** A split along these shares is lawful, so each is in one piece. */
function expectSplits(grid: number, shares: readonly (readonly number[])[]): void {
  const edited = new EditedPlan(plan())
  const parts = shares.slice(1).map((cells, i) => ({ gridId: `new ${i}`, cells: edited.see(cells) }))
  edited.must({ kind: 'split', gridId: gridOf(grid).gridId, parts })
  expect(edited.cellsOf(grid)).toEqual(shares[0])
  expect(shares.flat().toSorted((a, b) => a - b)).toEqual(cellsOf(grid))
}

it('divides one grid into balanced parts, the one with most customers first', () => {
  const result = divideGrid(plan(), 2, [customers], city.cellIds, options)
  if (!result.ok) throw new Error(result.refusal.code)
  expectSplits(2, result.shares)
  const sums = result.shares.map(sum)
  expect(sums).toHaveLength(3)
  expect(sums[0]).toBe(Math.max(...sums))
  for (const one of sums) expect(Math.abs(one / (sum(cellsOf(2)) / 3) - 1)).toBeLessThanOrEqual(0.1)
  expect(result.withinTolerance).toBe(true)
})

it('leaves pinned cells with the grid, and says what cannot be', () => {
  const pins = [{ start: cellsOf(2)[0]!, length: 1 }]
  const pinned = plan()
  pinned.grids.set(2, gridOf(2, { pins }))
  const result = divideGrid(pinned, 2, [customers], city.cellIds, options)
  expect(result.ok && result.shares[0]).toContain(pins[0]!.start)
  const tooMany = divideGrid(plan(), 2, [customers], city.cellIds, { ...options, parts: 1000 })
  expect(tooMany).toMatchObject({ ok: false, refusal: { code: 'too-few-vertices' } })
})

it('divides what a link joins as one piece of land', () => {
  const last = city.cellIds.length - 1
  const island = [...city.neighbors.subarray(0, 6)].filter((cell) => cell >= 0)
  const assignment = new Uint16Array(city.cellIds.length).fill(2)
  for (const cell of [0, ...island, last]) assignment[cell] = 1
  const adjacency = cellGraph(city.neighbors, [], [{ a: island[0]!, b: last }])
  const even = new Float64Array(city.cellIds.length).fill(1)
  const result = divideGrid({ ...planOf(city, assignment, 2), adjacency }, 1, [even], city.cellIds, {
    ...options,
    parts: 2,
  })
  if (!result.ok) throw new Error(result.refusal.code)
  const [most = 0, least = 0] = result.shares.map(({ length }) => length)
  expect(most - least).toBeLessThanOrEqual((island.length + 2) % 2)
})

it('shares a grid out among seeds, each cell to one of the nearest', () => {
  const own = cellsOf(1)
  const seeds = [own[0]!, own.at(-1)!, own[Math.floor(own.length / 2)]!]
  const shares = splitBySeeds(plan(), 1, seeds)
  expectSplits(1, shares)
  for (const [place, share] of shares.entries()) expect(share).toContain(seeds[place])
  expect(splitBySeeds(plan(), 1, [own[0]!, cellsOf(2)[0]!])).toEqual([own, []])
})
