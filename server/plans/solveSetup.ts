import { cellGraph, type Graph, joinIslands, type Link, type SolveOptions } from '../../partition/index.ts'
import type { PartitionRequest } from '../contract/plans.ts'
import { joinWithinDistricts } from './districtLinks.ts'
import type { PlanInput } from './planInput.ts'
import type { PlannerWords } from './plannerWords.ts'
import type { GridRow } from './store.ts'

/** A request as the engine takes it. */
export interface SolveSetup {
  readonly graph: Graph
  readonly options: Omit<SolveOptions, 'onProgress' | 'isCancelled' | 'shouldStop'>
  readonly links: Link[]
  /** by part number: the grids of the plan to stay near, locked ones first */
  readonly rows: readonly GridRow[]
  readonly words: PlannerWords
}

/**
 * Turns a request into graph, options and rules. Parts of the plan to stay near are numbered with locked grids first, so that
 * any number of parts from theirs on has room for them.
 */
export function setUpSolve(input: PlanInput): SolveSetup {
  const { request, neighbors, centers, districtOfCell, districts, from } = input
  const weights = request.weights.map((key) => (key === 'customers' ? input.customers : input.revenueCents))
  const rows = from?.grids.toSorted((a, b) => Number(b.locked) - Number(a.locked) || a.number - b.number) ?? []
  const grids = request.grids ?? (request.sizeBand ? likelyGrids(request.sizeBand, input.customers) : rows.length)
  const made =
    request.districts === 'never'
      ? joinWithinDistricts(neighbors, centers, weights, grids, districtOfCell)
      : joinIslands(neighbors, centers, weights, grids)
  const links = unite(from?.links ?? [], made)
  return {
    graph: cellGraph(neighbors, weights, links),
    options: {
      parts: request.grids ?? request.sizeBand ?? rows.length,
      tolerances: request.weights.map((key) => request.tolerances?.[key] ?? request.tolerance),
      seed: request.seed,
      ...(request.soft && { soft: request.weights.map((key) => request.soft!.includes(key)) }),
      ...(request.preset && { preset: request.preset }),
      ...(request.compactness !== undefined && { compactness: request.compactness }),
      rules: { ids: input.cellIds, ...rulesOf(request, districtOfCell), ...(from && currentOf(input, rows)) },
    },
    links,
    rows,
    words: {
      weights: request.weights,
      cellIds: input.cellIds,
      districts,
      districtOfCell: request.districts === 'never' ? districtOfCell : undefined,
      gridNames: rows.map(({ name }) => name),
    },
  }
}

function rulesOf({ districts, composite, weights }: PartitionRequest, districtOfCell: Int32Array) {
  return {
    ...(districts && districts !== 'ignore' && { districts: { of: districtOfCell, rule: districts } }),
    ...(composite && { composite: weights.map((key) => composite[key] ?? 0) }),
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

/** About as many grids as a size band makes. */
function likelyGrids({ smallest, largest }: { smallest: number; largest: number }, customers: Float64Array): number {
  return Math.max(1, Math.round(customers.reduce((sum, count) => sum + count, 0) / Math.sqrt(smallest * largest)))
}

function unite(first: readonly Link[], second: readonly Link[]): Link[] {
  const keyOf = ({ a, b }: Link) => `${Math.min(a, b)}/${Math.max(a, b)}`
  const known = new Set(first.map(keyOf))
  return [...first, ...second.filter((link) => !known.has(keyOf(link)))]
}
