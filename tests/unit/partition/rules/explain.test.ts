import { describe, expect, it } from 'vitest'
import {
  cellGraph,
  type Rules,
  type SolveNote,
  type SolveOptions,
  type SolveResult,
  solve,
} from '../../../../partition/index.ts'
import { graphNoteText } from '../../../../server/contract/noteText.ts'
import type { WithCode } from '../../../../server/contract/sentences.ts'
import { graphOf, hexagons } from '../graph/builders.ts'
import { brokenRules } from './brokenRules.ts'

type Solved = Extract<SolveResult, { ok: true }>

const { neighbors } = hexagons(10, 10)
const columns = Int32Array.from({ length: 100 }, (_, v) => v % 10)

function city(heavy: Readonly<Record<number, number>> = {}) {
  return cellGraph(neighbors, [Float64Array.from({ length: 100 }, (_, v) => heavy[v] ?? 1)])
}

function plan(
  graph: ReturnType<typeof city>,
  options: Partial<SolveOptions> & { parts: SolveOptions['parts'] },
): Solved {
  const whole = { tolerances: graph.vertexWeights.map(() => 0.1), seed: 1, preset: 'fast' as const, ...options }
  const result = solve(graph, whole)
  if (!result.ok) throw new Error(result.refusal.code)
  expect(brokenRules(graph, whole, result)).toEqual([])
  return result
}

function noteOf<C extends SolveNote['code']>(result: Solved, code: C) {
  return result.notes.find((note): note is WithCode<SolveNote, C> & SolveNote => note.code === code)
}

describe('what a plan says about bounds it misses', () => {
  it('names a vertex too heavy for a part and a tolerance that does', () => {
    const graph = city({ 45: 21 })
    const note = noteOf(plan(graph, { parts: 10 }), 'vertex-too-heavy')!
    expect(graphNoteText(note)).toMatch(/^vertex 45 alone holds 175 %.*at least 75 %/)
    expect(note).toMatchObject({ vertex: 45, weight: 0, share: 1.75, tolerance: 0.75, heavy: 1 })
    expect(plan(graph, { parts: 10, tolerances: [note.tolerance!] }).withinTolerance).toBe(true)
  })

  it('counts what hangs on a heavy vertex alone', () => {
    // A heavy vertex in the middle of a path with one light end: it must take the light end in.
    const path = graphOf(
      5,
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
      ],
      [[1, 12, 10, 10, 7]],
    )
    const note = noteOf(plan(path, { parts: 4 }), 'vertex-too-heavy')!
    expect(note).toMatchObject({ share: 1.2, tolerance: 0.3 })
    expect(plan(path, { parts: 4, tolerances: [0.3] }).withinTolerance).toBe(true)
  })

  it('names a unit too heavy for a part', () => {
    const unit = [0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32]
    const note = noteOf(plan(city(), { parts: 10, rules: { units: [unit] } }), 'unit-too-heavy')!
    expect(graphNoteText(note)).toMatch(/unit of 12 vertices with vertex \d+ alone holds 120 %/)
    expect(note).toMatchObject({ share: 1.2, tolerance: 0.2 })
  })

  it('names a district too small for a part', () => {
    const districts = { of: columns.map((x) => (x < 1 ? 7 : 8)), rule: 'never' as const }
    const result = plan(city(), { parts: 3, rules: { districts } })
    const note = noteOf(result, 'district-too-small')!
    expect(note).toMatchObject({ district: 7, vertices: 10, parts: 1, weighs: 0.3, deviation: 0.3 - 1 })
    expect(graphNoteText(note)).toMatch(/^district 7, or the piece of it with 10 vertices, .* is too small for a part/)
  })

  it('says how many parts a separate piece weighs and which tolerance would do', () => {
    const barriers = [...columns.keys()].flatMap((v) =>
      columns[v] === 3
        ? [v + 1, v + 10, v - 9].filter((u) => u < 100 && columns[u] === 4).map((u): [number, number] => [v, u])
        : [],
    )
    const rules: Rules = { barriers }
    expect(plan(city(), { parts: 5, rules }).notes).toEqual([])
    const off = plan(city(), { parts: 4, rules }).notes.filter((note) => note.code === 'component-off-tolerance')
    expect(off.map((note) => graphNoteText(note))).toEqual([
      expect.stringMatching(/weighs 1\.6 parts and got 2 of 4.*tolerance of [\d.]+ % would do/),
      expect.stringMatching(/weighs 2\.4 parts and got 2 of 4.*tolerance of [\d.]+ % would do/),
    ])
    const tolerance = Math.max(...off.map(({ tolerance }) => tolerance!))
    expect(tolerance).toBeGreaterThanOrEqual(0.2)
    expect(plan(city(), { parts: 4, rules, tolerances: [tolerance] }).withinTolerance).toBe(true)
  })

  it('says that locked parts leave too little, or too much', () => {
    const lockedHalf = { parts: columns.map((x) => (x < 5 ? 0 : 1)), locked: [0] }
    const little = noteOf(plan(city(), { parts: 4, rules: { current: lockedHalf } }), 'locked-leave-too-little')!
    expect(little).toMatchObject({ locked: 1, parts: 3, deviation: 50 / 75 - 1 })
    const { tolerance } = little
    const again = plan(city(), { parts: 4, tolerances: [tolerance!], rules: { current: lockedHalf } })
    expect(again.notes.map((note) => graphNoteText(note))).toEqual([expect.stringMatching(/^part 0 is locked.*100 %/)])
    const lockedStrip = { parts: columns.map((x) => (x < 1 ? 0 : 1)), locked: [0] }
    const much = noteOf(plan(city(), { parts: 2, rules: { current: lockedStrip } }), 'locked-leave-too-much')!
    expect(much).toMatchObject({ locked: 1, parts: 1, tolerance: 0.8 })
  })

  it('says which pair could not be kept apart', () => {
    // Three leaves of a star, two parts: the center and two leaves must share one.
    const star = graphOf(4, [
      [0, 1],
      [0, 2],
      [0, 3],
    ])
    const apart: [number, number][] = [
      [0, 1],
      [0, 2],
    ]
    const result = plan(star, { parts: 2, tolerances: [1], rules: { apart } })
    expect(noteOf(result, 'apart-not-met')).toMatchObject({ vertex: 0 })
  })
})

