import { describe, expect, it } from 'vitest'
import { candidates, cellGraph, type SolveOptions } from '../../../partition/index.ts'
import { seededRandom } from './builders.ts'
import { hexagons } from './graph/builders.ts'
import { brokenRules } from './rules/brokenRules.ts'

const side = 16
const { neighbors } = hexagons(side, side)
const random = seededRandom(3)
const graph = cellGraph(
  neighbors,
  [0, 1].map(() => Float64Array.from({ length: side * side }, () => Math.floor(40 * random() * random()))),
)
const options: SolveOptions = { parts: 6, tolerances: [0.05, 0.2], seed: 1, preset: 'fast' }
const today = Int32Array.from({ length: side * side }, (_, v) => Math.floor(((v % side) * 6) / side))

function must(result: ReturnType<typeof candidates>) {
  if (!result.ok) throw new Error(result.refusal.code)
  return result
}

describe('candidates', () => {
  it('offers the best balanced and the most compact of the plans it tried', () => {
    const { balanced, compact, leastChange, frontier } = must(candidates(graph, options))
    const worst = frontier.map(({ deviations }) => Math.max(...deviations))
    expect(worst).toEqual(worst.toSorted((a, b) => a - b))
    expect(Math.max(...balanced.plan.deviations)).toBe(worst[0])
    for (const point of frontier.filter(({ withinTolerance }) => withinTolerance)) {
      expect(point.meanPolsbyPopper).toBeLessThanOrEqual(compact.point.meanPolsbyPopper)
    }
    expect(leastChange).toBeUndefined()
    for (const { plan } of [balanced, compact]) expect(brokenRules(graph, options, plan)).toEqual([])
  })

  it('marks the points that another beats', () => {
    const { frontier } = must(candidates(graph, options))
    for (const point of frontier) {
      const isBeaten = frontier.some((other) => {
        const balance = Math.max(...point.deviations) - Math.max(...other.deviations)
        const shape = other.meanPolsbyPopper - point.meanPolsbyPopper
        return balance >= 0 && shape >= 0 && balance + shape > 0
      })
      expect(point.isDominated).toBe(isBeaten)
    }
    expect(frontier.some(({ isDominated }) => !isDominated)).toBe(true)
  })

  it('adds the plan of least change where there is one today, and says what each would move', () => {
    const rules = { current: { parts: today } }
    const { leastChange, balanced, frontier } = must(candidates(graph, { ...options, rules }))
    expect(leastChange!.point.movedShare).toBe(leastChange!.plan.movedShare)
    expect(leastChange!.point.movedShare).toBeLessThanOrEqual(balanced.point.movedShare!)
    expect(frontier.every(({ movedShare }) => movedShare! >= 0 && movedShare! <= 1)).toBe(true)
    // A fresh plan is numbered after today's, so that it moves no more than it must.
    expect(balanced.point.movedShare).toBeLessThan(0.75)
  })

  it('keeps to the budget in every plan', () => {
    const rules = { current: { parts: today, budget: 0.1 } }
    const { frontier } = must(candidates(graph, { ...options, rules }))
    for (const { movedShare } of frontier) expect(movedShare).toBeLessThanOrEqual(0.1)
  })

  it('reports progress over all runs, and ends with what it has when stopped', () => {
    const seen: number[] = []
    let asked = 0
    const result = must(
      candidates(graph, {
        ...options,
        onProgress: ({ fraction }) => seen.push(fraction),
        shouldStop: () => ++asked > 2,
      }),
    )
    expect(result.stopped).toBe(true)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(result.frontier.length).toBeGreaterThan(0)
    expect(candidates(graph, { ...options, isCancelled: () => true })).toMatchObject({ refusal: { code: 'cancelled' } })
  })
})
