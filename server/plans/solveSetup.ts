import { cellGraph, cellsOfRuns, components, type Graph, type SolveOptions, valuesOf } from '../../partition/index.ts'
import type { UnitCells } from '../cities/places/holdCells.ts'
import type { PartitionRequest } from '../contract/partitionRequest.ts'
import type { UnitKind } from '../contract/placeKinds.ts'
import type { KeptArea } from '../contract/places.ts'
import type { PlanNote, PlanRefusal } from '../contract/planNotes.ts'
import type { Pin } from '../contract/things.ts'
import { type AreaRules, areaRules, keepAreas } from './areaRules.ts'
import { type ChosenLinks, chooseLinks } from './chooseLinks.ts'
import { type Cut, cutNeighbors, type PartingPlace } from './cutNeighbors.ts'
import type { CityNames } from './inCity.ts'
import { type KeepLimits, type KeptUnits, keepUnits } from './keepUnits.ts'
import { type Rest, takeOut } from './lists/takeOut.ts'
import { leftOf, type UsedLists, useLists } from './lists/useLists.ts'
import type { PlanInput } from './planInput.ts'
import { type ClassBCells, classBCells } from './rules/classBCells.ts'
import { findThings } from './rules/namedThings.ts'
import { type PartedThings, partThings } from './rules/partThings.ts'
import { type PinnedThings, pinThings } from './rules/pinThings.ts'
import type { StartingPlan } from './startingPlan.ts'
import type { GridRow } from './store.ts'

/** How many grids a request asks for, or is about to get. */
function gridsAsked({ request, facts }: PlanInput, rows: readonly GridRow[]): number {
  const { grids, sizeBand } = request
  return grids ?? (sizeBand ? likelyGrids(sizeBand, valuesOf(facts, 'customers')) : rows.length)
}

type SizeBand = NonNullable<PartitionRequest['sizeBand']>

/** A request as the engine takes it. */
export interface SolveSetup {
  readonly graph: Graph
  /** the same with the edges over barriers */
  readonly open: Graph
  /** where barriers are to be borders */
  readonly cut: Cut | undefined
  readonly options: Omit<SolveOptions, 'onProgress' | 'isCancelled' | 'shouldStop'>
  readonly chosen: ChosenLinks
  /** what the plan is to keep whole, where it is to keep anything */
  readonly keeps: Kept | undefined
  /** what the links and the notes of districts go by: as the input, or with the areas that no grid may cross in place of the districts */
  readonly ruled: PlanInput
  /** the subdistricts that no grid crosses the border of, where there is such a rule */
  readonly areas: readonly KeptArea[] | undefined
  /** the things that its rules name, and what is class B */
  readonly things: RuledThings
  /** what rules about outlets and accounts make of it */
  readonly lists: UsedLists
  /** what is divided, and `options` are of, where key accounts have grids of their own; else all is */
  readonly rest: Rest | undefined
  /** by part number: the grids of the plan to stay near, locked ones first */
  readonly rows: readonly GridRow[]
  /** of that plan: the grids that are a key account's own already, by their place among its own grids */
  readonly ownRows: readonly (GridRow | undefined)[]
  readonly names: CityNames
}

export interface RuledThings {
  readonly pinned: PinnedThings | undefined
  readonly parted: PartedThings | undefined
  readonly classB: ClassBCells | undefined
}

/**
 * Turns a request into graph, options and rules. Parts of the plan to stay near are numbered with locked grids first and those that rules
 * pin something to next, so that any number of parts from theirs on has room for them. Refuses rules that name what cannot be.
 */
