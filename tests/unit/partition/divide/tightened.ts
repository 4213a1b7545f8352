import { expect } from 'vitest'
import { cellGraph, solve } from '../../../../partition/index.ts'
import { meanPolsbyPopper } from '../../../../partition/rules/ask/shapes.ts'
import { seededRandom } from '../builders.ts'
import { hexagons } from '../graph/builders.ts'

// Customers and revenue; each step tightens one of the two.
const STEPS = [
  [0.1, 0.3],
  [0.1, 0.2],
  [0.1, 0.12],
  [0.05, 0.12],
]

/** Expects no plan of a small random city to be worse in every respect than the one of looser tolerances before it. */
export function expectNoLossByTightening(seed: number): void {
  const random = seededRandom(seed)
  const draw = (bound: number) => Math.floor(bound * random())
  const [width, height, parts] = [10 + draw(8), 10 + draw(8), 5 + draw(5)]
  const customers = Float64Array.from({ length: width * height }, () => (random() < 0.3 ? 0 : 1 + draw(12)))
  const revenue = customers.map((count) => Math.round(count * (5 + 10 * random())))
  const graph = cellGraph(hexagons(width, height).neighbors, [customers, revenue])
  const plans = STEPS.map((tolerances) => {
    const plan = solve(graph, { parts, tolerances, seed })
    if (!plan.ok) throw new Error(plan.refusal.code)
    return { ...plan, compactness: meanPolsbyPopper(graph, plan.parts, parts) }
  })
  for (const [step, tight] of plans.slice(1).entries()) {
    const loose = plans[step]!
    const isWorse =
      tight.cut > loose.cut &&
      tight.compactness < loose.compactness &&
      tight.deviations.every((deviation, c) => deviation > loose.deviations[c]!)
    expect(isWorse, `seed ${seed}: ${STEPS[step]} -> ${STEPS[step + 1]}`).toBe(false)
  }
}
