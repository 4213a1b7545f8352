import { expect } from 'vitest'
import { type Graph, type SolveNote, type SolveOptions, type SolveResult, solve } from '../../../../partition/index.ts'

interface Case {
  graph: Graph
  options: SolveOptions
}

/** Something that was advised, done, and whether it has done what it should. */
interface Followed {
  options: SolveOptions
  isHeeded: (again: SolveResult) => boolean
}

type Solved = Extract<SolveResult, { ok: true }>
type Refused = Extract<SolveResult, { ok: false }>

/** Refusals for which another number of parts is the way out. */
const aboutNumbers: ReadonlySet<string> = new Set([
  'too-many-components',
  'too-few-vertices',
  'no-part-count',
  'locked-leave-no-part',
  'too-many-pins',
  'too-many-seeds',
  'apart-conflict',
])

/** Follows all that a result advises, one advice at a time, and expects each to do what it says. Answers how many there were. */
export function expectGoodAdvice({ graph, options }: Case): number {
  const result = solve(graph, options)
  const advice = result.ok
    ? result.notes.flatMap((note) => followNote(options, result, note))
    : followRefusal(options, result)
  for (const { options: followed, isHeeded } of advice) {
    for (const tolerance of followed.tolerances) expect(tolerance).toBeLessThanOrEqual(1)
    const again = solve(graph, followed)
    expect(isHeeded(again), `${saidBy(result)} -> ${saidBy(again)}`).toBe(true)
  }
  return advice.length
}

function followRefusal(options: SolveOptions, { message, reason, details }: Refused): Followed[] {
  // Another rule may stand in the way then, but not the number of parts, nor the same again.
  const isHeeded = (again: SolveResult) => again.ok || !(aboutNumbers.has(again.reason) || again.reason === reason)
  const followed: SolveOptions[] = []
  const [, count] = /ask for at (?:least|most) (\d+)/.exec(message) ?? []
  if (count) followed.push({ ...options, parts: Number(count) })
  const [, share] = /raise the budget to ([\d.]+) %/.exec(message) ?? []
  if (share) followed.push(withBudget(options, Number(share) / 100))
  if (/widen the band/.test(message) && typeof options.parts === 'object') {
    const { smallest, largest } = options.parts
    const parts = { smallest: Math.min(smallest, details.average!), largest: Math.max(largest, details.average!) }
    followed.push({ ...options, parts })
  }
  return followed.map((one) => ({ options: one, isHeeded }))
}

function followNote(options: SolveOptions, result: Solved, note: SolveNote): Followed[] {
  const { code, details } = note
  const { parts } = options
  const isGone = (again: SolveResult) =>
    again.ok && !again.notes.some((other) => other.code === code && isAbout(other, note))
  const followed: SolveOptions[] = []
  if (details.tolerance !== undefined) followed.push({ ...options, tolerances: raised(options, result, note) })
  if (/too-heavy/.test(code) && details.parts !== undefined) followed.push({ ...options, parts: details.parts })
  if (details.largest !== undefined && typeof parts === 'object') {
    followed.push({ ...options, parts: { ...parts, largest: details.largest } })
  }
  if (code === 'budget-too-small') followed.push(withBudget(options, Math.min(1, details.needed! + 1e-9)))
  const all: Followed[] = followed.map((one) => ({ options: one, isHeeded: isGone }))
  if (details.canAsk !== undefined) {
    const count = (parts as number) + (code === 'locked-leave-too-little' ? -1 : 1)
    all.push({ options: { ...options, parts: count }, isHeeded: (again) => again.ok })
  }
  return all
}

/** Of the same weight and the same cell or piece. */
function isAbout(other: SolveNote, note: SolveNote): boolean {
  return ['weight', 'vertex', 'exampleVertex'].every((key) => other.details[key] === note.details[key])
}

/** The tolerances, as high as all notes on the weight ask for. */
function raised({ tolerances }: SolveOptions, { notes }: Solved, { details }: SolveNote): number[] {
  const c = details.weight ?? 0
  const alike = notes.filter((note) => (note.details.weight ?? 0) === c && note.details.tolerance !== undefined)
  const tolerance = Math.max(...alike.map((note) => note.details.tolerance!))
  return tolerances.map((own, at) => (at === c || details.weight === undefined ? Math.max(own, tolerance) : own))
}

function withBudget(options: SolveOptions, budget: number): SolveOptions {
  return { ...options, rules: { ...options.rules, current: { ...options.rules!.current!, budget } } }
}

function saidBy(result: SolveResult): string {
  return result.ok ? result.notes.map(({ message }) => message).join('; ') : result.message
}
