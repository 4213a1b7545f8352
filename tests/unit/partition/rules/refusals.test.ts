import { describe, expect, it } from 'vitest'
import { cellGraph, type Rules, type SolveOptions, solve } from '../../../../partition/index.ts'
import { graphRefusalText } from '../../../../server/contract/noteText.ts'
import { hexagons } from '../graph/builders.ts'

// Six columns and four rows: vertex v lies in column v % 6.
const { neighbors } = hexagons(6, 4)
const graph = cellGraph(neighbors, [new Float64Array(24).fill(1)])
const columns = Int32Array.from({ length: 24 }, (_, v) => v % 6)
const halves = columns.map((x) => Math.floor(x / 3))
/** A river between the third and the fourth column. */
const river = [...columns.keys()].flatMap((v) =>
  [...graph.neighbors.subarray(graph.offsets[v], graph.offsets[v + 1])]
    .filter((u) => halves[v] === 0 && halves[u] === 1)
    .map((u): [number, number] => [v, u]),
)

function refusalOf(rules: Rules, parts: SolveOptions['parts'] = 4) {
  const result = solve(graph, { parts, tolerances: [0.5], seed: 1, preset: 'fast', rules })
  if (result.ok) throw new Error('there is a plan')
  return result.refusal
}

describe('solve, where rules leave no plan', () => {
  it.each<[string, string, Rules, SolveOptions['parts']?]>([
    ['unit-not-connected', 'vertex 5 cannot be reached', { units: [[0, 5]] }],
    ['unit-not-connected', 'vertex 3 cannot be reached', { units: [[2, 3]], barriers: river }],
    ['unit-crosses-districts', 'districts 0 and 1', { units: [[2, 3]], districts: { of: halves, rule: 'never' } }],
    ['unit-in-locked', 'partly in a locked part', { units: [[0, 1]], current: { parts: columns, locked: [0] } }],
    ['locked-not-connected', 'vertex 0 and vertex 3', { current: { parts: columns.map((x) => x % 3), locked: [0] } }],
    ['locked-empty', 'part 3 is locked but has no', { current: { parts: halves, locked: [3] } }],
    ['locked-leave-no-part', '12 vertices lie outside', { current: { parts: halves, locked: [0] } }, 1],
    ['locked-leave-no-part', 'ask for at most 13', { current: { parts: halves, locked: [0] } }, 20],
    [
      'pins-conflict',
      'vertex 7 is pinned to part 1 and to part 2',
      {
        pins: [
          [7, 1],
          [7, 2],
        ],
      },
    ],
    [
      'pins-conflict',
      'of the same unit',
      {
        pins: [
          [7, 1],
          [8, 2],
        ],
        units: [[7, 8]],
      },
    ],
    ['pin-in-locked', 'which is locked', { pins: [[7, 0]], current: { parts: columns, locked: [0] } }],
    ['pin-in-locked', 'lies in part 0', { pins: [[0, 1]], current: { parts: columns, locked: [0] } }],
    [
      'pins-not-connected',
      'separate pieces',
      {
        pins: [
          [0, 1],
          [5, 1],
        ],
        barriers: river,
      },
    ],
    [
      'pins-not-connected',
      'round those of other parts',
      {
        pins: [
          [0, 0],
          [5, 0],
          [2, 1],
          [8, 1],
          [14, 1],
          [20, 1],
        ],
      },
    ],
    [
      'too-many-pins',
      'ask for at least 3',
      {
        pins: [
          [0, 0],
          [1, 1],
        ],
        barriers: river,
      },
      2,
    ],
    ['seeds-conflict', 'lie in one unit', { seeds: [0, 1], units: [[0, 1]] }],
    [
      'seeds-conflict',
      'both pinned to part 1',
      {
        seeds: [0, 1],
        pins: [
          [0, 1],
          [1, 1],
        ],
      },
    ],
    ['too-many-seeds', 'ask for at least 5', { seeds: [0, 2, 4, 10, 20] }],
    ['apart-conflict', 'lie in one unit', { apart: [[0, 1]], units: [[0, 1]] }],
    [
      'apart-conflict',
      'pinned to one part',
      {
        apart: [[0, 1]],
        pins: [
          [0, 1],
          [1, 1],
        ],
      },
    ],
    ['too-many-apart', 'ask for at least 2', { apart: [[0, 1]] }, 1],
    ['too-many-components', 'ask for at least 2', { barriers: river }, 1],
    ['no-part-count', '2 parts would have 12 on average', {}, { smallest: 9, largest: 11 }],
    ['budget-too-small', 'raise the budget to', { current: { parts: columns.map((x) => x % 3), budget: 0.1 } }, 3],
  ])('says %s: %s', (code, message, rules, parts) => {
    const refusal = refusalOf(rules, parts)
    expect(refusal.code).toBe(code)
    expect(graphRefusalText(refusal)).toContain(message)
    expect(graphRefusalText(refusal)).not.toMatch(/undefined|NaN/)
  })

  it('calls vertices by their ids', () => {
    const ids = BigUint64Array.from({ length: 24 }, (_, v) => 600_000n - BigInt(v))
    expect(graphRefusalText(refusalOf({ ids, units: [[0, 5]] }), ids)).toMatch(
      /vertex 599995.*vertex 600000|vertex 600000.*vertex 599995/,
    )
  })
})

describe('solve, for rules that make no sense', () => {
  it.each<[string, Rules, SolveOptions['parts']?]>([
    ['a pin names vertex 24', { pins: [[24, 0]] }],
    ['a pin names part 4', { pins: [[0, 4]] }],
    ['barrier joins vertex 3 to itself', { barriers: [[3, 3]] }],
    ['a unit has no vertices', { units: [[]] }],
    ['current.parts has 1 entries', { current: { parts: [0] } }],
    ['budget 2', { current: { parts: columns, budget: 2 } }],
    ['locked parts names part 9', { current: { parts: columns, locked: [9] } }],
    ['the target of part 1 is 0', { targets: { parts: [1, 0, 1, 1] } }],
    ['3 targets for 4 parts', { targets: { parts: [1, 1, 1] } }],
    ['target factor of vertex 0', { targets: { factorOf: new Float64Array(24) } }],
    ['2 coefficients for 1 weights', { composite: [1, 1] }],
    ['dispersion needs positions', { objective: 'dispersion' }],
    ['the size band 3..2', {}, { smallest: 3, largest: 2 }],
    ['need an exact number', { targets: { parts: [1, 1] } }, { smallest: 2, largest: 3 }],
  ])('throws: %s', (message, rules, parts = 4) => {
    expect(() => solve(graph, { parts, tolerances: [0.5], seed: 1, preset: 'fast', rules })).toThrow(message)
  })
})
