import { isValidCell } from 'h3-js'
import { type Position, verify } from '../../../partition/index.ts'
import type { PlanLink } from '../../contract/plans.ts'
import type { Verification, Violation } from '../../contract/verification.ts'
import { planDetail, planOutlines } from '../planDetail.ts'
import type { PlanState } from '../states.ts'
import type { GridRow } from '../store.ts'
import { unreadable } from './damage.ts'
import { checkDocuments, type StoredDocument } from './documents.ts'
import { checkAreas, checkCellFacts, checkOrder, checkPlaces, parseSums } from './figures.ts'
import { checkLinks } from './links.ts'
import { checkLog } from './log.ts'
import type { LogRow } from './logRow.ts'
import { checkRules, type KeptRules } from './rules.ts'

/** A plan and what it rests on as it is stored: plain data, so that it can be sent to a thread. */
export interface StoredPlan extends KeptRules {
  readonly resolution: number
  readonly cells: {
    readonly indices: readonly number[]
    /** H3 ids */
    readonly ids: readonly bigint[]
    readonly areasKm2: readonly number[]
    readonly districtIds: readonly (number | null)[]
  }
  readonly revision: number
  readonly assignment: Uint8Array
  readonly startSha256: string | null
  readonly links: readonly PlanLink[]
  readonly grids: readonly (GridRow & { readonly lockedSince: number | null })[]
  readonly log: readonly LogRow[]
  readonly documents: readonly StoredDocument[]
  /** `cell segment figure …` by `keys`, joined by commas: summed from the customers, and as kept */
  readonly sums: { readonly keys: readonly string[]; readonly counted: string; readonly kept: string }
  /** of the plan's division, by id */
  readonly ownSegments: readonly number[]
  /** as the server finds it: its name, and what tells that its segments were changed meanwhile */
  readonly division: PlanState['division']
  /** `line cell lng lat`, joined by commas */
  readonly places: readonly string[]
}

export interface CheckInput {
  readonly stored: StoredPlan
  /** what the server answers from, where it can be loaded */
  readonly served?: PlanState | undefined
}

export type Checked = Pick<Verification, 'violations' | 'stats'>

/** Everything that needs no database: recounts the stored rows, and holds what the server answers with against that. Never throws. */
export function checkPlan({ stored, served }: CheckInput): Checked {
  const { cells, grids } = stored
  const hexes = cells.ids.map((id) => id.toString(16))
  const assignment = readAssignment(stored.assignment)
  const violations: Violation[] = []
  const attempt = (place: string, check: () => readonly Violation[]) => {
    try {
      violations.push(...check())
    } catch (error) {
      violations.push(unreadable(place, error))
    }
  }
  const { sums, found: strays } = parseSums(stored.sums.counted, stored.sums.keys, cells.ids.length, stored.ownSegments)
  const links = stored.links.filter((link) => Number.isInteger(link?.a) && Number.isInteger(link?.b))
  const locks = grids.flatMap(({ number: grid, lockedSince: since }) => (since === null ? [] : [{ grid, since }]))
  const log = { ...stored, assignment, rows: stored.log, locks }
  let lockedCells: { grid: number; cells: number[] }[] = []
  let mayBeEmpty: number[] = []
  attempt('the log', () => {
    const result = checkLog(log)
    lockedCells = result.lockedCells
    mayBeEmpty = result.mayBeEmpty
    attempt('the rules', () => checkRules(stored, result, { hexes, links }))
    return result.found
  })
  const plan = {
    cellIds: cells.ids,
    assignment,
    gridNumbers: grids.map(({ number }) => number),
    links,
    figures: sums,
  }
  const result = verify({ ...plan, records: grids, lockedCells, mayBeEmpty })
  violations.unshift(...result.violations, ...strays)
  attempt('the cells', () => [
    ...checkOrder(cells.indices, cells.ids, stored.resolution),
    ...checkAreas(hexes, cells.areasKm2),
  ])
  if (hexes.every((hex) => isValidCell(hex)))
    attempt('the links', () => checkLinks(links, hexes, cells.districtIds, stored.rules?.barriers))
  attempt('the figures', () => checkCellFacts(stored.sums.counted, stored.sums.kept))
  attempt('the customers', () => checkPlaces(stored.places, hexes, stored.resolution))
  attempt('the documents', () => checkDocuments(stored.documents))
  if (served) attempt('what the server answers with', () => checkServed(served, plan))
  const { figures, ...stats } = result.stats
  return { violations, stats: { ...stats, ...figures } }
}

/** Little-endian uint16, whatever its length: the verifier says when that is wrong. */
function readAssignment(bytes: Uint8Array): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Uint16Array.from({ length: Math.floor(bytes.byteLength / 2) }, (_, cell) => view.getUint16(2 * cell, true))
}

/** The figures and polygons of the engine, to the unit and to the cent; what else is wrong with the plan is told already. */
function checkServed(
  served: PlanState,
  plan: Pick<Parameters<typeof verify>[0], 'cellIds' | 'assignment' | 'gridNumbers' | 'links' | 'figures'>,
): Violation[] {
  const { totals, grids } = planDetail(served)
  const outlines: Map<number, Position[][][]> = planOutlines(served)
  const perGrid = new Map(grids.map(({ number, figures }) => [number, figures]))
  const expected = { totals, perGrid }
  const ofServed = new Set(['total-mismatch', 'grid-figure-mismatch', 'outline-mismatch'])
  return verify({ ...plan, expected, outlines }).violations.filter(({ code }) => ofServed.has(code))
}
