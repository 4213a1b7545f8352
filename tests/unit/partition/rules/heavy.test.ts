import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cellGraph,
  type Graph,
  parseMetisGraph,
  type Rules,
  type SolveOptions,
  type SolveResult,
  solve,
} from '../../../../partition/index.ts'
import { relieve } from '../../../../partition/rules/count/heavy.ts'
import { countHeavyOnce, partCountsBesideHeavy } from '../../../../partition/rules/count/heavyShares.ts'
import { makeTargets } from '../../../../partition/rules/count/targets.ts'
import { graphNoteText } from '../../../../server/contract/noteText.ts'
import { graphOf, hexagons } from '../graph/builders.ts'
import { brokenRules } from './brokenRules.ts'
import { heavyCase, othersOf, sumsOf, weightBesideTowers } from './heavyCase.ts'

type Solved = Extract<SolveResult, { ok: true }>

function plan(graph: Graph, options: Partial<SolveOptions> & { parts: SolveOptions['parts'] }): Solved {
  const whole = { tolerances: graph.vertexWeights.map(() => 0.05), seed: 1, preset: 'fast' as const, ...options }
  const result = solve(graph, whole)
  if (!result.ok) throw new Error(result.refusal.code)
  expect(brokenRules(graph, whole, result)).toEqual([])
  return result
}

const square = (towers: Readonly<Record<number, number>>) =>
  cellGraph(hexagons(12, 12).neighbors, [Float64Array.from({ length: 144 }, (_, v) => towers[v] ?? 1 + (v % 5))])

const path = (weights: number[]) =>
  graphOf(
    weights.length,
    weights.slice(1).map((_, v) => [v, v + 1]),
    [weights],
  )

