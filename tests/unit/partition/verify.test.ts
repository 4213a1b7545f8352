import { cellsToMultiPolygon, gridDisk, latLngToCell } from 'h3-js'
import { describe, expect, it } from 'vitest'
import { type VerifyInput, type ViolationCode, verify } from '../../../partition/verify.ts'
import { buildCity, cellFigures, cityOfCells, gridOf, growGrids, neighborsOf, randomFacts } from './builders.ts'

const gridCount = 6

/** A plan in order, with everything given that verify can check. */
function buildInput(seed = 1) {
  const city = buildCity({ radius: 6 })
  const assignment = growGrids(city, gridCount, seed)
  const customers = randomFacts(assignment.length, 500, seed)
  const revenue = randomFacts(assignment.length, 9_000_000, seed + 1)
  const gridNumbers = Array.from({ length: gridCount }, (_, i) => i + 1)
  const cellsOf = (grid: number) => [...assignment.keys()].filter((c) => assignment[c] === grid)
  const sum = (values: Float64Array, own: number[]) => own.reduce((total, c) => total + values[c]!, 0)
  const figuresOf = (own: number[]) => ({ customers: sum(customers, own), revenue: sum(revenue, own) })
  const hexesOf = (grid: number) => cellsOf(grid).map((c) => city.cellIds[c]!.toString(16))
  const input = {
    cellIds: city.cellIds,
    assignment,
    gridNumbers,
    links: [],
    figures: cellFigures({ customers, revenue }),
    expected: {
      totals: figuresOf([...assignment.keys()]),
      perGrid: new Map(gridNumbers.map((grid) => [grid, figuresOf(cellsOf(grid))])),
    },
    lockedCells: [{ grid: 2, cells: cellsOf(2) }],
    units: gridNumbers.map((grid) => cellsOf(grid).slice(0, 2)),
    outlines: new Map(
      gridNumbers.map((grid) => [grid, cellsToMultiPolygon(hexesOf(grid), true) as [number, number][][][]]),
    ),
  } satisfies VerifyInput
  return { city, input, cellsOf }
}

/** The codes verify reports, each once. */
function codesOf(input: VerifyInput): ViolationCode[] {
  const result = verify(input)
  expect(result.ok).toBe(result.violations.length === 0)
  return [...new Set(result.violations.map(({ code }) => code))]
}

/** Only cells and grids, for damage that would also show in the figures. */
function bare({ cellIds, assignment, gridNumbers }: VerifyInput): VerifyInput {
  return { cellIds, assignment, gridNumbers }
}