export function setUpSolve(given: PlanInput): SolveSetup | { readonly refusal: PlanRefusal } {
  const { from } = given
  const left = leftOf(given, given.facts)
  const counted = left ? { ...given, facts: left.facts } : given
  const weights = given.request.weights.map((key) => valuesOf(counted.facts, key))
  const customers = valuesOf(counted.facts, 'customers')
  const all = from ? rowsWithCells(from, { pins: given.request.pins }) : []
  const grids = gridsAsked(counted, all)
  const ofAreas = areaRules(counted, grids)
  const { ruled: input, preferred, areas } = ofAreas
  const { request, neighbors, districtOfCell, districts } = input
  const find = findThings(input.thingsText === undefined ? [] : (JSON.parse(input.thingsText) as UnitCells<UnitKind>[]))
  const classB = request.classB && classBCells(request.classB, given, find)
  if (classB && 'refusal' in classB) return classB
  const pinned = request.pins && pinThings(request.pins, find, from && all)
  if (pinned && 'refusal' in pinned) return pinned
  const cut =
    input.barriersText === undefined
      ? undefined
      : cutNeighbors(neighbors, JSON.parse(input.barriersText) as PartingPlace[])
  const aimedAt = classB
    ? weights.map((weight) => weight.map((value, cell) => value / classB.factorOf[cell]!))
    : weights
  const chosen = chooseLinks(input, aimedAt, grids, cut)
  const open = cellGraph(neighbors, weights, chosen.links)
  const graph = cut ? cellGraph(cut.neighbors, weights, chosen.links) : open
  const inAll = [...pinsOf(all, request.grids ?? all.length), ...(pinned?.pins ?? [])]
  const keeps = keepsOf(input, ofAreas, { graph, open }, all, inAll)
  const rowsBeside = (taken: ReadonlySet<number>) =>
    from && taken.size > 0 ? rowsWithCells(from, { pins: request.pins, taken }) : all
  const lists = useLists(given, left, {
    ...{ graph, weight: weights[0]!, centers: input.centers, units: keeps?.groups ?? [], gridOf: from?.assignment },
    gridsBeside: (taken) => {
      const others = rowsBeside(taken)
      const asked = request.sizeBand ? fewestGrids(request.sizeBand, customers) : others.length
      return Math.max(1, (request.grids ?? asked) - lockedIn(others).size)
    },
    ...(request.districts === 'never' && { districtOf: districtOfCell }),
    locked: lockedIn(all),
    pinnedTo: new Map(inAll),
  })
  const groups = lists.ownGrids?.map(({ cells }) => cells) ?? []
  const rows = rowsBeside(new Set(groups.flat()))
  const placed = rows === all ? pinned : request.pins && pinThings(request.pins, find, from && rows)
  if (placed && 'refusal' in placed) return placed
  const pins = [...pinsOf(rows, request.grids ?? rows.length), ...(placed?.pins ?? [])]
  const most = request.grids ?? (request.sizeBand ? Infinity : rows.length)
  const beyond = pins.filter(([, part]) => part >= most)
  if (beyond.length > 0) {
    const least = new Set([
      ...rows.flatMap(({ locked }, part) => (locked ? [part] : [])),
      ...pins.map(([, part]) => part),
    ])
    return { refusal: { code: 'too-many-pins', least: least.size, grids: most } }
  }
  const leaderOf = new Map(keeps?.groups.flatMap((group) => group.map((cell) => [cell, group[0]!] as const)))
  const parted = request.apart && partThings(request.apart, find, (cell) => leaderOf.get(cell) ?? cell)
  if (parted && 'refusal' in parted) return parted
  const things: RuledThings = { pinned: placed, parted, classB }
  const rules = {
    ids: input.cellIds,
    ...rulesOf(request, districtOfCell, classB),
    ...(preferred.length > 0 && { preferred }),
    ...(keeps && { units: keeps.groups }),
    ...(pins.length > 0 && { pins }),
    ...(parted && { apart: parted.pairs }),
    ...(classB && { targets: { factorOf: classB.factorOf } }),
    ...(lists.centres && { seeds: lists.centres.map(({ cell }) => cell) }),
    ...(from && currentOf(input, rows)),
  }
  const rest = groups.length > 0 ? takeOut(graph, rules, groups) : undefined
  const nameOf = (district: number) => (districts[district] ? [districts[district].name] : [])
  return {
    graph,
    open,
    cut,
    options: {
      parts: request.grids ?? request.sizeBand ?? rows.length,
      tolerances: request.weights.map((key) =>
        Math.min(request.tolerances?.[key] ?? request.tolerance, classB?.rule.tolerance ?? Infinity),
      ),
      seed: request.seed,
      ...(request.soft && { soft: request.weights.map((key) => request.soft!.includes(key)) }),
      ...(request.preset && { preset: request.preset }),
      ...(request.compactness !== undefined && { compactness: request.compactness }),
      rules: rest?.rules ?? rules,
    },
    lists,
    rest,
    ownRows: lists.ownGrids?.map(({ known }) => all.find(({ number }) => number === known)) ?? [],
    chosen,
    keeps,
    ruled: input,
    areas,
    things,
    rows,
    names: {
      weights: request.weights,
      centers: input.centers,
      districts,
      districtsOfPiece:
        request.districts === 'never'
          ? (cell) => nameOf(districtOfCell[cell]!)
          : districtsOfPieces(graph, districtOfCell, nameOf),
      gridNames: from ? rows.map(({ name }) => name) : (placed?.labels ?? []),
      unitOf: keeps?.nameOf,
      areaLevel: areas && 'subdistrict',
      thingOf: thingNames(things),
    },
  }
}

