import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SolveNote, type SolveOptions, type SolveResult, solve } from '../../../../partition/index.ts'
import { heavyCase } from './heavyCase.ts'
import { randomCase } from './randomCase.ts'

type Case = ReturnType<typeof randomCase>

/** What is advised, applied: each way that the sentence offers, with what must no longer be said then. */
function followed(
  { options }: Case,
  result: SolveResult,
): { options: SolveOptions; isHeeded: (again: SolveResult) => boolean }[] {
  const parts = typeof options.parts === 'number' ? options.parts : undefined
  const current = options.rules?.current
  const withBudget = (budget: number): SolveOptions => ({
    ...options,
    rules: { ...options.rules, current: { ...current!, budget } },
  })
  if (!result.ok) {
    const isPlan = (again: SolveResult) => again.ok
    const [, count] = /ask for at (?:least|most) (\d+)/.exec(result.message) ?? []
    const [, share] = /raise the budget to ([\d.]+) %/.exec(result.message) ?? []
    const average = /widen the band to take that in/.test(result.message) ? result.details.average! : undefined
    const band = typeof options.parts === 'object' ? options.parts : undefined
    return [
      ...(count ? [{ options: { ...options, parts: Number(count) }, isHeeded: isPlan }] : []),
      ...(/ask for more parts/.test(result.message)
        ? [{ options: { ...options, parts: parts! + 1 }, isHeeded: isPlan }]
        : []),
      ...(share ? [{ options: withBudget(Number(share) / 100), isHeeded: isPlan }] : []),
      ...(average !== undefined && band
        ? [
            {
              options: {
                ...options,
                parts: { smallest: Math.min(band.smallest, average), largest: Math.max(band.largest, average) },
              },
              isHeeded: isPlan,
            },
          ]
        : []),
    ]
  }
  const isGone = (note: SolveNote, again: SolveResult) =>
    again.ok && !again.notes.some(({ code, details }) => code === note.code && details.weight === note.details.weight)
  const raised = (note: SolveNote) => {
    const c = note.details.weight ?? 0
    const alike = result.notes.filter(({ details }) => (details.weight ?? 0) === c && details.tolerance !== undefined)
    const tolerance = Math.max(...alike.map(({ details }) => details.tolerance!))
    return options.tolerances.map((own, at) =>
      at === c || note.details.weight === undefined ? Math.max(own, tolerance) : own,
    )
  }
  return result.notes.flatMap((note) => {
    const { code, details } = note
    const heavy = /too-heavy/.test(code)
    const isNoLonger = (again: SolveResult) => isGone(note, again)
    return [
      ...(details.tolerance === undefined
        ? []
        : [{ options: { ...options, tolerances: raised(note) }, isHeeded: isNoLonger }]),
      ...(heavy && details.parts !== undefined
        ? [
            {
              options: { ...options, parts: details.parts },
              isHeeded: (again: SolveResult) =>
                again.ok &&
                !again.notes.some(
                  (other) =>
                    other.code === code &&
                    other.details.vertex === details.vertex &&
                    other.details.weight === details.weight,
                ),
            },
          ]
        : []),
      ...(details.largest !== undefined && typeof options.parts === 'object'
        ? [
            {
              options: { ...options, parts: { ...options.parts, largest: details.largest } },
              isHeeded: (again: SolveResult) =>
                again.ok &&
                !again.notes.some(
                  (other) => other.details.vertex === details.vertex && other.details.largest !== undefined,
                ),
            },
          ]
        : []),
      ...(code === 'budget-too-small'
        ? [
            {
              options: withBudget(Math.min(1, details.needed! + 1e-9)),
              isHeeded: (again: SolveResult) => again.ok && !again.notes.some((other) => other.code === code),
            },
          ]
        : []),
      ...(details.canAsk === undefined
        ? []
        : [
            {
              options: { ...options, parts: parts! + (code === 'locked-leave-too-little' ? -1 : 1) },
              isHeeded: (again: SolveResult) => again.ok,
            },
          ]),
    ]
  })
}

function expectGoodAdvice(one: Case): number {
  const result = solve(one.graph, one.options)
  const advice = followed(one, result)
  for (const { options, isHeeded } of advice) {
    for (const tolerance of options.tolerances) expect(tolerance).toBeLessThanOrEqual(1)
    const again = solve(one.graph, options)
    const said = result.ok ? result.notes.map(({ message }) => message).join('; ') : result.message
    const saidThen = again.ok ? again.notes.map(({ message }) => message).join('; ') : again.message
    expect(isHeeded(again), `${said} -> ${saidThen}`).toBe(true)
  }
  return advice.length
}

describe('what notes and refusals advise', () => {
  it('can be followed, and does what it says, under any rules', () => {
    let followed = 0
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        followed += expectGoodAdvice(randomCase(seed))
      }),
      { numRuns: 300, endOnFailure: true },
    )
    expect(followed).toBeGreaterThan(5)
  })

  it('can be followed where towers are', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const { graph, parts } = heavyCase(seed)
        const options = { parts, tolerances: [0.1], seed: 1, preset: 'fast' as const }
        expect(expectGoodAdvice({ graph, options })).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 5 },
    )
  })
})