describe('verify', () => {
  it.each([1, 2, 3])('accepts a plan in order and counts it (seed %i)', (seed) => {
    const { input } = buildInput(seed)
    const result = verify(input)
    expect(result.violations).toEqual([])
    expect(result.stats).toEqual({ cells: 127, grids: gridCount, unassigned: 0, figures: input.expected.totals })
  })

  it('reports an assignment of another length', () => {
    const { input } = buildInput()
    expect(codesOf({ ...input, assignment: input.assignment.slice(1) })).toEqual(['length-mismatch'])
  })

  it('reports figures of another length', () => {
    const { input } = buildInput()
    expect(codesOf({ ...bare(input), figures: cellFigures({ ports: new Float64Array(126) }) })).toEqual([
      'length-mismatch',
    ])
  })

  it('reports an id that is no H3 cell, naming it', () => {
    const { input } = buildInput()
    const cellIds = input.cellIds.slice()
    cellIds[126] = 0x1234n
    const { violations } = verify({ ...bare(input), cellIds })
    expect(violations).toContainEqual(expect.objectContaining({ code: 'bad-cell', cells: [126] }))
    expect(violations[0]!.message).toContain('1234')
  })

  it('reports a cell of another resolution', () => {
    const { input } = buildInput()
    const cellIds = input.cellIds.slice()
    cellIds[126] = BigInt(`0x${latLngToCell(29.34, 104.77, 9)}`)
    expect(codesOf({ ...bare(input), cellIds })).toContain('bad-cell')
  })

  it('reports a cell that stands twice, with both its grids', () => {
    const { input } = buildInput()
    const cellIds = BigUint64Array.of(...input.cellIds, input.cellIds[0]!)
    const assignment = Uint16Array.of(...input.assignment, (input.assignment[0]! % gridCount) + 1)
    const { violations } = verify({ ...bare(input), cellIds, assignment })
    expect(violations).toEqual([expect.objectContaining({ code: 'overlap', cells: [0, 127] })])
    expect(violations[0]!.message).toMatch(/grids \d and \d/)
  })

  it('reports cells without a grid', () => {
    const { input, cellsOf } = buildInput()
    for (const c of cellsOf(1)) input.assignment[c] = 0
    const { violations, stats } = verify({ ...bare(input), gridNumbers: [2, 3, 4, 5, 6] })
    expect(violations).toEqual([expect.objectContaining({ code: 'gap' })])
    expect(stats.unassigned).toBe(violations[0]!.cells!.length)
  })

  it('reports a grid number that is not listed', () => {
    const { input } = buildInput()
    expect(verify({ ...bare(input), gridNumbers: [1, 2, 3, 4, 5] }).violations).toEqual([
      expect.objectContaining({ code: 'unknown-grid', grid: 6 }),
    ])
  })

  it('reports a listed grid that has no cell', () => {
    const { input } = buildInput()
    expect(verify({ ...bare(input), gridNumbers: [...input.gridNumbers, 7] }).violations).toEqual([
      expect.objectContaining({ code: 'empty-grid', grid: 7 }),
    ])
  })

  it.each([0, -1, 1.5, 65536, 6])('reports %d as a bad or repeated grid number', (number) => {
    const { input } = buildInput()
    expect(codesOf({ ...bare(input), gridNumbers: [...input.gridNumbers, number] })).toEqual(['bad-grid'])
  })

  it('reports a grid in two pieces, naming the smaller one', () => {
    const { city, input, cellsOf } = buildInput()
    const far = cellsOf(2).find((c) => neighborsOf(city, c).every((n) => input.assignment[n] === 2))!
    input.assignment[far] = 1
    const { violations } = verify(bare(input))
    expect(violations).toEqual([expect.objectContaining({ code: 'disconnected', grid: 1, cells: [far] })])
    expect(violations[0]!.message).toContain(city.cellIds[far]!.toString(16))
  })

  it('counts a link as adjacency, and reports one that leads nowhere', () => {
    const island = latLngToCell(29.9, 104.77, 8)
    const city = cityOfCells([...gridDisk(latLngToCell(29.34, 104.77, 8), 2), island])
    const plan = { cellIds: city.cellIds, assignment: new Uint16Array(20).fill(1), gridNumbers: [1] }
    const a = city.cellIds.indexOf(BigInt(`0x${island}`))
    expect(codesOf(plan)).toEqual(['disconnected'])
    expect(codesOf({ ...plan, links: [{ a, b: (a + 1) % 20 }] })).toEqual([])
    expect(codesOf({ ...plan, links: [{ a, b: 20 }] })).toEqual(['bad-link', 'disconnected'])
  })

  it.each([Number.NaN, 0.5, 2 ** 53, Number.POSITIVE_INFINITY])('reports the figure %d', (value) => {
    const { input } = buildInput()
    input.figures.values[1]![5] = value
    expect(codesOf({ ...bare(input), figures: input.figures })).toEqual(['bad-figure'])
  })

  it('reports totals that are one cent off', () => {
    const { input } = buildInput()
    const { customers, revenue } = input.expected.totals
    const expected = { totals: { customers, revenue: revenue + 1 } }
    expect(codesOf({ ...input, expected })).toEqual(['total-mismatch'])
  })

  it('reports the figure of a grid that is one customer off, or missing', () => {
    const { input } = buildInput()
    const perGrid = new Map(input.expected.perGrid)
    perGrid.set(3, { ...perGrid.get(3)!, customers: perGrid.get(3)!.customers - 1 })
    expect(verify({ ...input, expected: { perGrid } }).violations).toEqual([
      expect.objectContaining({ code: 'grid-figure-mismatch', grid: 3 }),
    ])
    perGrid.delete(3)
    expect(codesOf({ ...input, expected: { perGrid } })).toEqual(['grid-figure-mismatch'])
  })

  it('reports a cell that left a locked grid and one that joined it', () => {
    const { input } = buildInput()
    const [, ...rest] = input.lockedCells[0]!.cells
    expect(codesOf({ ...input, lockedCells: [{ grid: 2, cells: rest }] })).toEqual(['locked-changed'])
    const grown = [...input.lockedCells[0]!.cells, input.assignment.findIndex((grid) => grid !== 2)]
    expect(codesOf({ ...input, lockedCells: [{ grid: 2, cells: grown }] })).toEqual(['locked-changed'])
  })

  it('reports a keep-whole unit in two grids, or outside the city', () => {
    const { input, cellsOf } = buildInput()
    expect(codesOf({ ...input, units: [[cellsOf(1)[0]!, cellsOf(2)[0]!]] })).toEqual(['unit-split'])
    expect(codesOf({ ...input, units: [[cellsOf(1)[0]!, 127]] })).toEqual(['bad-cell'])
  })

  type Outline = [number, number][][][]
  const damages: [string, (outline: Outline) => Outline | undefined][] = [
    ['is missing', () => undefined],
    ['has a moved vertex', (o) => o.map((p) => p.map((r) => r.map((v, i) => (i === 1 ? [v[0] + 1e-5, v[1]] : v))))],
    ['is shifted', (o) => o.map((p) => p.map((r) => r.map(([lng, lat]) => [lng + 1e-4, lat])))],
    ['runs clockwise', (o) => o.map((p) => p.map((r) => r.toReversed()))],
    ['is not closed', (o) => o.map((p) => p.map((r) => r.slice(0, -1)))],
    ['has a ring of three positions', (o) => [...o, [o[0]![0]!.slice(0, 3)]]],
    ['is drawn twice', (o) => [...o, ...o]],
    ['holds NaN', (o) => o.map((p) => p.map((r) => r.map(([lng]) => [lng, Number.NaN])))],
  ]
  it.each(damages)('reports an outline that %s', (_, damage) => {
    const { input } = buildInput()
    const outlines = new Map(input.outlines)
    const damaged = damage(outlines.get(4)!)
    if (damaged) outlines.set(4, damaged)
    else outlines.delete(4)
    const { violations } = verify({ ...input, outlines })
    expect(violations.length).toBeGreaterThan(0)
    for (const violation of violations) expect(violation).toMatchObject({ code: 'outline-mismatch', grid: 4 })
  })

  it('accepts outlines across the antimeridian and with holes', () => {
    const hexes = gridDisk(latLngToCell(0, 179.999, 7), 3)
    const city = cityOfCells(hexes)
    const assignment = new Uint16Array(city.cellIds.length).fill(1)
    const centre = city.cellIds.indexOf(BigInt(`0x${hexes[0]}`))
    assignment[centre] = 2
    const outlineOf = (grid: number) =>
      cellsToMultiPolygon(
        [...city.cellIds].filter((_, c) => assignment[c] === grid).map((id) => id.toString(16)),
        true,
      ) as Outline
    const outlines = new Map([1, 2].map((grid) => [grid, outlineOf(grid)]))
    expect(verify({ cellIds: city.cellIds, assignment, gridNumbers: [1, 2], outlines }).violations).toEqual([])
  })

  it('holds grids’ records against one another, and pinned cells against the assignment', () => {
    const { input, cellsOf } = buildInput()
    const records = input.gridNumbers.map((number) => gridOf(number))
    const with1 = (change: object, mayBeEmpty: number[] = []) =>
      codesOf({
        ...bare(input),
        records: records.map((one) => (one.number === 1 ? { ...one, ...change } : one)),
        mayBeEmpty,
      })
    const main = gridOf(7)
    expect(with1({ pins: [{ start: cellsOf(1)[0]!, length: 1 }], parentId: records[1]!.gridId })).toEqual([])
    for (const key of ['gridId', 'code', 'name'] as const)
      expect(with1({ [key]: records[1]![key] })).toEqual(['duplicate-grid'])
    expect(with1({ parentId: 'nobody' })).toEqual(['bad-grid'])
    expect(with1({ parentId: records[0]!.gridId })).toEqual(['bad-grid'])
    expect(with1({ pins: [{ start: cellsOf(2)[0]!, length: 1 }] })).toEqual(['bad-grid'])
    const sub = { ...records[0]!, parentId: main.gridId }
    const nested = { ...bare(input), gridNumbers: [...input.gridNumbers, 7], records: [sub, ...records.slice(1), main] }
    expect(codesOf(nested)).toEqual([])
    expect(codesOf({ ...nested, records: [...records, main] })).toEqual(['empty-grid'])
    expect(codesOf({ ...nested, records: [...records, main], mayBeEmpty: [7] })).toEqual([])
  })
})
