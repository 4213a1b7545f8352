import fc from 'fast-check'
import { gridDisk, latLngToCell } from 'h3-js'
import { expect } from 'vitest'
import { buildLattice, cellCenters, neighborTable } from '../../../../partition/index.ts'
import { noteText, plainFormat, refusalText } from '../../../../server/contract/noteText.ts'
import { type PartitionInput, partitionRequest } from '../../../../server/contract/partitionRequest.ts'
import type { PlanNote } from '../../../../server/contract/planNotes.ts'
import { type ComputedPlan, computePlan, type PlanFailure } from '../../../../server/plans/computePlan.ts'
import type { PlanInput } from '../../../../server/plans/planInput.ts'
import type { StartingPlan } from '../../../../server/plans/startingPlan.ts'
import { cellFigures } from '../../partition/builders.ts'

type City = Omit<PlanInput, 'request'>
type Made = ComputedPlan | PlanFailure

/** Islands some way apart, each a district of its own, with a tower where `tower` says. */
function cityOf({ radii, tower }: { radii: number[]; tower: number }): City {
  const disks = radii.map((radius, i) => gridDisk(latLngToCell(29.35, 104.77 + 0.06 * i, 9), radius))
  const districtOf = new Map(disks.flatMap((cells, district) => cells.map((cell) => [BigInt(`0x${cell}`), district])))
  const lattice = buildLattice(BigUint64Array.from(districtOf.keys()).sort())
  const customers = Float64Array.from(districtOf.keys(), (_, cell) => 5 + ((cell * 7) % 11))
  customers[tower % customers.length]! += tower
  return {
    cityCode: 'test',
    cityName: '自贡市',
    cellIds: lattice.cellIds,
    neighbors: neighborTable(lattice),
    centers: cellCenters(lattice),
    districtOfCell: Int32Array.from(lattice.cellIds, (cell) => districtOf.get(cell)!),
    districts: radii.map((_, i) => ({ code: `51030${i}`, name: `${i}岛` })),
    facts: cellFigures({
      customers,
      revenue: customers.map((count, cell) => count * (4_000 + ((cell * 13) % 17) * 100)),
    }),
  }
}

const run = (city: City, request: PartitionInput, from?: StartingPlan): Made =>
  computePlan(
    { ...city, request: partitionRequest.parse({ preset: 'fast', ...request }), from },
    { onProgress: () => {}, isCancelled: () => false, now: () => 0 },
  )

/** A plan of yesterday: each so many grids locked, the first cell of each so many pinned. */
function startOf(city: City, { grids, lockEach, pinEach }: Start): StartingPlan | undefined {
  const made = run(city, { grids, tolerance: 0.3, weights: ['customers'] })
  if (!made.ok) return undefined
  const isEach = (number: number, each: number) => each > 0 && number % each === 0
  const rows = made.grids.map((grid) => ({
    ...grid,
    locked: isEach(grid.number, lockEach),
    pins: isEach(grid.number, pinEach) ? [{ start: made.assignment.indexOf(grid.number), length: 1 }] : [],
  }))
  return { planId: 'test-1', revision: 0, assignment: made.assignment, grids: rows, links: made.links }
}

const percent = (text: string): number => Number(`${text}e-2`)
const textOf = (note: PlanNote): string => noteText(note, 'en', plainFormat)

function failureText(failure: PlanFailure): string {
  if (failure.reason === 'unsolvable') return refusalText(failure.refusal, 'en', plainFormat)
  return failure.reason === 'cancelled' ? failure.reason : failure.message
}

const codeOf = (failure: PlanFailure): string =>
  failure.reason === 'unsolvable' ? failure.refusal.code : failure.reason

/** What a planner asks for, and the plan to stay near as it is then. */
interface Ask {
  request: PartitionInput
  from: StartingPlan | undefined
}

