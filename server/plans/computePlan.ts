import { createHash } from 'node:crypto'
import {
  candidates,
  cellsOfRuns,
  colourGrids,
  type FrontierPoint,
  type GridName,
  nameAddedGrids,
  nameGrids,
  runsOf,
  type SolveRefusal,
  type SolveResult,
  solve,
  type Violation,
  valuesOf,
  verify,
} from '../../partition/index.ts'
import { cellsOfUnit } from '../cities/places/cellsOfUnit.ts'
import { firstDivision } from '../contract/divisions.ts'
import type { FigureKey } from '../contract/figures.ts'
import type { JobStage } from '../contract/jobs.ts'
import type { PartitionRequest } from '../contract/partitionRequest.ts'
import type { PlanNote, PlanRefusal } from '../contract/planNotes.ts'
import type { PlanLink } from '../contract/plans.ts'
import type { ChosenLinks } from './chooseLinks.ts'
import type { Cut } from './cutNeighbors.ts'
import { noteInCity, refusalInCity } from './inCity.ts'
import { linkNotes } from './linkNotes.ts'
import { onCells, putBack } from './lists/takeOut.ts'
import type { PlanInput } from './planInput.ts'
import { gridsOfAllPins, isStuckByPins, type SolveSetup, setUpSolve } from './solveSetup.ts'
import type { GridRow, PlanRules } from './store.ts'

export interface ComputedPlan {
  readonly ok: true
  /** the request that makes this very plan */
  readonly parameters: PartitionRequest
  readonly assignment: Uint16Array
  readonly grids: GridRow[]
  readonly links: PlanLink[]
  /** what it was made to keep, where it was made to keep anything */
  readonly rules: PlanRules | undefined
  readonly warnings: PlanNote[]
  readonly withinTolerance: boolean
  readonly cut: number
  /** one a figure, in the request's order; null where it adds up to nothing, or to less, and so has no average */
  readonly weights: { key: FigureKey; maxOverAverage: number | null; minOverAverage: number | null }[]
  /** with `from`: the share of the first of these figures that changed its grid */
  readonly movedShare: number | null
  readonly stopped: boolean
  readonly solveMs: number
}

/** Plans to choose from. `chosen` names them by their place in `plans`, as `planOf` does for each point of the frontier. */
export interface ComputedCandidates {
  readonly ok: true
  readonly plans: ComputedPlan[]
  readonly chosen: { readonly balanced: number; readonly compact: number; readonly leastChange: number | null }
  readonly frontier: FrontierPoint[]
  readonly planOf: (number | null)[]
}

export type PlanFailure =
  | { readonly ok: false; readonly reason: 'cancelled' }
  | { readonly ok: false; readonly reason: 'unsolvable'; readonly refusal: PlanRefusal }
  | { readonly ok: false; readonly reason: 'invalid-plan'; readonly message: string; readonly violations: Violation[] }

export interface PlanControl {
  /** fraction 0..1 of the whole */
  readonly onProgress: (stage: JobStage, fraction: number) => void
  readonly isCancelled: () => boolean
  readonly now: () => number
}

type Solved = Extract<SolveResult, { ok: true }>

/** What share of the work the solver is; naming, colouring and verifying take the rest. */
const solveShare = 0.8
/** Of a grid's name. */
const mostLetters = 120
const cancelled: PlanFailure = { ok: false, reason: 'cancelled' }

/**
 * Partitions a city and makes everything a plan is stored with. The result has passed `verify`; one that does not is an
 * `invalid-plan`, never a plan. The same input gives the same bytes, the grids' ids included. Grids that go on from the plan to
 * stay near keep number, id, code, name, colour and lock.
 */
export function computePlan(input: PlanInput, control: PlanControl): ComputedPlan | PlanFailure {
  const ready = prepare(input, control)
  if ('ok' in ready) return ready
  const { setup, options } = ready
  const started = control.now()
  const solved = solve(setup.rest?.graph ?? setup.graph, options)
  const solveMs = control.now() - started
  if (!solved.ok) return failureOf(solved.refusal, input, setup)
  return complete(input, setup, input.request, solved, solveMs, control, solveShare)
}

