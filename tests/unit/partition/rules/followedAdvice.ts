import { expect } from 'vitest'
import { type Graph, type SolveNote, type SolveOptions, type SolveResult, solve } from '../../../../partition/index.ts'
import { graphNoteText, graphRefusalText } from '../../../../server/contract/noteText.ts'

interface Case {
  graph: Graph
  options: SolveOptions
}

/** Something that was advised, done, and whether it has done what it should. */
interface Followed {
  options: SolveOptions
  isHeeded: (again: SolveResult) => boolean
}

interface Advised {
  code: string
  weight?: number
  tolerance?: number
  parts?: number
  largest?: number
  askFor?: number
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
  'too-many-apart',
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

function followRefusal(options: SolveOptions, { refusal }: Refused): Followed[] {
  // Another rule may stand in the way then, but not the number of parts, nor the same again.
  const isHeeded = (again: SolveResult) =>
    again.ok || !(aboutNumbers.has(again.refusal.code) || again.refusal.code === refusal.code)
  const message = graphRefusalText(refusal)
  const followed: SolveOptions[] = []
  const [, count] = /ask for at (?:least|most) (\d+)/.exec(message) ?? []
  if (count) followed.push({ ...options, parts: Number(count) })
  const [, share] = /raise the budget to ([\d.]+) %/.exec(message) ?? []
  if (share) followed.push(withBudget(options, Number(share) / 100))
  if (refusal.code === 'no-part-count' && typeof options.parts === 'object') {
    const { smallest, largest } = options.parts
    const parts = { smallest: Math.min(smallest, refusal.average), largest: Math.max(largest, refusal.average) }
    followed.push({ ...options, parts })
  }
  return followed.map((one) => ({ options: one, isHeeded }))
}

function followNote(options: SolveOptions, result: Solved, note: SolveNote): Followed[] {
  const { code } = note
  const details = advised(note)
  const { parts } = options
  const isGone = (again: SolveResult) =>
    again.ok && !again.notes.some((other) => other.code === code && isAbout(other, note))
  const followed: SolveOptions[] = []
  if (details.tolerance !== undefined) followed.push({ ...options, tolerances: raised(options, result, note) })
  if (details.askFor !== undefined) followed.push({ ...options, parts: details.askFor })
  if (/too-heavy/.test(code) && details.parts !== undefined) followed.push({ ...options, parts: details.parts })
  if (details.largest !== undefined && typeof parts === 'object') {
    followed.push({ ...options, parts: { ...parts, largest: details.largest } })
  }
  if (note.code === 'budget-too-small') followed.push(withBudget(options, Math.min(1, note.needed)))
  return followed.map((one) => ({ options: one, isHeeded: isGone }))
}

/** What notes of any code may advise, and for which weight. */
function advised(note: SolveNote): Advised {
  return note
}

/** Of the same weight and the same cell or piece. */
function isAbout(other: SolveNote, note: SolveNote): boolean {
  const aboutOf = (one: object) =>
    ['weight', 'vertex', 'exampleVertex'].map((key) => Object.entries(one).find(([k]) => k === key)?.[1])
  return aboutOf(other).every((value, i) => value === aboutOf(note)[i])
}

/** The tolerances, as high as all notes on the weight ask for. */
function raised({ tolerances }: SolveOptions, { notes }: Solved, note: SolveNote): number[] {
  const details = advised(note)
  const c = details.weight ?? 0
  const alike = notes.map(advised).filter(({ weight, tolerance }) => (weight ?? 0) === c && tolerance !== undefined)
  const tolerance = Math.max(...alike.map((one) => one.tolerance!))
  return tolerances.map((own, at) => (at === c || details.weight === undefined ? Math.max(own, tolerance) : own))
}

function withBudget(options: SolveOptions, budget: number): SolveOptions {
  return { ...options, rules: { ...options.rules, current: { ...options.rules!.current!, budget } } }
}

function saidBy(result: SolveResult): string {
  return result.ok ? result.notes.map((note) => graphNoteText(note)).join('; ') : graphRefusalText(result.refusal)
}
