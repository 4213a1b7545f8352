import {
  candidates,
  type FrontierPoint,
  runsOf,
  type SolveNote,
  type SolveRefusal,
  solve,
  type Violation,
  verify,
} from '../../partition/index.ts'
import { cellsOfUnit } from '../cities/places/cellsOfUnit.ts'
import type { FigureKey } from '../contract/figures.ts'
import type { JobStage } from '../contract/jobs.ts'
import type { PartitionRequest } from '../contract/partitionRequest.ts'
import type { PlanNote, PlanRefusal } from '../contract/planNotes.ts'
import type { PlanLink } from '../contract/plans.ts'
import type { ChosenLinks } from './chooseLinks.ts'
import type { Cut } from './cutNeighbors.ts'
import { gridsOfDivision, mainGridIds, type Solved } from './gridsOfDivision.ts'
import { noteInCity, refusalInCity } from './inCity.ts'
import { linkNotes } from './linkNotes.ts'
import { onCells } from './lists/takeOut.ts'
import { type MainParts, makeMainGrids, solveWithMains } from './mainGrids.ts'
import type { PlanInput } from './planInput.ts'
import { ruleCosts } from './ruleCosts.ts'
import { judgeClassB, keptPairs, keptPins, withClassB } from './rules/keptThings.ts'
import { gridsOfAllPins, isStuckByPins, type SolveSetup, setUpSolve } from './solveSetup.ts'
import type { GridRow, PlanRules } from './store.ts'
import { withOwnGrids } from './withOwnGrids.ts'

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

