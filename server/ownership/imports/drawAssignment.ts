import {
  type Adjacency,
  colourGrids,
  type Grid,
  type Lattice,
  type Link,
  spanningLinks,
  verify,
} from '../../../partition/index.ts'
import { addDays } from '../../base/civilDates.ts'
import { holdCells, type UnitCells } from '../../cities/places/holdCells.ts'
import type { OwnerLayer } from '../../contract/owners.ts'
import type { PlanLink } from '../../contract/plans.ts'
import type { Reject } from '../../data/rejects.ts'
import type { SubjectKey } from '../../life/ownerRows.ts'
import { buildAdjacency } from '../../plans/buildAdjacency.ts'
import { overrideDays } from '../rows/layRows.ts'
import { type AskedPeriod, type Periods, writePeriods } from '../rows/periods.ts'
import { type Majority, majority, type Voter } from './majority.ts'
import type { NumberedRow, Subject } from './readAssignmentFile.ts'
import type { SubjectKind } from './subjectColumns.ts'

export interface DrawInput {
  /** JSON lists of `NumberedRow` and `Subject` */
  readonly rows: string
  readonly subjects: string
  /** a JSON list of [subject, cell or null, customers] */
  readonly votes: string
  /** JSON lists of `UnitCells`, and of accounts with the cells of their sites */
  readonly units: string
  readonly sites: string
  /** customers of the division by cell */
  readonly customers: Float64Array
  readonly cellIds: Lattice['cellIds']
  readonly neighbors: Int32Array
  readonly centers: Float64Array
  readonly stated: { readonly confirmed: readonly PlanLink[]; readonly refused: readonly Link[] }
  /** of the plan in force, and grids outside of plans: those that the file calls by id, code or name go on */
  readonly known: readonly Grid[]
  readonly clusters: readonly { readonly gridId: string; readonly code: string; readonly name: string }[]
  /** for grids that are new: one for each that the file names */
  readonly ids: readonly string[]
  readonly grids: readonly string[]
  readonly from: string
  readonly reason: string
  readonly columnMap: Readonly<Record<string, string>>
}

export interface Drawn {
  readonly assignment: Uint16Array
  readonly grids: readonly Grid[]
  readonly links: readonly PlanLink[]
  /** grids that have no cell, of owner rows or claims: to be registered outside of plans */
  readonly clusters: readonly { readonly gridId: string; readonly code: string; readonly name: string }[]
  readonly owners: Periods
  readonly disputes: readonly Disputed[]
  /** rows that the plan has where they say, and whose subject is disputed */
  readonly rows: { readonly plan: number; readonly disputed: number }
  readonly cells: Majority['cells']
  readonly rejects: readonly Reject[]
  /** what keeps it from being a plan, such as an island that must not be linked and in which nobody is named */
  readonly fault: string | null
}

export interface Disputed extends SubjectKey {
  /** of the file: of all rows about it */
  readonly lines: readonly number[]
  /** grids that claim it */
  readonly claimants: readonly string[]
}

const layers: Readonly<Record<SubjectKind, OwnerLayer>> = { customer: 'override', account: 'listed', unit: 'cluster' }

/**
 * A plan of today's assignment, and what it cannot express: owners of the minority and disputes. Of each row one of them, or a refusal. Pure, for a
 * thread; see `majority`.
 */