describe('solve under rules about size', () => {
  it('chooses the number of parts by a size band', () => {
    const result = plan(city(), { parts: { smallest: 8, largest: 16 } })
    expect(result.partCount).toBe(9)
    expect(result.withinTolerance).toBe(true)
  })

  it('gives parts of class B their share of the target', () => {
    const factorOf = columns.map((x) => (x < 5 ? 10 : 6)).map(Number)
    const targets = { factorOf: Float64Array.from(factorOf, (factor) => factor / 10) }
    const result = plan(city(), {
      parts: 8,
      rules: { targets, districts: { of: columns.map((x) => (x < 5 ? 0 : 1)), rule: 'never' } },
    })
    const sizes = new Map<number, number>()
    for (const [v, part] of result.parts.entries())
      sizes.set(part, (sizes.get(part) ?? 0) + (columns[v]! < 5 ? 1 : 100))
    const [a, b] = [[...sizes.values()].filter((size) => size < 100), [...sizes.values()].filter((size) => size >= 100)]
    expect([a.length, b.length]).toEqual([3, 5])
  })

  it('gives each part the target it is named', () => {
    const result = plan(city(), { parts: 3, tolerances: [0.02], rules: { targets: { parts: [2, 2, 1] } } })
    const sizes = [0, 1, 2].map((part) => result.parts.filter((other) => other === part).length)
    expect(sizes).toEqual([40, 40, 20])
  })

  it('balances the composite instead of the weights', () => {
    const weights = [columns.map((x) => (x < 5 ? 3 : 1)), columns.map((x) => (x < 5 ? 1 : 3))]
    const graph = cellGraph(
      neighbors,
      weights.map((column) => Float64Array.from(column)),
    )
    const result = plan(graph, { parts: 4, tolerances: [0.05, 0.05], rules: { composite: [1, 1] } })
    expect(result.deviations).toHaveLength(1)
    expect(result.withinTolerance).toBe(true)
  })

  it('lets borders follow those of districts to be avoided', () => {
    const of = columns.map((x) => (x < 4 ? 0 : 1))
    const rules: Rules = { districts: { of, rule: 'avoid' } }
    const crossed = (result: Solved) => new Set(Array.from(result.parts, (part, v) => 2 * part + of[v]!)).size
    expect(crossed(plan(city(), { parts: 5, rules, preset: 'balanced' }))).toBe(5)
  })
})
