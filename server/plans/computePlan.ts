import { createHash } from 'node:crypto'
import {
  cellGraph,
  colourGrids,
  joinIslands,
  type Lattice,
  type Link,
  nameGrids,
  type SolveNote,
  type SolveResult,
  solve,
  type Violation,
  verify,
} from '../../partition/index.ts'
import type { PartitionRequest, PlanWarning } from '../contract/plans.ts'
import type { GridRow } from './store.ts'

/** What a partition is computed from: plain arrays, so that it can be sent to a worker thread. */
export interface PlanInput {
  readonly cityCode: string
  readonly cellIds: Lattice['cellIds']
  readonly neighbors: Int32Array
  readonly centers: Float64Array
  readonly districtOfCell: Int32Array
  readonly districts: readonly { code: string; name: string }[]
  readonly customers: Float64Array
  readonly revenueCents: Float64Array
  readonly request: PartitionRequest
}

export interface ComputedPlan {
  readonly ok: true
  readonly assignment: Uint16Array
  readonly grids: GridRow[]
  readonly links: Link[]
  readonly warnings: PlanWarning[]
  readonly withinTolerance: boolean
  readonly cut: number
  /** one a weight, in the request's order */
  readonly weights: { key: string; maxOverAverage: number; minOverAverage: number }[]
  readonly solveMs: number
}

export type PlanFailure =
  | { readonly ok: false; readonly reason: 'unsolvable' | 'cancelled'; readonly message: string }
  | { readonly ok: false; readonly reason: 'invalid-plan'; readonly message: string; readonly violations: Violation[] }

export interface PlanControl {
  /** fraction 0..1 of the whole */
  readonly onProgress: (stage: string, fraction: number) => void
  readonly isCancelled: () => boolean
  readonly now: () => number
}

/** What share of the work the solver is; naming, colouring and verifying take the rest. */
const solveShare = 0.8

/**
 * Partitions a city and makes everything a plan is stored with. The result has passed `verify`; one that does not is an
 * `invalid-plan`, never a plan. The same input gives the same bytes, the grids' ids included.
 */
export function computePlan(input: PlanInput, control: PlanControl): ComputedPlan | PlanFailure {
  const { request, neighbors, centers, districtOfCell, districts, customers } = input
  control.onProgress('prepare', 0)
  const weights = request.weights.map((key) => (key === 'customers' ? customers : input.revenueCents))
  const links = joinIslands(neighbors, centers, weights, request.grids ?? 1)
  const graph = cellGraph(neighbors, weights, links)

  const started = control.now()
  const solved = solve(graph, {
    parts: request.grids ?? request.sizeBand ?? 1,
    tolerances: request.weights.map(() => request.tolerance),
    seed: request.seed,
    rules: { ids: input.cellIds },
    onProgress: ({ stage, fraction }) => control.onProgress(stage, fraction * solveShare),
    isCancelled: control.isCancelled,
  })
  const solveMs = control.now() - started
  if (!solved.ok) {
    const reason = solved.reason === 'cancelled' ? 'cancelled' : 'unsolvable'
    return { ok: false, reason, message: solved.message }
  }

  control.onProgress('name', solveShare)
  const numbered = solved.parts.map((part) => part + 1)
  const { assignment, grids: names } = nameGrids({
    assignment: numbered,
    centers,
    districtOfCell,
    districts,
    customers,
  })
  const colours = colourGrids(graph, assignment, names.length)
  if (control.isCancelled()) return { ok: false, reason: 'cancelled', message: 'the run was cancelled' }

  control.onProgress('verify', solveShare + 0.05)
  const { ok, violations } = verify({
    cellIds: input.cellIds,
    assignment,
    gridNumbers: names.map(({ number }) => number),
    links,
    customers,
    revenueCents: input.revenueCents,
  })
  if (!ok) {
    const first = violations[0]?.message ?? 'no violation was named'
    const message = `The partition does not pass verification and was not saved: ${first}`
    return { ok: false, reason: 'invalid-plan', message, violations }
  }
  if (control.isCancelled()) return { ok: false, reason: 'cancelled', message: 'the run was cancelled' }

  const idOf = gridIdsFrom(input.cityCode, assignment)
  return {
    ok: true,
    assignment,
    grids: names.map(({ number, code, name }) => ({
      number,
      gridId: idOf(number),
      code,
      name,
      colour: colours[number - 1] ?? '#9aa5ab',
      locked: false,
    })),
    links,
    warnings: [
      ...links.map((link) => describeLink(link, centers)),
      ...solved.notes.map((note) => describeNote(note, request)),
    ],
    withinTolerance: solved.withinTolerance,
    cut: solved.cut,
    weights: request.weights.map((key, index) => ({ key, ...qualityOf(solved, index) })),
    solveMs,
  }
}

function qualityOf(solved: Extract<SolveResult, { ok: true }>, index: number) {
  const { maxOverAverage, minOverAverage } = solved.weights[index] ?? { maxOverAverage: 0, minOverAverage: 0 }
  return { maxOverAverage, minOverAverage }
}

/** The solver knows weights by their place, a planner by their name. */
function describeNote({ details, ...note }: SolveNote, { weights }: PartitionRequest): PlanWarning {
  const { weight, ...others } = details
  return { ...note, details: weight === undefined ? others : { ...others, weight: weights[weight]! } }
}

function describeLink({ a, b }: Link, centers: Float64Array): PlanWarning {
  const place = (cell: number) => `${centers[2 * cell]?.toFixed(4)} E, ${centers[2 * cell + 1]?.toFixed(4)} N`
  const [lng, lat, toLng, toLat] = [a, b].flatMap((cell) => [centers[2 * cell]!, centers[2 * cell + 1]!])
  return {
    code: 'island-linked',
    message: `An island too light for a grid of its own shares one with the nearest land: cell ${a} (${place(a)}) is linked to cell ${b} (${place(b)})`,
    details: { cell: a, lng: lng!, lat: lat!, toCell: b, toLng: toLng!, toLat: toLat! },
  }
}

/**
 * A grid's id is drawn from the city and the whole assignment it was born with, so that the same partition made twice is the same
 * bytes. RFC 9562 version 8: a hash with the version and variant bits set.
 */
function gridIdsFrom(cityCode: string, assignment: Uint16Array): (number: number) => string {
  const bytes = new Uint8Array(assignment.buffer, assignment.byteOffset, assignment.byteLength)
  const birth = createHash('sha256').update(bytes).digest('hex')
  return (number) => {
    const hash = createHash('sha256').update(`${cityCode}/${birth}/${number}`).digest()
    hash[6] = (hash[6]! & 0x0f) | 0x80
    hash[8] = (hash[8]! & 0x3f) | 0x80
    const hex = hash.toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
  }
}
