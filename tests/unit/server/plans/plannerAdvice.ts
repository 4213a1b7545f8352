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

/** A plan of yesterday, some of whose grids are locked. */
function startOf(city: City, grids: number, lockEach: number): StartingPlan | undefined {
  const made = run(city, { grids, tolerance: 0.3, weights: ['customers'] })
  if (!made.ok) return undefined
  const locked = made.grids.map((grid) => ({ ...grid, locked: lockEach > 0 && grid.number % lockEach === 0 }))
  return { planId: 'test-1', revision: 0, assignment: made.assignment, grids: locked, links: made.links }
}

const percent = (text: string): number => Number(`${text}e-2`)
const textOf = (note: PlanNote): string => noteText(note, 'en', plainFormat)

function failureText(failure: PlanFailure): string {
  if (failure.reason === 'unsolvable') return refusalText(failure.refusal, 'en', plainFormat)
  return failure.reason === 'cancelled' ? failure.reason : failure.message
}

const codeOf = (failure: PlanFailure): string =>
  failure.reason === 'unsolvable' ? failure.refusal.code : failure.reason

/** What a planner does who reads a sentence, in each way that it offers. */
function follow(request: PartitionInput, sentence: string): PartitionInput[] {
  const said = sentence.replace(/(\d),(?=\d{3})/g, '$1')
  const number = (pattern: RegExp): number | undefined => {
    const found = pattern.exec(said)?.[1]
    return found === undefined ? undefined : Number(found)
  }
  const { sizeBand, grids, ...others } = request
  const ways: (PartitionInput | undefined)[] = []
  const count = number(/(?:ask for|can have) at (?:least|most) (\d+)(?: grids?|[;,.]| or|$)/i)
  if (count !== undefined) ways.push({ ...others, grids: count })
  const budget = /raise the budget to ([\d.]+)%/i.exec(said)?.[1]
  if (budget !== undefined) ways.push({ ...request, budget: percent(budget) })
  const average = number(/would have ([\d.]+) on average\. Widen the band/)
  if (average !== undefined && sizeBand)
    ways.push({
      ...request,
      sizeBand: {
        smallest: Math.min(sizeBand.smallest, Math.floor(average)),
        largest: Math.max(sizeBand.largest, Math.ceil(average)),
      },
    })
  const upTo = number(/widen the band up to (\d+(?:\.\d+)?)/i)
  if (upTo !== undefined && sizeBand)
    ways.push({ ...request, sizeBand: { ...sizeBand, largest: Math.max(sizeBand.largest, Math.ceil(upTo)) } })
  const tolerance = /raise the tolerance to (?:at least )?([\d.]+)%|a tolerance of ([\d.]+)% would do/i.exec(said)
  if (tolerance) ways.push({ ...request, tolerance: percent((tolerance[1] ?? tolerance[2])!) })
  if (/\bunlock (?:one|some|it)\b/i.test(said)) ways.push(undefined)
  return ways.filter((way) => way !== undefined)
}

/** The figure or place that a note is about. */
const where = (note: PlanNote): string => JSON.stringify(['weight' in note && note.weight, 'at' in note && note.at])

const islands = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 })
const common = {
  links: fc.constantFrom('automatic' as const, 'confirmed' as const),
  districts: fc.constantFrom('ignore' as const, 'never' as const),
  tolerance: fc.constantFrom(0.02, 0.05, 0.2),
}
const byNumber = fc.record({
  city: fc.record({ radii: islands, tower: fc.oneof(fc.constant(0), fc.integer({ min: 100, max: 1_500 })) }),
  start: fc.constant(null),
  size: fc.record({ grids: fc.integer({ min: 1, max: 12 }) }),
  ...common,
})
const fromAPlan = fc.record({
  city: fc.record({ radii: islands, tower: fc.constant(0) }),
  size: fc.record({ grids: fc.integer({ min: 1, max: 12 }) }),
  ...common,
  start: fc.record({
    grids: fc.integer({ min: 2, max: 6 }),
    lockEach: fc.constantFrom(0, 2, 3),
    budget: fc.constantFrom(0.01, 0.1, 1),
  }),
})
const byBand = fc.record({
  city: fc.record({ radii: islands, tower: fc.constant(0) }),
  size: fc
    .tuple(fc.integer({ min: 30, max: 700 }), fc.integer({ min: 0, max: 200 }))
    .map(([smallest, more]) => ({ sizeBand: { smallest, largest: smallest + more } })),
  ...common,
  start: fc.constant(null),
})
const cases = fc.oneof(byNumber, fromAPlan, byBand)

/**
 * Makes random requests, follows each sentence of their refusals and warnings as a planner reads it, and expects what it says. Answers
 * how often each kind was followed.
 */
export function expectFollowedWords(parameters: { numRuns: number; seed?: number }): Map<string, number> {
  const followed = new Map<string, number>()
  fc.assert(
    fc.property(cases, ({ city: made, size, links, districts, tolerance, start }) => {
      const city = cityOf(made)
      const from = start ? startOf(city, start.grids, start.lockEach) : undefined
      const near = from && start ? { from: 'test-1', budget: start.budget } : {}
      const request: PartitionInput = { ...size, links, districts, tolerance, weights: ['customers'], ...near }
      const first = run(city, request, from)
      const sentences = first.ok
        ? first.warnings.map((warning) => ({ said: textOf(warning), code: warning.code, warning }))
        : [{ said: failureText(first), code: codeOf(first), warning: null }]
      for (const { said, code, warning } of sentences) {
        for (const way of follow(request, said)) {
          followed.set(code, 1 + (followed.get(code) ?? 0))
          const again = run(city, way, from)
          const told = again.ok ? again.warnings.map(textOf).join('; ') : failureText(again)
          const context = `${JSON.stringify(request)}: ${said} -> ${JSON.stringify(way)}: ${told}`
          if (!warning) {
            const isSame = !again.ok && codeOf(again) === code
            expect([context, isSame]).toEqual([context, false])
          } else {
            const isThere =
              again.ok && again.warnings.some((other) => other.code === code && where(other) === where(warning))
            expect([context, again.ok, isThere]).toEqual([context, true, false])
          }
        }
      }
    }),
    parameters,
  )
  return followed
}