describe('a plan with vertices heavier than a part may be', () => {
  it('evens the parts around a tower of a mesh', () => {
    const file = join(import.meta.dirname, '../../../../fixtures/cases/engine/mesh-with-a-tower.graph')
    const graph = parseMetisGraph(readFileSync(file, 'utf8'))
    const made = plan(graph, { parts: 6 })
    const [tower, ...others] = [...sumsOf(graph, made, 0)].sort((a, b) => b - a)
    expect(tower).toBe(2191)
    for (const sum of others) expect(Math.abs(sum / 625.2 - 1)).toBeLessThanOrEqual(0.05)
    expect(made.withinTolerance).toBe(false)
    expect(made.notes.map(({ code }) => code)).toEqual(['vertex-too-heavy'])
  })

  it('leaves a tower alone and the others even, wherever the towers are', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const { graph, towers, parts } = heavyCase(seed)
        const made = plan(graph, { parts, tolerances: [0.1], seed: seed % 100 })
        const others = othersOf(graph, made, towers)
        const average = others.reduce((sum, one) => sum + one, 0) / others.length
        for (const sum of others) expect(Math.abs(sum / average - 1)).toBeLessThanOrEqual(0.1 + 0.02)
        for (const one of weightBesideTowers(graph, made, towers)) expect(one).toBeLessThanOrEqual(0.1 * average)
      }),
      { numRuns: 4 },
    )
  })

  it('names the tower, what the others were balanced around, and what can be done about it', () => {
    const graph = square({ 70: 600 })
    const made = plan(graph, { parts: 6 })
    const total = graph.vertexWeights[0]!.reduce((a, b) => a + b, 0)
    const [note, ...more] = made.notes
    expect(more).toEqual([])
    expect(note).toMatchObject({ code: 'vertex-too-heavy', vertex: 70, weight: 0, heavy: 1 })
    expect(note).toHaveProperty('others', expect.closeTo((total - 600) / 5 / (total / 6), 9))
    expect(graphNoteText(note!)).toMatch(
      /vertex 70 alone holds \d+(\.\d)? %.*balanced around the [\d.]+ % of it that is left/,
    )
    // 600 of about 1020: no number of parts from two on and no tolerance up to 100 % makes room for it.
    expect(graphNoteText(note!)).not.toMatch(/ask for|raise the tolerance/)
  })

  it('takes in what the tower alone ties to the rest', () => {
    const made = plan(path([1, 1000, 10, 10, 10]), { parts: 4, tolerances: [0.01] })
    expect(cutsOf(made)).toEqual([0, 1, 1, 1])
  })

  it('divides what is left anew after each tower, as the next one is heavy against it', () => {
    const made = plan(path([1000, 1, 1, 1, 120, 1, 1, 1, 3]), { parts: 5, tolerances: [0.1] })
    expect(cutsOf(made)).toEqual([1, 0, 0, 1, 1, 0, 0, 1])
  })

  it('leaves an estate to be kept whole alone', () => {
    const estate = [40, 41, 42, 52, 53, 54, 64, 65]
    const graph = square(Object.fromEntries(estate.map((v) => [v, 80])))
    const made = plan(graph, { parts: 6, tolerances: [0.1], rules: { units: [estate] } })
    const [whole, ...others] = [...sumsOf(graph, made, 0)].sort((a, b) => b - a)
    expect(whole).toBe(640)
    for (const sum of others) expect(sum).toBeCloseTo(others[0]!, -2)
    expect(made.notes.map(({ code }) => code)).toEqual(['unit-too-heavy'])
  })

  it.each<[string, Rules]>([
    ['pinned', { pins: [[70, 3]] }],
    ['a seed among others', { seeds: [70, 5, 140] }],
    [
      'pinned among others',
      {
        pins: [
          [70, 3],
          [5, 1],
          [140, 0],
        ],
      },
    ],
  ])('keeps a tower that is %s alone', (_, rules) => {
    const graph = square({ 70: 1000 })
    const made = plan(graph, { parts: 5, tolerances: [0.1], rules })
    expect(weightBesideTowers(graph, made, [70])).toEqual([0])
    expectEven(othersOf(graph, made, [70]), 0.1)
  })

  it('moves no more of today’s plan than the others need', () => {
    const graph = square({ 70: 1000 })
    const today = Int32Array.from({ length: 144 }, (_, v) => Math.floor((v % 12) / 3))
    const made = plan(graph, { parts: 4, tolerances: [0.1], rules: { current: { parts: today } } })
    expect(weightBesideTowers(graph, made, [70])).toEqual([0])
    expectEven(othersOf(graph, made, [70]), 0.1)
    // A quarter of the rest at least has to leave the tower's part; about as much again passes on.
    expect(made.movedShare! * (1000 + 430)).toBeLessThan(0.6 * 430)
  })

  it('gives a tower the largest of unequal targets', () => {
    const graph = square({ 70: 1000 })
    const made = plan(graph, { parts: 4, tolerances: [0.1], rules: { targets: { parts: [1, 2, 1, 1] } } })
    expect(made.parts[70]).toBe(1)
    expectEven(othersOf(graph, made, [70]), 0.1)
  })

  it('shares out the parts of separate pieces by what is not too heavy', () => {
    const { neighbors } = hexagons(21, 10, (x) => x !== 10)
    const graph = cellGraph(neighbors, [Float64Array.from({ length: 200 }, (_, v) => (v === 45 ? 1000 : 1))])
    const made = plan(graph, { parts: 9, tolerances: [0.1] })
    expect(made.components.map(({ parts }) => parts)).toEqual([5, 4])
    expectEven(othersOf(graph, made, [45]), 0.1)
  })

  it('leaves a size band to the rest', () => {
    const graph = square({ 70: 1000 })
    const made = plan(graph, { parts: { smallest: 60, largest: 84 } })
    expect(made.partCount).toBe(7)
    for (const sum of othersOf(graph, made, [70])) expect(sum >= 60 && sum <= 84).toBe(true)
  })

  it('holds customers where one cell alone has most of the revenue', () => {
    const { neighbors } = hexagons(12, 12)
    const customers = Float64Array.from({ length: 144 }, (_, v) => 1 + (v % 5))
    const revenue = customers.map((count, v) => (v === 70 ? 4000 : count * (9 + (v % 3))))
    const graph = cellGraph(neighbors, [customers, revenue])
    const made = plan(graph, { parts: 6, tolerances: [0.05, 0.15], preset: 'balanced' })
    expectEven(sumsOf(graph, made, 0), 0.05)
    const sums = [...sumsOf(graph, made, 1)]
    sums[made.parts[70]!]! -= 4000
    expectEven(sums, 0.15)
  })
})