/** What a planner does who reads a sentence, in each way that it offers. */
function follow({ request, from }: Ask, sentence: string): Ask[] {
  const said = sentence.replace(/(\d),(?=\d{3})/g, '$1')
  const number = (pattern: RegExp): number | undefined => {
    const found = pattern.exec(said)?.[1]
    return found === undefined ? undefined : Number(found)
  }
  const { sizeBand, grids, ...others } = request
  const ways: Ask[] = []
  const ask = (way: PartitionInput) => ways.push({ request: way, from })
  const withBudget = /widen the band up to [\d.]+ and raise the budget/i.test(said) ? { budget: 1 } : {}
  const band = (smallest: number, largest: number) => {
    if (!sizeBand) return
    const wider = { smallest: Math.min(sizeBand.smallest, smallest), largest: Math.max(sizeBand.largest, largest) }
    ask({ ...request, ...withBudget, sizeBand: wider })
  }
  const count = number(/(?:ask for|can have)(?: at (?:least|most))? (\d+)(?: grids?|[;,.]| or|$)/i)
  if (count !== undefined) ask({ ...others, grids: count })
  if (/ask for a number of grids/i.test(said)) ask({ ...others, grids: 3 })
  const budget = number(/raise the budget to ([\d.]+)%/i) ?? number(/a plan that moves ([\d.]+)%/i)
  if (budget !== undefined) ask({ ...request, budget: Math.min(1, percent(String(budget))) })
  const average = number(/would have ([\d.]+) on average\. Widen the band/)
  if (average !== undefined) band(Math.floor(average), Math.ceil(average))
  const upTo = number(/widen the band up to (\d+(?:\.\d+)?)/i)
  if (upTo !== undefined) band(Infinity, Math.ceil(upTo))
  const tolerance = /raise the tolerance to (?:at least )?([\d.]+)%|a tolerance of ([\d.]+)% would do/i.exec(said)
  if (tolerance) ask({ ...request, tolerance: percent((tolerance[1] ?? tolerance[2])!) })
  if (/letting? grids cross districts/i.test(said)) ask({ ...request, districts: 'ignore' })
  if (/\bunlock\b/i.test(said) && from) {
    const asked = /unlock (?:and unpin )?some and raise the budget/i.test(said) ? { ...request, budget: 1 } : request
    const free = /unlock and unpin/i.test(said) ? { locked: false, pins: [] } : { locked: false }
    ways.push({ request: asked, from: { ...from, grids: from.grids.map((grid) => ({ ...grid, ...free })) } })
  }
  return ways
}

/** The figure or place that a note is about. */
const where = (note: PlanNote): string => JSON.stringify(['weight' in note && note.weight, 'at' in note && note.at])

interface Start {
  grids: number
  lockEach: number
  pinEach: number
}

export const randomAsk = fc.record({
  city: fc.record({
    radii: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
    tower: fc.oneof(fc.constant(0), fc.integer({ min: 100, max: 1_500 })),
  }),
  size: fc.oneof(
    fc.record({ grids: fc.integer({ min: 1, max: 12 }) }),
    fc
      .tuple(fc.integer({ min: 30, max: 700 }), fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 200 })))
      .map(([smallest, more]) => ({ sizeBand: { smallest, largest: smallest + more } })),
  ),
  links: fc.constantFrom('automatic' as const, 'confirmed' as const),
  districts: fc.constantFrom('ignore' as const, 'never' as const),
  tolerance: fc.constantFrom(0.02, 0.05, 0.2),
  weights: fc.constantFrom<PartitionInput['weights'][]>(['customers'], ['customers', 'revenue']),
  start: fc.option(
    fc.record({
      grids: fc.integer({ min: 1, max: 6 }),
      lockEach: fc.constantFrom(0, 0, 1, 2, 3),
      pinEach: fc.constantFrom(0, 0, 1, 2),
      budget: fc.constantFrom(undefined, 0, 0.01, 0.1, 1),
    }),
  ),
})
type RandomAsk = typeof randomAsk extends fc.Arbitrary<infer Value> ? Value : never

/** What each way out that a plan or a refusal offers comes to: the codes that were followed, and what is wrong with any. */
export function followWords({ city: made, size, start, ...asked }: RandomAsk): { codes: string[]; wrong: string[] } {
  const city = cityOf(made)
  const from = start ? startOf(city, start) : undefined
  const near = from && start ? { from: 'test-1', ...(start.budget !== undefined && { budget: start.budget }) } : {}
  const request: PartitionInput = { ...size, ...asked, ...near }
  const codes: string[] = []
  const wrong: string[] = []
  const first = run(city, request, from)
  const sentences = first.ok
    ? first.warnings.map((warning) => ({ said: textOf(warning), code: warning.code, warning }))
    : [{ said: failureText(first), code: codeOf(first), warning: null }]
  for (const { said, code, warning } of sentences) {
    for (const way of follow({ request, from }, said)) {
      codes.push(code)
      const again = run(city, way.request, way.from)
      const told = again.ok ? again.warnings.map(textOf).join('; ') : failureText(again)
      const isSame = again.ok
        ? warning !== null && again.warnings.some((other) => other.code === code && where(other) === where(warning))
        : codeOf(again) === code
      const isRefused = warning !== null && !again.ok
      if (isSame || isRefused)
        wrong.push(`${JSON.stringify(request)}: ${said} -> ${JSON.stringify(way.request)}: ${told}`)
    }
  }
  return { codes, wrong }
}

/** Expects of each way out that a random request is offered that it leads to no refusal and not to the same words; how often each kind was. */
export function expectFollowedWords(parameters: { numRuns: number; seed?: number }): Map<string, number> {
  const followed = new Map<string, number>()
  fc.assert(
    fc.property(randomAsk, (ask) => {
      const { codes, wrong } = followWords(ask)
      for (const code of codes) followed.set(code, 1 + (followed.get(code) ?? 0))
      expect(wrong).toEqual([])
    }),
    parameters,
  )
  return followed
}