const mostNamed = 2

/** By a cell: the districts that its separate piece lies in, the largest first. The pieces are found when first asked for. */
function districtsOfPieces(graph: Graph, districtOfCell: Int32Array, nameOf: (district: number) => string[]) {
  let labels: Int32Array | undefined
  return (cell: number): string[] => {
    labels ??= components(graph).labels
    const cellsIn = new Map<number, number>()
    for (const [other, label] of labels.entries()) {
      if (label !== labels[cell]) continue
      cellsIn.set(districtOfCell[other]!, (cellsIn.get(districtOfCell[other]!) ?? 0) + 1)
    }
    const largest = [...cellsIn].sort(([p, m], [q, n]) => n - m || p - q).slice(0, mostNamed)
    return largest.flatMap(([district]) => nameOf(district))
  }
}

/** The name of the first thing that a rule names in each cell. */
function thingNames({ pinned, parted }: RuledThings): (cell: number) => string | undefined {
  const names = new Map<number, string>()
  for (const { name, cells } of [...(pinned?.things ?? []), ...(parted?.things ?? []).flat()])
    for (const cell of cells) if (!names.has(cell)) names.set(cell, name)
  return (cell) => names.get(cell)
}

function rulesOf(
  { districts = 'ignore', composite, weights }: PartitionRequest,
  districtOfCell: Int32Array,
  classB: ClassBCells | undefined,
) {
  return {
    ...(districts === 'never' && { districts: { of: districtOfCell, rule: districts } }),
    // A grid is judged by its class, so borders follow those of class B areas where that costs little.
    ...(districts !== 'never' &&
      (classB || districts === 'avoid') && {
        districts: {
          of: Int32Array.from(
            districtOfCell,
            (district, cell) => 2 * (districts === 'avoid' ? district + 1 : 0) + (classB?.isB[cell] ?? 0),
          ),
          rule: 'avoid' as const,
        },
      }),
    ...(composite && { composite: weights.map((key) => composite[key] ?? 0) }),
  }
}

/** What a plan is made to keep whole: units of the city and subdistricts. */
export interface Kept extends Pick<KeptUnits, 'groups' | 'kept' | 'nameOf'> {
  readonly notes: readonly PlanNote[]
}

/** The units of the request's kinds, and the subdistricts, as this plan can keep them. */
function keepsOf(
  input: PlanInput,
  { whole, areas }: AreaRules,
  graphs: Pick<SolveSetup, 'graph' | 'open'>,
  rows: readonly GridRow[],
  pins: readonly (readonly [cell: number, part: number])[],
): Kept | undefined {
  const { unitsText, request, from, districtOfCell } = input
  if (unitsText === undefined && whole === undefined) return undefined
  const locked = lockedIn(rows)
  const limits: KeepLimits = {
    ...graphs,
    ...(request.districts === 'never' && { districtOf: districtOfCell, isBySubdistrict: areas !== undefined }),
    ...(from &&
      locked.size > 0 && { lockedIn: Int32Array.from(from.assignment, (grid) => (locked.has(grid) ? grid : -1)) }),
    pinnedTo: new Map(pins),
  }
  const ofAreas = whole && keepAreas(whole, limits)
  const subdistrictOf = ofAreas && new Int32Array(districtOfCell.length).fill(-1)
  for (const [group, cells] of ofAreas?.groups.entries() ?? []) for (const cell of cells) subdistrictOf![cell] = group
  const ofUnits =
    unitsText === undefined
      ? undefined
      : keepUnits(JSON.parse(unitsText) as UnitCells[], { ...limits, ...(subdistrictOf && { subdistrictOf }) })
  return {
    groups: [...(ofAreas?.groups ?? []), ...(ofUnits?.groups ?? [])],
    kept: [...(ofAreas?.kept ?? []), ...(ofUnits?.kept ?? [])],
    nameOf: (cell) => ofAreas?.nameOf(cell) ?? ofUnits?.nameOf(cell),
    notes: [...(ofAreas ? [ofAreas.areaNote] : []), ...(ofUnits ? [ofUnits.note] : [])],
  }
}

