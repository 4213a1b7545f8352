import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Graph, parseMetisGraph, type SolveOptions, solve } from '../../../../partition/index.ts'
import { graphOf } from '../graph/builders.ts'
import { piecesOf } from './builders.ts'

const read = (name: string) =>
  parseMetisGraph(readFileSync(join(import.meta.dirname, '../../../../fixtures/cases/engine', name), 'utf8'))

function plan(graph: Graph, options: Omit<SolveOptions, 'seed' | 'preset'>) {
  const result = solve(graph, { seed: 1, preset: 'fast', ...options })
  if (!result.ok) throw new Error(result.refusal.code)
  expect(piecesOf(graph, result.parts, result.partCount)).toEqual(new Array(result.partCount).fill(1))
  return result
}

describe('graphs that other partitioners fail on', () => {
  it('gives each part of a star but the hub’s a leaf', () => {
    const { parts } = plan(read('star-with-a-hub.graph'), { parts: 5, tolerances: [0.05] })
    const sizes = [0, 1, 2, 3, 4].map((part) => parts.filter((other) => other === part).length)
    expect(sizes.sort((a, b) => a - b)).toEqual([1, 1, 1, 1, 197])
  })

  it('evens the parts of a mesh as well without its tower as with it', () => {
    const made = plan(read('mesh-without-the-tower.graph'), { parts: 5, tolerances: [0.05] })
    expect(made).toMatchObject({ withinTolerance: true, notes: [] })
  })

  it.each([
    [2, 0.7],
    [6, 0.05],
  ])('holds two weights, one of them the same everywhere, in %i parts within %d', (parts, tolerance) => {
    const graph = read('second-weight-constant.graph')
    expect(plan(graph, { parts, tolerances: [tolerance, tolerance] })).toMatchObject({ withinTolerance: true })
  })

  it.each([
    ['no weight sums to anything', [[0, 0, 0, 0]]],
    [
      'the second weight alone sums to something',
      [
        [0, 0, 0, 0],
        [1, 1, 1, 1],
      ],
    ],
  ])('refuses a size band where %s', (_, weights) => {
    const edges = [
      [0, 1],
      [1, 2],
      [2, 3],
    ]
    const result = solve(graphOf(4, edges, weights), {
      parts: { smallest: 1, largest: 2 },
      tolerances: weights.map(() => 0.05),
      seed: 1,
    })
    expect(result).toMatchObject({
      ok: false,
      refusal: { code: 'nothing-to-band', smallest: 1, largest: 2 },
    })
  })
})
