import { cellGraph, cellsOfRuns, components, type Graph, type SolveOptions, valuesOf } from '../../partition/index.ts'
import type { UnitCells } from '../cities/places/holdCells.ts'
import type { PartitionRequest } from '../contract/partitionRequest.ts'
import { type ChosenLinks, chooseLinks } from './chooseLinks.ts'
import { type Cut, cutNeighbors, type PartingPlace } from './cutNeighbors.ts'
import type { CityNames } from './inCity.ts'
import { type KeptUnits, keepUnits } from './keepUnits.ts'
import { type Rest, takeOut } from './lists/takeOut.ts'
import { leftOf, type UsedLists, useLists } from './lists/useLists.ts'
import type { PlanInput } from './planInput.ts'
import type { StartingPlan } from './startingPlan.ts'
import type { GridRow } from './store.ts'

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
  readonly keeps: KeptUnits | undefined
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

/**
 * Turns a request into graph, options and rules. Parts of the plan to stay near are numbered with locked grids first, so that
 * any number of parts from theirs on has room for them.
 */
export function setUpSolve(input: PlanInput): SolveSetup {
  const { request, neighbors, districtOfCell, districts, from } = input
  const left = leftOf(input, input.facts)
  const facts = left?.facts ?? input.facts
  const weights = request.weights.map((key) => valuesOf(facts, key))
  const customers = valuesOf(facts, 'customers')
  const all = from ? rowsWithCells(from) : []
  const grids = request.grids ?? (request.sizeBand ? likelyGrids(request.sizeBand, customers) : all.length)
  const cut =
    input.barriersText === undefined
      ? undefined
      : cutNeighbors(neighbors, JSON.parse(input.barriersText) as PartingPlace[])
  const chosen = chooseLinks(input, weights, grids, cut)
  const open = cellGraph(neighbors, weights, chosen.links)
  const graph = cut ? cellGraph(cut.neighbors, weights, chosen.links) : open
  const keeps = keepsOf(input, { graph, open }, all)
  const lists = useLists(input, left, {
    ...{ graph, weight: weights[0]!, centers: input.centers, units: keeps?.groups ?? [], gridOf: from?.assignment },
    grids:
      (request.grids ?? (request.sizeBand ? fewestGrids(request.sizeBand, customers) : all.length)) -
      lockedIn(all).size,
    ...(request.districts === 'never' && { districtOf: districtOfCell }),
    locked: lockedIn(all),
    pinnedTo: new Map(pinsOf(all, all.length)),
  })
  const groups = lists.ownGrids?.map(({ cells }) => cells) ?? []
  const rows = from && groups.length > 0 ? rowsWithCells(from, new Set(groups.flat())) : all
  const rules = {
    ids: input.cellIds,
    ...rulesOf(request, districtOfCell),
    ...(keeps && { units: keeps.groups }),
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
      tolerances: request.weights.map((key) => request.tolerances?.[key] ?? request.tolerance),
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
    rows,
    names: {
      weights: request.weights,
      centers: input.centers,
      districts,
      districtsOfPiece:
        request.districts === 'never'
          ? (cell) => nameOf(districtOfCell[cell]!)
          : districtsOfPieces(graph, districtOfCell, nameOf),
      gridNames: rows.map(({ name }) => name),
      unitOf: keeps?.nameOf,
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

function rulesOf({ districts, composite, weights }: PartitionRequest, districtOfCell: Int32Array) {
  return {
    ...(districts && districts !== 'ignore' && { districts: { of: districtOfCell, rule: districts } }),
    ...(composite && { composite: weights.map((key) => composite[key] ?? 0) }),
  }
}

/** The units of the request's kinds, as this plan can keep them. */
function keepsOf(
  input: PlanInput,
  graphs: Pick<SolveSetup, 'graph' | 'open'>,
  rows: readonly GridRow[],
): KeptUnits | undefined {
  const { unitsText, request, from, districtOfCell } = input
  if (unitsText === undefined) return undefined
  const locked = lockedIn(rows)
  return keepUnits(JSON.parse(unitsText) as UnitCells[], {
    ...graphs,
    ...(request.districts === 'never' && { districtOf: districtOfCell }),
    ...(from &&
      locked.size > 0 && { lockedIn: Int32Array.from(from.assignment, (grid) => (locked.has(grid) ? grid : -1)) }),
    pinnedTo: new Map(pinsOf(rows, request.grids ?? rows.length)),
  })
}

function currentOf({ from, request }: PlanInput, rows: readonly GridRow[]) {
  const partOf = new Map(rows.map(({ number }, part) => [number, part]))
  const pins = pinsOf(rows, request.grids ?? rows.length)
  const locked = rows.flatMap((row, part) => (row.locked ? [part] : []))
  // With locked grids and no budget the engine would divide the rest afresh.
  const budget = request.budget ?? (locked.length > 0 ? 1 : undefined)
  return {
    ...(pins.length > 0 && { pins }),
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
function rowsWithCells({ assignment, grids }: StartingPlan, taken: ReadonlySet<number> = new Set()): GridRow[] {
  const used = new Set(assignment.filter((_, cell) => !taken.has(cell)))
  return grids
    .filter(({ number }) => used.has(number))
    .sort((a, b) => Number(b.locked) - Number(a.locked) || a.number - b.number)
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
  const locked = lockedIn(rows)
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