describe('what the search sees in place of what is too heavy', () => {
  const see = (weights: number[][], graph: Graph, parts: number, fixed?: number[]) => {
    const targets = makeTargets(
      weights.map((column) => column.reduce((a, b) => a + b, 0)),
      parts,
      undefined,
      weights.map(() => 0.1),
      undefined,
    )
    const list = Array.from({ length: parts }, (_, part) => part)
    const importance = weights.map(() => 1)
    return relieve({ graph, list, targets, importance, fixed: fixed && Int32Array.from(fixed), isRenewed: false })
  }

  it('is nothing else where all fits', () => {
    expect(see([[2, 2, 2, 2]], path([2, 2, 2, 2]), 2)).toBeUndefined()
  })

  it('is a full part for a tower and nothing for what hangs on it', () => {
    const relief = see([[1, 1000, 10, 10, 10]], path([1, 1000, 10, 10, 10]), 4)!
    expect(Array.from(relief.graph.vertexWeights[0]!)).toEqual([0, 11, 10, 10, 10].map((x) => expect.closeTo(x, 9)))
    expect(Array.from(relief.lower)).toEqual(new Array(4).fill(9))
    expect(relief.shares[0]).toBeCloseTo(10 / (1031 / 4), 9)
  })

  it('counts the pins of a part as one', () => {
    const relief = see([[6, 6, 6, 3, 3, 3, 3]], path([6, 6, 6, 3, 3, 3, 3]), 4, [0, 0, 0, -1, -1, -1, -1])!
    expect(relief.graph.vertexWeights[0]!.subarray(1, 3)).toEqual(new Float64Array(2))
    expect(relief.shares[0]).toBeCloseTo(4 / 7.5, 9)
  })

  it('keeps the bounds that were asked for where the others reach them all the same', () => {
    const weights = [14, ...new Array<number>(96).fill(1)]
    const relief = see([weights], path(weights), 10)!
    expect(relief.lower[0]).toBeCloseTo(9.9, 9)
  })
})

describe('sharing out parts beside what is too heavy', () => {
  it('counts each heavy vertex as a part', () => {
    const column = Float64Array.from([1000, 1, 1, 1, 1, 1, 1, 1, 1])
    const pieces = [Uint32Array.of(0, 1, 2), Uint32Array.of(3, 4, 5, 6, 7, 8)]
    const counted = countHeavyOnce(column, pieces, 5, (average) => 1.1 * average)!
    expect(counted).toEqual({ weights: [4, 6], average: 2 })
    expect(countHeavyOnce(column.fill(1), pieces, 3, (average) => 1.1 * average)).toBeUndefined()
  })

  it('adds a part to a band’s number for each vertex above it', () => {
    const column = Float64Array.from([1500, 700, ...new Array<number>(100).fill(10)])
    expect(partCountsBesideHeavy(column, { smallest: 200, largest: 300 })[0]).toBe(2 + 4)
    expect(partCountsBesideHeavy(Float64Array.of(1500, 80, 90), { smallest: 200, largest: 300 })).toEqual([1])
    expect(() => partCountsBesideHeavy(column, { smallest: 510, largest: 690 })).toThrow('no-part-count')
  })
})

/** Along a path: 1 where one part ends and the next begins. */
function cutsOf({ parts }: Solved): number[] {
  return [...parts.subarray(1)].map((part, v) => (part === parts[v] ? 0 : 1))
}

function expectEven(sums: Iterable<number>, tolerance: number): void {
  const all = [...sums]
  const average = all.reduce((a, b) => a + b, 0) / all.length
  for (const sum of all) expect(Math.abs(sum / average - 1)).toBeLessThanOrEqual(1.001 * tolerance)
}