/** As `computePlan`, for several plans to choose from: a plan that two of the choices share is made once. */
export function computeCandidates(input: PlanInput, control: PlanControl): ComputedCandidates | PlanFailure {
  const ready = prepare(input, control)
  if ('ok' in ready) return ready
  const { setup, options } = ready
  const started = control.now()
  const found = candidates(setup.rest?.graph ?? setup.graph, options)
  const solveMs = control.now() - started
  if (!found.ok) return failureOf(found.refusal, input, setup)
  const chosen = [found.balanced, found.compact, ...(found.leastChange ? [found.leastChange] : [])]
  const different = [...new Set(chosen)]
  const plans: ComputedPlan[] = []
  for (const [turn, { plan, point }] of different.entries()) {
    const fraction = solveShare + ((1 - solveShare) * turn) / different.length
    const parameters = parametersOf(input.request, point, plan)
    const own = parameters.from === undefined ? { ...setup, rows: [], ownRows: [] } : setup
    const computed = complete(input, own, parameters, plan, solveMs, control, fraction)
    if (!computed.ok) return computed
    plans.push(computed)
  }
  const placeOf = (candidate: (typeof chosen)[number]) => different.indexOf(candidate)
  return {
    ok: true,
    plans,
    chosen: {
      balanced: placeOf(found.balanced),
      compact: placeOf(found.compact),
      leastChange: found.leastChange ? placeOf(found.leastChange) : null,
    },
    frontier: found.frontier,
    planOf: found.frontier.map((point) => {
      const place = different.findIndex((candidate) => candidate.point === point)
      return place === -1 ? null : place
    }),
  }
}

function prepare(input: PlanInput, control: PlanControl) {
  control.onProgress('prepare', 0)
  const setup = setUpSolve(input)
  const locked = new Set(setup.rows.flatMap(({ locked, number }) => (locked ? [number] : [])))
  const { parts } = setup.options
  if (typeof parts === 'number' && parts < Math.max(1, locked.size)) {
    const cells = input.from?.assignment.filter((grid) => !locked.has(grid)).length ?? 0
    return unsolvable({ code: 'locked-leave-no-part', locked: locked.size, grids: parts, cells })
  }
  const started = control.now()
  const { timeLimitSeconds } = input.request
  const options = {
    ...setup.options,
    onProgress: ({ stage, fraction }: { stage: JobStage; fraction: number }) =>
      control.onProgress(stage, fraction * solveShare),
    isCancelled: control.isCancelled,
    ...(timeLimitSeconds !== undefined && {
      shouldStop: () => control.now() - started >= timeLimitSeconds * 1000,
    }),
  }
  return { setup, options }
}

/** That some grids could be unlocked is no way out by itself where what is pinned would then ask for more of them. */
function withPins(note: PlanNote, input: PlanInput, setup: Pick<SolveSetup, 'graph' | 'rows'>): PlanNote {
  if (note.code !== 'locked-leave-too-little' && note.code !== 'locked-leave-too-much') return note
  return note.stuck === undefined && isStuckByPins(input, setup) ? { ...note, stuck: 'pins' } : note
}

function failureOf(refusal: SolveRefusal, input: PlanInput, setup: SolveSetup): PlanFailure {
  if (refusal.code === 'cancelled') return cancelled
  const refused = refusalInCity(setup.rest ? onCells(refusal, setup.rest.cells) : refusal, setup.names)
  return unsolvable(
    refused.code === 'too-many-pins'
      ? { ...refused, least: Math.max(refused.least, gridsOfAllPins(input, setup)) }
      : refused,
  )
}

function unsolvable(refusal: PlanRefusal): PlanFailure {
  return { ok: false, reason: 'unsolvable', refusal }
}

/** What, asked for alone, makes the plan of a point. One that was drawn afresh does not come from the plan to stay near. */
function parametersOf(request: PartitionRequest, point: FrontierPoint, plan: Solved): PartitionRequest {
  const { candidates: _, from, fromRevision, budget, ...asked } = request
  const { tolerances } = asked
  const isNear = from !== undefined && plan.origins !== undefined
  const saysHowMany = asked.grids !== undefined || asked.sizeBand !== undefined
  const loosen = (tolerance: number) => Math.min(1, tolerance * point.toleranceFactor)
  return {
    ...asked,
    ...(isNear ? { from, fromRevision, budget } : saysHowMany ? {} : { grids: plan.partCount }),
    tolerance: loosen(asked.tolerance),
    ...(tolerances && {
      tolerances: Object.fromEntries(Object.entries(tolerances).map(([key, value]) => [key, loosen(value)])),
    }),
    compactness: point.compactness,
  }
}