export function drawAssignment(input: DrawInput): Drawn {
  const rowsOf = Map.groupBy(JSON.parse(input.rows) as NumberedRow[], ({ n }) => n)
  const subjects = JSON.parse(input.subjects) as Subject[]
  const found = findCells(input, subjects)
  const named = nameGrids(input)
  const rejects: Reject[] = []
  const known = subjects.filter((subject) => {
    if (found[subject.n]) return true
    const reason = `no customer of the ${subject.kind} "${subject.id}" is in the city's newest data, and its place is not known`
    for (const { line } of rowsOf.get(subject.n) ?? [])
      rejects.push({
        ...{ line, column: input.columnMap[subject.kind] ?? '', value: subject.id },
        ...{ code: 'unknown-subject', reason },
      })
    return false
  })
  const voters = known.map(
    ({ n }): Voter => ({
      grids: [...new Set(rowsOf.get(n)!.map(({ grid }) => named.numberOf.get(grid)!))],
      ...found[n]!,
    }),
  )
  const links = joinAll(input)
  const adjacency = buildAdjacency({ neighbors: input.neighbors, links })
  const drawn = majority(adjacency, input.customers.length, voters)
  const records = recordsOf(adjacency, drawn.assignment, named.grids)
  const inPlan = new Set(records.grids.map(({ gridId }) => gridId))
  const standing = named.grids.map((grid) => (inPlan.has(grid.gridId) ? grid : outsideOfPlans(grid, input)))
  const owners: (AskedPeriod & { line: number })[] = []
  const disputes: Disputed[] = []
  const counts = { plan: 0, disputed: 0 }
  for (const [i, { n, kind, id }] of known.entries()) {
    const rows = rowsOf.get(n)!
    const subject = kind === 'unit' ? `unit:${id}` : id
    const layer = layers[kind]
    if (drawn.verdicts[i] === 'plan') counts.plan += rows.length
    else if (drawn.verdicts[i] === 'dispute') {
      counts.disputed += rows.length
      const claimants = drawn.claims[i]!.map((grid) => standing[grid - 1]!.gridId)
      disputes.push({ layer, subject, lines: rows.map(({ line }) => line), claimants })
    } else {
      const until = layer === 'override' ? addDays(input.from, overrideDays) : null
      const ref = standing[voters[i]!.grids[0]! - 1]!.gridId
      const value = { kind: 'grid', ref, plane: null, reason: input.reason } as const
      owners.push({ layer, subject, from: input.from, until, ...value, line: rows[0]!.line })
      // Rows that call one grid by its code and by its name say the same.
      for (const { line } of rows.slice(1))
        rejects.push({
          ...{ line, column: input.columnMap[kind] ?? '', value: id, code: 'duplicate-id' },
          reason: `line ${rows[0]!.line} says the same of the ${kind} "${id}"`,
        })
    }
  }
  const { violations } = verify({
    ...{ cellIds: input.cellIds, assignment: records.assignment, links, records: records.grids },
    gridNumbers: records.grids.map(({ number }) => number),
  })
  const referred = new Set([...owners.map(({ ref }) => ref), ...disputes.flatMap(({ claimants }) => claimants)])
  const registered = new Set(input.clusters.map(({ gridId }) => gridId))
  return {
    ...{ assignment: records.assignment, grids: records.grids, links },
    clusters: standing
      .filter(({ gridId }) => referred.has(gridId) && !inPlan.has(gridId) && !registered.has(gridId))
      .map(({ gridId, code, name }) => ({ gridId, code, name })),
    ...{ owners: writePeriods(owners), disputes, rows: counts, cells: drawn.cells, rejects },
    fault: known.length > 0 ? (violations[0]?.message ?? null) : null,
  }
}

interface Found {
  readonly votes: readonly number[]
  readonly isPartlyOutside: boolean
}

/**
 * Where each subject's customers are, by the data; of a unit that is known as a place in the cells that it holds, those outside in its first
 * one; of an account or a unit that no customer names, where its place is. Undefined of one of which nothing is known.
 */
function findCells(
  { votes, units, sites, customers }: Pick<DrawInput, 'votes' | 'units' | 'sites' | 'customers'>,
  subjects: readonly Subject[],
): (Found | undefined)[] {
  const sums = subjects.map(() => new Map<number | null, number>())
  for (const [n, cell, weight] of JSON.parse(votes) as [number, number | null, number][])
    sums[n]!.set(cell, (sums[n]!.get(cell) ?? 0) + weight)
  const held = heldByUnit(units)
  const ofAccount = Map.groupBy(
    JSON.parse(sites) as { readonly id: string; readonly cells: readonly number[] }[],
    ({ id }) => id,
  )
  return subjects.map(({ n, kind, id }) => {
    const own = sums[n]!
    const unit = kind === 'unit' ? held.get(id) : undefined
    if (unit) return { votes: votesOfUnit(unit, own, customers), isPartlyOutside: false }
    if (own.size > 0) {
      const inside = [...own].filter((entry): entry is [number, number] => entry[0] !== null)
      return { votes: inside.sort(([a], [b]) => a - b).flat(), isPartlyOutside: own.has(null) }
    }
    const places = kind === 'account' ? (ofAccount.get(id) ?? []).flatMap(({ cells }) => cells) : []
    if (places.length === 0) return undefined
    return { votes: [...new Set(places)].sort((a, b) => a - b).flatMap((cell) => [cell, 1]), isPartlyOutside: false }
  })
}