function currentOf({ from, request }: PlanInput, rows: readonly GridRow[]) {
  const partOf = new Map(rows.map(({ number }, part) => [number, part]))
  const locked = rows.flatMap((row, part) => (row.locked ? [part] : []))
  // With locked grids and no budget the engine would divide the rest afresh.
  const budget = request.budget ?? (locked.length > 0 ? 1 : undefined)
  return {
    current: {
      parts: Int32Array.from(from!.assignment, (number) => partOf.get(number) ?? -1),
      locked,
      ...(budget !== undefined && { budget }),
    },
  }
}

function lockedIn(rows: readonly GridRow[]): ReadonlySet<number> {
  return new Set(rows.flatMap(({ locked, number }) => (locked ? [number] : [])))
}

/** Grids without a cell, such as main grids, are no parts; nor are those of which all cells are `taken`. */
function rowsWithCells(
  { assignment, grids }: StartingPlan,
  {
    pins = [],
    taken = new Set(),
  }: { readonly pins?: readonly Pin[] | undefined; readonly taken?: ReadonlySet<number> },
): GridRow[] {
  const used = new Set(assignment.filter((_, cell) => !taken.has(cell)))
  const named = new Set(pins.map(({ grid }) => grid))
  const rank = ({ locked, number, gridId }: GridRow) => (locked ? 0 : named.has(number) || named.has(gridId) ? 1 : 2)
  return grids.filter(({ number }) => used.has(number)).sort((a, b) => rank(a) - rank(b) || a.number - b.number)
}

/** Cells that a planner has pinned stay in their grid; those of a locked one do anyway, and with fewer grids one may be given up. */
function pinsOf(rows: readonly GridRow[], parts: number): [cell: number, part: number][] {
  return rows.flatMap(({ locked, pins }, part) =>
    locked || part >= parts ? [] : cellsOfRuns(pins).map((cell): [number, number] => [cell, part]),
  )
}

type Pinned = Pick<SolveSetup, 'graph' | 'rows'>

/**
 * Whether what is pinned would need more grids than there are sure to be, once no grid is locked: the cells pinned to a locked one are
 * in it anyway.
 */
export function isStuckByPins(input: PlanInput, { graph, rows }: Pinned): boolean {
  const { grids, sizeBand } = input.request
  const fewest = grids ?? (sizeBand ? fewestGrids(sizeBand, valuesOf(input.facts, 'customers')) : rows.length)
  const unlocked = rows.map((row) => ({ ...row, locked: false }))
  return unlocked.some(({ pins }) => pins.length > 0) && gridsOfAllPins(input, { graph, rows: unlocked }) > fewest
}

/**
 * How many grids hold all that is pinned: a piece of land has at least one, and one for each grid that something in it is pinned to.
 * With fewer, the pins of the last grids do not count, and would once more are asked for.
 */
export function gridsOfAllPins({ from }: Pick<PlanInput, 'from'>, { graph, rows }: Pinned): number {
  const locked = new Set(rows.flatMap(({ locked, number }) => (locked ? [number] : [])))
  const { count, labels } = components(graph, (cell) => (locked.has(from?.assignment[cell] ?? 0) ? -1 : 0))
  const pinned = Array.from({ length: count }, () => new Set<number>())
  for (const [cell, part] of pinsOf(rows, rows.length)) if (labels[cell] !== -1) pinned[labels[cell]!]!.add(part)
  return pinned.reduce((sum, parts) => sum + Math.max(1, parts.size), locked.size)
}

/** No band makes fewer: a grid for each cell above it, and as few as can be for the rest, which may go with those. */
function fewestGrids({ smallest, largest }: SizeBand, customers: Float64Array): number {
  let heavy = 0
  let rest = 0
  for (const count of customers) {
    if (count > largest) heavy++
    else rest += count
  }
  return Math.max(1, heavy + (rest < smallest ? 0 : Math.ceil(rest / largest)))
}

/** About as many grids as a size band makes. */
function likelyGrids({ smallest, largest }: SizeBand, customers: Float64Array): number {
  return Math.max(1, Math.round(customers.reduce((sum, count) => sum + count, 0) / Math.sqrt(smallest * largest)))
}