function complete(
  input: PlanInput,
  setup: SolveSetup,
  parameters: PartitionRequest,
  divided: Solved,
  solveMs: number,
  control: PlanControl,
  fraction: number,
): ComputedPlan | PlanFailure {
  control.onProgress('name', fraction)
  const { graph, open, cut, chosen, keeps, lists, rows, ownRows, names } = setup
  const solved = withOwnGrids(divided, setup)
  const known = [...rows, ...ownRows.flatMap((row) => row ?? [])]
  const { assignment, grids } = keepRecords(input, nameOwnGrids(makeGrids(input, open, known, solved), setup))
  if (control.isCancelled()) return cancelled

  control.onProgress('verify', fraction)
  const { ok, violations } = verify({
    cellIds: input.cellIds,
    assignment,
    gridNumbers: grids.map(({ number }) => number),
    records: grids,
    links: chosen.links,
    ...(keeps && { units: keeps.kept.map(({ cells }) => cellsOfUnit(cells)) }),
    ...(lists.centres && { centres: lists.centres.map(({ cell }) => cell) }),
    ...(lists.ownGrids && { ownGrids: lists.ownGrids.map(({ cells }) => cells) }),
    figures: input.facts,
    lockedCells: known
      .filter(({ locked }) => locked)
      .map(({ number }) => ({ grid: number, cells: cellsOf(input, number) })),
  })
  if (!ok) {
    const first = violations[0]?.message ?? 'no violation was named'
    const message = `The partition does not pass verification and was not saved: ${first}`
    return { ok: false, reason: 'invalid-plan', message, violations }
  }
  if (control.isCancelled()) return cancelled
  return {
    ok: true,
    parameters,
    assignment,
    grids,
    links: chosen.links,
    rules: rulesKept(setup, assignment),
    warnings: [
      ...lists.notes,
      ...(keeps ? [keeps.note] : []),
      ...(cut ? [barriersNote(cut, chosen)] : []),
      ...linkNotes(chosen, input),
      ...solved.notes.map((note) => withPins(noteInCity(note, names), input, { graph, rows })),
      ...(solved.stopped ? [{ code: 'stopped-early', seconds: input.request.timeLimitSeconds ?? 0 } as const] : []),
    ],
    withinTolerance: solved.withinTolerance,
    cut: solved.cut,
    weights: parameters.weights.map((key, index) => ({ key, ...qualityOf(solved, index) })),
    movedShare: solved.movedShare ?? null,
    stopped: solved.stopped,
    solveMs,
  }
}

/** What was divided, with the grids that key accounts have of their own behind it. */
function withOwnGrids(divided: Solved, { graph, rest, lists, rows, ownRows }: SolveSetup): Solved {
  if (!rest) return divided
  let next = rows.length
  const groups = lists.ownGrids?.map(({ cells }) => cells) ?? []
  return putBack(divided, rest, { graph, groups, origins: groups.map((_, own) => (ownRows[own] ? next++ : -1)) })
}

/** New grids of a key account are called as it is; where another grid has the name already, with a number. */
function nameOwnGrids(
  { assignment, grids }: { assignment: Uint16Array; grids: GridRow[] },
  { lists, ownRows }: SolveSetup,
): { assignment: Uint16Array; grids: GridRow[] } {
  const nameOf = new Map<number, string>()
  for (const [own, { name, cells }] of lists.ownGrids?.entries() ?? [])
    if (!ownRows[own]) nameOf.set(assignment[cells[0]!]!, name)
  const taken = new Set(grids.flatMap(({ number, name }) => (nameOf.has(number) ? [] : [name])))
  const named = grids.map((grid) => {
    const wanted = nameOf.get(grid.number)
    if (wanted === undefined) return grid
    let name = wanted.slice(0, mostLetters)
    for (let turn = 2; taken.has(name); turn++) name = `${wanted.slice(0, mostLetters - 6)} ${turn}`
    taken.add(name)
    return { ...grid, name }
  })
  return { assignment, grids: named }
}

function rulesKept({ keeps, cut, lists }: SolveSetup, assignment: Uint16Array): PlanRules | undefined {
  const { centres, ownGrids, left } = lists
  if (!keeps && !cut && !centres && !ownGrids && !left) return undefined
  return {
    units: keeps?.kept ?? [],
    barriers: cut?.pairs ?? [],
    centres: centres ?? null,
    ownGrids:
      ownGrids?.map(({ account, name, cells }) => ({
        ...{ account, name, grid: assignment[cells[0]!]! },
        cells: runsOf([...cells]).map(({ start, length }): [number, number] => [start, length]),
      })) ?? null,
    leftAccounts: left ?? null,
  }
}

function barriersNote({ pairs, opened }: Cut, { besideBarriers }: ChosenLinks): PlanNote {
  const joined = besideBarriers.length
  return { code: 'barriers-kept', parted: pairs.length / 2, crossed: opened, ...(joined > 0 && { joined }) }
}

