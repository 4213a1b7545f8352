import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRandom, shuffle } from '../../../../partition/divide/base/random.ts'
import { type Graph, type SolveOptions, type SolveResult, solve } from '../../../../partition/index.ts'
import { invert, relabel } from '../../../../partition/rules/order/relabel.ts'
import { graphRefusalText } from '../../../../server/contract/noteText.ts'
import { brokenRules } from './brokenRules.ts'
import { randomCase } from './randomCase.ts'

// A random case with a size band; its first number of parts is tried in the first third of the run.
const BAND_THAT_CANNOT_BE_MET = 354
const SHARE_IN_A_LATER_COUNT = 0.4

/** How many random cases each law is tried on: enough for every save, many more with the long tests. */
export interface Runs {
  readonly kept: number
  readonly ordered: number
  readonly stopped: number
}

export function describeRuleLaws(runs: Runs): void {
  describe('solve under rules', () => {
    it('keeps every rule in every plan, or says why there is none', () => {
      fc.assert(
        fc.property(fc.nat(1e6), (seed) => {
          const { graph, options } = randomCase(seed)
          const result = solve(graph, options)
          if (result.ok) expect(brokenRules(graph, options, result)).toEqual([])
          else expect(graphRefusalText(result.refusal)).not.toMatch(/undefined|NaN|^$/)
        }),
        { numRuns: runs.kept },
      )
    })

    it('gives the same plan under any order of vertices and rules', () => {
      fc.assert(
        fc.property(fc.nat(1e6), fc.boolean(), (seed, hasIds) => {
          const { graph, options } = randomCase(seed)
          const weighted = hasIds ? graph : withOwnWeights(graph)
          const ids = Float64Array.from({ length: graph.vertexCount }, (_, v) => 1000 + 7 * v)
          const rules = hasIds ? { ...options.rules, ids } : { ...options.rules }
          const { shuffled, order } = shuffledCase(weighted, { ...options, rules }, seed)
          const plan = solve(weighted, { ...options, rules })
          const other = solve(shuffled.graph, shuffled.options)
          expect(other.ok).toBe(plan.ok)
          if (plan.ok && other.ok) {
            expect(Array.from(other.parts)).toEqual(Array.from(order, (v) => plan.parts[v]!))
            expect([other.cut, other.deviations, other.movedShare]).toEqual([
              plan.cut,
              plan.deviations,
              plan.movedShare,
            ])
          } else expect(reasonOf(other)).toBe(reasonOf(plan))
        }),
        { numRuns: runs.ordered },
      )
    })

    it('stops with a valid plan and is cancelled without one, at any moment', () => {
      fc.assert(
        fc.property(fc.nat(1e6), fc.nat(1000), (seed, share) => {
          const { graph, options } = randomCase(seed)
          let asked = 0
          const whole = solve(graph, { ...options, shouldStop: () => ++asked < 0 })
          if (!whole.ok) return
          const stopAt = Math.floor((asked * share) / 1001)
          let askedAgain = 0
          const stopped = solve(graph, { ...options, shouldStop: () => ++askedAgain > stopAt })
          if (!stopped.ok) throw new Error(stopped.refusal.code)
          expect(stopped.stopped).toBe(asked > 0)
          expect(brokenRules(graph, options, stopped)).toEqual([])
          let polls = 0
          solve(graph, { ...options, isCancelled: () => ++polls < 0 })
          const cancelAt = Math.floor((polls * share) / 1001)
          let pollsAgain = 0
          const cancelled = solve(graph, { ...options, isCancelled: () => ++pollsAgain > cancelAt })
          expect(reasonOf(cancelled)).toBe('cancelled')
        }),
        { numRuns: runs.stopped },
      )
    })

    it('says that it was stopped where another number of parts was being tried', () => {
      const { graph, options } = randomCase(BAND_THAT_CANNOT_BE_MET)
      let asked = 0
      solve(graph, { ...options, shouldStop: () => ++asked < 0 })
      let askedAgain = 0
      const plan = solve(graph, { ...options, shouldStop: () => ++askedAgain > asked * SHARE_IN_A_LATER_COUNT })
      expect(plan).toMatchObject({ ok: true, stopped: true, withinTolerance: false })
    })
  })
}
function reasonOf(result: SolveResult): string {
  return result.ok ? 'a plan' : result.refusal.code
}

/** A graph whose vertices differ: the first weight tells each from every other. */
function withOwnWeights(graph: Graph): Graph {
  const [first, ...others] = graph.vertexWeights
  return { ...graph, vertexWeights: [first!.map((weight, v) => weight + 1 + v / 4096), ...others] }
}

function shuffledCase(graph: Graph, options: SolveOptions, seed: number) {
  const order = Uint32Array.from({ length: graph.vertexCount }, (_, v) => v)
  shuffle(order, createRandom(seed))
  const place = invert(order)
  const { rules = {} } = options
  const at = (v: number) => place[v]!
  const moved = (values: ArrayLike<number>) => Float64Array.from(order, (v) => values[v]!)
  const pairs = (list: readonly (readonly [number, number])[] = []) =>
    list.map(([a, b]): [number, number] => [at(b), at(a)]).reverse()
  const shuffled: SolveOptions = {
    ...options,
    rules: {
      ...rules,
      ...(rules.ids && { ids: moved(rules.ids as ArrayLike<number>) }),
      barriers: pairs(rules.barriers),
      links: pairs(rules.links),
      apart: pairs(rules.apart),
      units: (rules.units ?? []).map((unit) => Array.from(unit, at).reverse()).reverse(),
      pins: (rules.pins ?? []).map(([v, part]): [number, number] => [at(v), part]).reverse(),
      seeds: (rules.seeds ?? []).map(at).reverse(),
      ...(rules.districts && { districts: { ...rules.districts, of: moved(rules.districts.of) } }),
      ...(rules.current && { current: { ...rules.current, parts: moved(rules.current.parts) } }),
      ...(rules.targets?.factorOf && { targets: { ...rules.targets, factorOf: moved(rules.targets.factorOf) } }),
    },
  }
  return { order, shuffled: { graph: relabel(graph, order, place), options: shuffled } }
}
