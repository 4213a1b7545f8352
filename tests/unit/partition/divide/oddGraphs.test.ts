import { describe, expect, it } from 'vitest'
import { type Graph, solve } from '../../../../partition/index.ts'
import { seededRandom } from '../builders.ts'
import { graphOf } from '../graph/builders.ts'
import { piecesOf } from './builders.ts'

type Edge = [a: number, b: number, weight?: number]

const range = (count: number) => Array.from({ length: count }, (_, i) => i)
const path = (count: number): Edge[] => range(count - 1).map((i) => [i, i + 1])
const star = (count: number): Edge[] => range(count - 1).map((i) => [0, i + 1])
const clique = (first: number, count: number): Edge[] =>
  range(count).flatMap((i) => range(i).map((j): Edge => [first + j, first + i]))
const tree = (count: number, random: () => number): Edge[] =>
  range(count - 1).map((i) => [Math.floor(random() * (i + 1)), i + 1])
const comb = (teeth: number, length: number): Edge[] =>
  range(teeth).flatMap((t): Edge[] => [
    ...path(length).map(([a, b]): Edge => [t * length + a, t * length + b]),
    ...(t > 0 ? [[(t - 1) * length, t * length] as Edge] : []),
  ])

function lattice(side: number, weightOf: () => number): Edge[] {
  return range(side * side).flatMap((v): Edge[] => [
    ...(v % side < side - 1 ? [[v, v + 1, weightOf()] as Edge] : []),
    ...(v + side < side * side ? [[v, v + side, weightOf()] as Edge] : []),
  ])
}

function build(count: number, edges: readonly Edge[], weightOf = (_: number) => 1): Graph {
  return graphOf(
    count,
    edges.map(([a, b, weight = 1]): [number, number, number] => [a, b, weight]),
    [range(count).map(weightOf)],
  )
}

function planOf(graph: Graph, parts: number, tolerance: number, preset: 'fast' | 'balanced' = 'fast') {
  const plan = solve(graph, { parts, tolerances: [tolerance], seed: 1, preset })
  if (!plan.ok) throw new Error(plan.refusal.code)
  expect(piecesOf(graph, plan.parts, parts)).toEqual(new Array(parts).fill(1))
  expect(plan.deviations.every(Number.isFinite)).toBe(true)
  expect(plan.withinTolerance || plan.notes.length > 0).toBe(true)
  return plan
}

describe('solve on graphs that no city has', () => {
  const random = seededRandom(7)
  it.each<[string, Graph, number]>([
    ['a path', build(1000, path(1000)), 7],
    ['a path in parts of two', build(1000, path(1000)), 500],
    ['a star', build(500, star(500)), 5],
    ['a star but for one leaf in parts of one', build(300, star(300)), 299],
    ['a clique', build(60, clique(0, 60)), 7],
    ['two cliques joined by an edge', build(60, [...clique(0, 30), ...clique(30, 30), [29, 30]]), 2],
    ['a tree', build(400, tree(400, random)), 6],
    ['a comb', build(600, comb(20, 30)), 7],
    [
      'many components',
      build(
        200,
        comb(40, 5).filter(([a, b]) => b - a === 1),
      ),
      60,
    ],
    ['vertices without edges', build(5, []), 5],
    [
      'as many parts as vertices',
      build(
        100,
        lattice(10, () => 1),
      ),
      100,
    ],
    [
      'all weight in one vertex',
      build(
        100,
        lattice(10, () => 1),
        (v) => (v === 45 ? 1e6 : 0),
      ),
      4,
    ],
    [
      'all weight in a corner',
      build(
        400,
        lattice(20, () => 1),
        (v) => (v % 20 < 5 && v < 100 ? 9 : 0),
      ),
      5,
    ],
  ])('divides %s into connected parts', (_, graph, parts) => {
    planOf(graph, parts, 0.05)
  })

  it('balances where no edge weighs anything', () => {
    expect(
      planOf(
        build(
          900,
          lattice(30, () => 0),
        ),
        9,
        0.05,
      ).withinTolerance,
    ).toBe(true)
  })

  it('draws borders along light edges however heavy the others are', () => {
    const next = seededRandom(3)
    const heavy = build(
      1600,
      lattice(40, () => (next() < 0.07 ? 1e9 : 1)),
    )
    const plain = build(
      1600,
      lattice(40, () => 1),
    )
    const { cut } = planOf(heavy, 12, 0.05, 'balanced')
    expect(cut).toBeLessThan(1.2 * planOf(plain, 12, 0.05, 'balanced').cut)
  })
})