/** Parts as grids: those that go on as they were, new ones numbered, named and coloured around them. */
function makeGrids(
  input: PlanInput,
  graph: SolveSetup['graph'],
  rows: readonly GridRow[],
  { parts, origins = [] }: Solved,
): { assignment: Uint16Array; grids: GridRow[] } {
  const kept = new Map(origins.flatMap((origin, part) => (rows[origin] ? [[part, rows[origin]] as const] : [])))
  const { centers, districtOfCell, districts, facts, cityName: city } = input
  const place = { centers, districtOfCell, districts, customers: valuesOf(facts, 'customers'), city }
  if (kept.size === 0) {
    const numbered = parts.map((part) => part + 1)
    const { assignment, grids: names } = nameGrids({ ...place, assignment: numbered })
    return {
      assignment,
      grids: toGridRows(birthplaceOf(input), assignment, names, colourGrids(graph, assignment, names.length)),
    }
  }
  const numberOf = new Map([...kept].map(([part, { number }]) => [part, number]))
  const taken = new Set(numberOf.values())
  let next = 1
  const assignment = parts.map((part) => {
    const known = numberOf.get(part)
    if (known !== undefined) return known
    while (taken.has(next)) next++
    taken.add(next)
    numberOf.set(part, next)
    return next
  })
  const added = nameAddedGrids({ ...place, assignment }, [...kept.values()])
  const colours = new Map([...kept.values()].map(({ number, colour }) => [number, colour]))
  const all = colourGrids(graph, assignment, Math.max(...taken), colours)
  const grids = [...kept.values(), ...toGridRows(birthplaceOf(input), assignment, added, all)]
  return { assignment, grids: grids.sort((a, b) => a.number - b.number) }
}

/** Main grids of grids that go on come with them; what a record names that does not, such as a cell that left, goes. */
function keepRecords(
  { from }: PlanInput,
  { assignment, grids }: { assignment: Uint16Array; grids: GridRow[] },
): { assignment: Uint16Array; grids: GridRow[] } {
  const ids = new Set(grids.map(({ gridId }) => gridId))
  const parents = new Set(grids.map(({ parentId }) => parentId))
  const mains = (from?.grids ?? []).filter(({ gridId }) => parents.has(gridId) && !ids.has(gridId))
  // A number that a new grid was given is not the main grid's any more.
  const taken = new Set(grids.map(({ number }) => number))
  let next = Math.max(0, ...taken, ...mains.map(({ number }) => number))
  const kept = mains.map((grid) => (taken.has(grid.number) ? { ...grid, number: ++next } : grid))
  for (const { gridId } of mains) ids.add(gridId)
  const records = [...grids, ...kept].map((grid) => ({
    ...grid,
    parentId: grid.parentId !== null && ids.has(grid.parentId) ? grid.parentId : null,
    pins: runsOf(cellsOfRuns(grid.pins).filter((cell) => assignment[cell] === grid.number)),
  }))
  return { assignment, grids: records.sort((a, b) => a.number - b.number) }
}

function toGridRows(
  birthplace: string,
  assignment: Uint16Array,
  names: readonly GridName[],
  colours: readonly string[],
) {
  const idOf = gridIdsFrom(birthplace, assignment)
  return names.map(
    ({ number, code, name }): GridRow => ({
      number,
      gridId: idOf(number),
      code,
      name,
      colour: colours[number - 1] ?? '#9aa5ab',
      locked: false,
      areaClass: null,
      parentId: null,
      pins: [],
    }),
  )
}

/** The division that every city starts with goes without saying: ids are what they were before there were others. */
function birthplaceOf({ cityCode, division = firstDivision }: PlanInput): string {
  return division === firstDivision ? cityCode : `${cityCode}/${division}`
}

function cellsOf({ from }: PlanInput, number: number): number[] {
  const cells: number[] = []
  from?.assignment.forEach((grid, cell) => {
    if (grid === number) cells.push(cell)
  })
  return cells
}

function qualityOf({ weights, notes }: Solved, index: number) {
  const isIgnored = notes.some((note) => note.code === 'weight-ignored' && note.weight === index)
  const { maxOverAverage = null, minOverAverage = null } = (!isIgnored && weights[index]) || {}
  return { maxOverAverage, minOverAverage }
}

/**
 * A grid's id is drawn from the city, the division and the whole assignment it was born with, so that the same partition made twice is the same
 * bytes. RFC 9562 version 8: a hash with the version and variant bits set.
 */
function gridIdsFrom(birthplace: string, assignment: Uint16Array): (number: number) => string {
  const bytes = new Uint8Array(assignment.buffer, assignment.byteOffset, assignment.byteLength)
  const birth = createHash('sha256').update(bytes).digest('hex')
  return (number) => {
    const hash = createHash('sha256').update(`${birthplace}/${birth}/${number}`).digest()
    hash[6] = (hash[6]! & 0x0f) | 0x80
    hash[8] = (hash[8]! & 0x3f) | 0x80
    const hex = hash.toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
  }
}
