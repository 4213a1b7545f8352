import { isValidCell } from 'h3-js'
import type { Transaction } from 'kysely'
import { isShapanError } from '../../base/errors.ts'
import { formatPlanId } from '../../base/planIds.ts'
import type { Violation } from '../../contract/verification.ts'
import type { Schema } from '../../db/schema.ts'
import { getPlanRow, type PlanRow } from '../store.ts'
import { checkAreaCells } from './areas.ts'
import type { StoredPlan } from './check.ts'
import { checkAdminAreas, checkCity } from './city.ts'
import { type Attempt, attemptIn } from './damage.ts'
import { checkDisputes } from './disputes.ts'
import { checkDistricts } from './districts.ts'
import { checkLeft } from './leftAccounts.ts'
import { checkLife } from './life.ts'
import { checkOwners } from './owners.ts'
import {
  findRemains,
  readCells,
  readCityResolution,
  readDocuments,
  readGrids,
  readLog,
  readRules,
  readStart,
} from './read.ts'
import { checkSeals } from './seals.ts'
import { checkCustomers, checkOrphans, checkSnapshot, readOwnSegments, readPlaces, readSums } from './snapshot.ts'

export interface ReadPlan {
  readonly found: Violation[]
  /** undefined where the plan's own row is gone or cannot be read */
  readonly stored?: StoredPlan
}

const noCells: StoredPlan['cells'] = { indices: [], ids: [], areasKm2: [], districtIds: [] }

/**
 * Reads a plan and what it rests on, and makes the checks that the database does best. The transaction must be repeatable read.
 * Throws `plan-not-found` where nothing is left of it.
 */
export async function readPlan(db: Transaction<Schema>, cityCode: string, planNumber: number): Promise<ReadPlan> {
  const found: Violation[] = []
  const attempt = attemptIn(db, found)
  const plan = await attempt('the plan', () => findPlan(db, cityCode, planNumber, found))
  if (!plan) return { found }
  const stored = await readStored(db, plan, attempt)
  const { cityId } = plan
  const placed = stored.cells.ids.flatMap((id, cell) => {
    const hex = id.toString(16)
    return isValidCell(hex) ? [{ cell, hex, districtId: stored.cells.districtIds[cell] ?? null }] : []
  })
  const checks: [string, () => Promise<Violation[]>][] = [
    ['the city', () => checkCity(db, cityId)],
    ['the administrative areas', () => checkAdminAreas(db, cityId)],
    ["the areas' cells", () => checkAreaCells(db, cityId, hexesOf(stored.cells))],
    ["the cells' districts", () => checkDistricts(db, cityId, placed)],
    ['the snapshot', () => checkSnapshot(db, plan)],
    ["the snapshot's customers", () => checkCustomers(db, plan)],
    ['the listed accounts', () => checkLeft(db, plan)],
    ['what hangs on nothing', () => checkOrphans(db, cityId)],
    ['how plans take effect', () => checkLife(db, plan)],
    ['owners', () => checkOwners(db, cityId)],
    ['disputes', () => checkDisputes(db, cityId)],
    ['the seals', () => checkSeals(db, plan)],
  ]
  for (const [place, check] of checks) found.push(...((await attempt(place, check)) ?? []))
  return { found, stored }
}

/** By cell index, as far as the cells are there. */
function hexesOf({ indices, ids }: StoredPlan['cells']): string[] {
  const hexes: string[] = []
  for (const [place, index] of indices.entries()) hexes[index] = ids[place]!.toString(16)
  return hexes
}

async function findPlan(
  db: Transaction<Schema>,
  cityCode: string,
  planNumber: number,
  found: Violation[],
): Promise<PlanRow | undefined> {
  try {
    return await getPlanRow(db, cityCode, planNumber)
  } catch (error) {
    if (!isShapanError(error, 'plan-not-found')) throw error
    const remains = await findRemains(db, cityCode, planNumber)
    if (remains.length === 0) throw error
    const message = `${formatPlanId(cityCode, planNumber)} is gone, but not ${remains.join(', ')} of it`
    found.push({ code: 'plan-missing', message })
    return undefined
  }
}

async function readStored(db: Transaction<Schema>, plan: PlanRow, attempt: Attempt): Promise<StoredPlan> {
  return {
    resolution: (await attempt("the city's resolution", () => readCityResolution(db, plan.cityId))) ?? -1,
    cells: (await attempt('the cells', () => readCells(db, plan.cityId))) ?? noCells,
    revision: plan.revision,
    assignment: plan.assignment,
    startSha256: (await attempt("the plan's start", () => readStart(db, plan))) ?? null,
    links: plan.links,
    hasBarriers: plan.parameters?.barriers !== undefined,
    keepsWhole: plan.parameters?.keepWhole !== undefined || plan.parameters?.subdistricts === 'whole',
    keepsAreas: plan.parameters?.subdistricts === 'never' && plan.parameters.from === undefined,
    namesThings: [plan.parameters?.pins, plan.parameters?.apart, plan.parameters?.classB].some(Boolean),
    goesByLists: Boolean(
      plan.parameters?.outletCentres ?? plan.parameters?.keyAccounts ?? plan.parameters?.listedAccounts,
    ),
    rules: (await attempt('the rules', () => readRules(db, plan))) ?? null,
    grids: (await attempt('the grids', () => readGrids(db, plan))) ?? [],
    log: (await attempt('the log', () => readLog(db, plan))) ?? [],
    documents: (await attempt('the documents', () => readDocuments(db, plan))) ?? [],
    sums: (await attempt('the sums of the customers', () => readSums(db, plan))) ?? { keys: [], counted: '', kept: '' },
    ownSegments: (await attempt("the division's segments", () => readOwnSegments(db, plan))) ?? [],
    division: plan.division,
    places: (await attempt('the places of the customers', () => readPlaces(db, plan))) ?? [],
  }
}