/** What share of the work the solver is; naming, colouring and verifying take the rest. */
const solveShare = 0.8
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
  const { mainGrids, grids } = input.request
  const mains = typeof mainGrids === 'object' ? mainGrids.count : undefined
  const found =
    mains === undefined
      ? solve(setup.rest?.graph ?? setup.graph, options)
      : solveWithMains(setup, options, { mains, grids: grids! })
  const solveMs = control.now() - started
  if (!found.ok) return failureOf(found.refusal, input, setup)
  const [solved, main] = 'sub' in found ? [found.sub, found.main] : [found, undefined]
  const made = complete(input, { ...setup, main }, input.request, solved, solveMs, control, solveShare)
  if (!made.ok || !input.request.costs) return made
  const costs = ruleCosts(input, withOwnGrids(solved, setup), {
    ...{ solveMs, isCancelled: control.isCancelled, now: control.now },
    onProgress: (fraction) => control.onProgress('verify', solveShare + (1 - solveShare) * fraction),
  })
  return control.isCancelled() ? cancelled : { ...made, warnings: [...made.warnings, ...costs] }
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
  if ('refusal' in setup) return unsolvable(setup.refusal)
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
  setup: SolveSetup & { readonly main?: MainParts | undefined },
  parameters: PartitionRequest,
  divided: Solved,
  solveMs: number,
  control: PlanControl,
  fraction: number,
): ComputedPlan | PlanFailure {
  control.onProgress('name', fraction)
  const { graph, open, cut, chosen, keeps, ruled, areas, things, lists, rows, names, main } = setup
  const { pinned, parted, classB } = things
  const solved = withOwnGrids(divided, setup)
  const { known, ...numbered } = gridsOfDivision(input, setup, solved)
  const { assignment } = numbered
  const hasMains = input.request.mainGrids !== undefined
  const mains = hasMains
    ? makeMainGrids(input, open, numbered, main?.of ?? input.districtOfCell, mainGridIds(input))
    : undefined
  const made = mains?.grids ?? numbered.grids
  const grids = classB ? withClassB(made, assignment, classB) : made
  const judged = classB && judgeClassB(classB, input, assignment, grids)
  const pins = pinned && keptPins(pinned, assignment)
  const apart = parted && keptPairs(parted, assignment, grids)
  const isWithin = judged && !parameters.composite ? judged.isWithin : solved.withinTolerance
  if (control.isCancelled()) return cancelled

  control.onProgress('verify', fraction)
  const { violations } = verify({
    cellIds: input.cellIds,
    assignment,
    gridNumbers: grids.map(({ number }) => number),
    records: grids,
    links: chosen.links,
    ...(keeps && { units: keeps.kept.map(({ cells }) => cellsOfUnit(cells)) }),
    // A locked grid of the plan to stay near may cross them.
    ...(areas && !input.from && { areas: areas.map(({ cells }) => cellsOfUnit(cells)) }),
    ...(pins && { pinned: pins.kept.map(({ cells, grid }) => ({ cells: cellsOfUnit(cells), grid })) }),
    ...(apart && { apart: apart.kept.map(([a, b]) => [cellsOfUnit(a.cells), cellsOfUnit(b.cells)] as const) }),
    ...(judged && { classB: cellsOfUnit(judged.kept.cells) }),
    ...(lists.centres && { centres: lists.centres.map(({ cell }) => cell) }),
    ...(lists.ownGrids && { ownGrids: lists.ownGrids.map(({ cells }) => cells) }),
    figures: input.facts,
    lockedCells: known
      .filter(({ locked }) => locked)
      .map(({ number }) => ({ grid: number, cells: cellsOf(input, number) })),
  })
  if (mains && main) violations.push(...brokenMains(input, mains.mainOfCell, [...chosen.links, ...main.links]))
  if (violations.length > 0) {
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
    rules: rulesKept(setup, assignment, { pins: pins?.kept, apart: apart?.kept, classB: judged?.kept }),
    warnings: [
      ...lists.notes,
      ...(mains ? [mains.note] : []),
      ...(keeps?.notes ?? []),
      ...(cut ? [barriersNote(cut, chosen)] : []),
      ...[pins, apart, judged].flatMap((kept) => (kept ? [kept.note] : [])),
      ...linkNotes(chosen, ruled),
      ...solved.notes
        .filter(({ code }) => code !== 'apart-not-met' || !apart)
        .filter((note) => !judged || parameters.composite || !isSaidOfAll(note))
        .map((note) => withPins(noteInCity(note, names), input, { graph, rows })),
      ...(judged && !parameters.composite && !isWithin
        ? [{ code: 'tolerance-missed', deviation: judged.worst } as const]
        : []),
      ...(solved.stopped ? [{ code: 'stopped-early', seconds: input.request.timeLimitSeconds ?? 0 } as const] : []),
    ],
    withinTolerance: isWithin,
    cut: solved.cut,
    weights: parameters.weights.map((key, index) => ({ key, ...qualityOf(solved, index) })),
    movedShare: solved.movedShare ?? null,
    stopped: solved.stopped,
    solveMs,
  }
}

/** A main grid of a number of them hangs together, as a grid does. */
function brokenMains({ cellIds }: PlanInput, mainOfCell: Uint16Array, links: readonly PlanLink[]): Violation[] {
  const gridNumbers = [...new Set(mainOfCell)].filter((number) => number > 0).sort((a, b) => a - b)
  return verify({ cellIds, assignment: mainOfCell, gridNumbers, links })
    .violations.filter(({ code }) => code === 'disconnected')
    .map((violation) => ({ ...violation, message: `main ${violation.message}` }))
}

/** What the engine says of a division as a whole by its own targets, in which each cell counts by its class and not each grid. */
function isSaidOfAll({ code, ...note }: SolveNote): boolean {
  return code === 'weights-not-met-together' || (code === 'tolerance-missed' && !('part' in note))
}

function rulesKept(
  { keeps, cut, areas, lists }: SolveSetup,
  assignment: Uint16Array,
  things: Pick<PlanRules, 'pins' | 'apart' | 'classB'>,
): PlanRules | undefined {
  const { centres, ownGrids, left } = lists
  const hasThings = things.pins || things.apart || things.classB
  if (!keeps && !cut && !areas && !hasThings && !centres && !ownGrids && !left) return undefined
  return {
    units: keeps?.kept ?? [],
    barriers: cut?.pairs ?? [],
    areas,
    ...things,
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