function heldByUnit(units: string): Map<string, number[]> {
  const read = JSON.parse(units) as UnitCells[]
  const held = new Map<string, number[]>()
  for (const ofKind of Map.groupBy(read, ({ kind }) => kind).values()) {
    const { cells } = holdCells(ofKind)
    for (const [at, { code }] of ofKind.entries()) {
      if (cells[at]!.length > 0) held.set(code, [...(held.get(code) ?? []), ...cells[at]!])
    }
  }
  return held
}

function votesOfUnit(
  cells: readonly number[],
  own: ReadonlyMap<number | null, number>,
  customers: Float64Array,
): number[] {
  if (own.size === 0) return cells.flatMap((cell) => [cell, customers[cell]!])
  const outside = [...own].reduce((sum, [cell, weight]) => sum + (cells.includes(cell ?? -1) ? 0 : weight), 0)
  return cells.flatMap((cell, at) => [cell, (own.get(cell) ?? 0) + (at === 0 ? outside : 0)])
}

/** The grids that the file names, from 1 on: those that are known under their id, code or name, and new ones. */
function nameGrids({ grids, ids, known, clusters }: Pick<DrawInput, 'grids' | 'ids' | 'known' | 'clusters'>) {
  const all = [...known, ...clusters]
  const find = (text: string) =>
    all.find(({ gridId }) => gridId === text) ??
    all.find(({ code }) => code === text) ??
    all.find(({ name }) => name === text)
  const numberOf = new Map<string, number>()
  const numbers = new Map<string, number>()
  const records: NamedGrid[] = []
  const inOrder = grids.map((text, at) => ({ text, at })).sort((a, b) => (a.text < b.text ? -1 : 1))
  for (const { text, at } of inOrder) {
    const grid = { ...(find(text) ?? { gridId: ids[at]!, code: text, name: text }), newId: ids[at]! }
    if (!numbers.has(grid.gridId)) {
      records.push(grid)
      numbers.set(grid.gridId, records.length)
    }
    numberOf.set(text, numbers.get(grid.gridId)!)
  }
  return { grids: records, numberOf }
}

type NamedGrid = Pick<Grid, 'gridId' | 'code' | 'name'> & Partial<Grid> & { readonly newId: string }

/** A grid that has no cell: the one of its code outside of plans, or a new one, where the plan in force has it still. */
function outsideOfPlans(grid: NamedGrid, { known, clusters }: Pick<DrawInput, 'known' | 'clusters'>): NamedGrid {
  if (!known.some(({ gridId }) => gridId === grid.gridId)) return grid
  const gridId = clusters.find(({ code }) => code === grid.code)?.gridId ?? grid.newId
  return { ...grid, gridId }
}

/** Those that have cells, numbered anew and coloured. */
function recordsOf(adjacency: Adjacency, drawn: Uint16Array, named: readonly NamedGrid[]) {
  const used = [...new Set(drawn)].filter((grid) => grid !== 0).sort((a, b) => a - b)
  const renumbered = new Map(used.map((grid, i) => [grid, i + 1]))
  const assignment = drawn.map((grid) => renumbered.get(grid) ?? 0)
  const kept = used.flatMap((grid, i) => {
    const { colour } = named[grid - 1]!
    return colour === undefined ? [] : [[i + 1, colour] as const]
  })
  const colours = colourGrids(adjacency, assignment, used.length, new Map(kept))
  const grids = used.map((grid, i): Grid => {
    const { gridId, code, name, areaClass = null } = named[grid - 1]!
    const own = { number: i + 1, gridId, code, name, colour: colours[i]!, areaClass }
    return { ...own, locked: false, parentId: null, pins: [] }
  })
  return { assignment, grids }
}

/** What planners stated, and what ties the rest of the city together, so that each grid can be one piece. */
function joinAll({ neighbors, centers, stated }: Pick<DrawInput, 'neighbors' | 'centers' | 'stated'>): PlanLink[] {
  const { confirmed, refused } = stated
  const made = spanningLinks({ neighbors, centers, links: confirmed, refused })
  return [...confirmed, ...made.map(({ a, b }) => ({ a, b }))]
    .map(({ a, b, ...link }) => ({ a: Math.min(a, b), b: Math.max(a, b), ...link }))
    .sort((p, q) => p.a - q.a || p.b - q.b)
}
