import type { Transaction } from 'kysely'
import type { z } from 'zod'
import { cellCenters, encodeAssignment } from '../../partition/index.ts'
import { ShapanError } from '../base/errors.ts'
import { formatPlanId, parsePlanId } from '../base/planIds.ts'
import { areaCellsText } from '../cities/areaStore.ts'
import { loadCityState } from '../cities/cityState.ts'
import { listLinks } from '../cities/links/store.ts'
import { loadThings } from '../cities/places/loadThings.ts'
import { countPlaces, partingText, unitCellsText } from '../cities/places/store.ts'
import { withCityRules } from '../cities/rules/withCityRules.ts'
import { findCity } from '../cities/store.ts'
import type { SnapshotName } from '../contract/cities.ts'
import type { DivisionName } from '../contract/divisions.ts'
import type { JobStage } from '../contract/jobs.ts'
import { territories } from '../contract/mainGrids.ts'
import { plainFormat, refusalText } from '../contract/noteText.ts'
import type { PartitionCandidates } from '../contract/partitionCandidates.ts'
import {
  type PartitionInput,
  type PartitionRequest,
  partitionAsk,
  partitionRequest,
} from '../contract/partitionRequest.ts'
import type { PlaceKind } from '../contract/placeKinds.ts'
import type { PlanRefusal } from '../contract/planNotes.ts'
import { type Division, divisionNameOf, findDivision } from '../data/divisions.ts'
import { getSnapshot, nameSnapshot } from '../data/readSnapshots.ts'
import { refuseUnknownFigures } from '../data/refuseUnknownFigures.ts'
import { loadSnapshotFacts } from '../data/snapshotFacts.ts'
import { whichSnapshot } from '../data/whichSnapshot.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import type { ComputedCandidates, ComputedPlan, PlanFailure } from './computePlan.ts'
import { readLists } from './lists/readLists.ts'
import { loadPlanState } from './planState.ts'
import { solveInWorker } from './solveInWorker.ts'
import { loadStartingPlan } from './startingPlan.ts'
import { findBaseOf, insertPlan } from './store.ts'

export interface RunPartitionOptions {
  /** `fraction` is 0..1 of the whole and never falls */
  readonly onProgress?: ((progress: { stage: JobStage; fraction: number }) => void) | undefined
  readonly signal?: AbortSignal | undefined
  /** who asked for it */
  readonly actor?: string | undefined
  /** tells when the plans were made; the database's clock unless given */
  readonly clock?: (() => Date) | undefined
  /** runs in the transaction that stores the plans: what it throws, keeps them from being stored */
  readonly beforeCommit?: ((transaction: Transaction<Schema>, stored: StoredPartition) => Promise<void>) | undefined
}

export interface StoredPartition {
  readonly planNumber: number
  /** what there is to choose from, of a request with `candidates`; `planNumber` is then the balanced one */
  readonly candidates: PartitionCandidates | null
}

export interface PartitionSummary {
  readonly planId: string
  readonly planNumber: number
  readonly name: string
  /** those that have cells */
  readonly grids: number
  /** those that are the sum of others */
  readonly mainGrids: number
  readonly cells: number
  /** whose customers it divides */
  readonly division: DivisionName
  /** the data it was divided by */
  readonly snapshot: SnapshotName
  readonly withinTolerance: boolean
  readonly cut: number
  readonly weights: ComputedPlan['weights']
  readonly movedShare: number | null
  readonly stopped: boolean
  readonly warnings: ComputedPlan['warnings']
  readonly solveMs: number
  readonly candidates: PartitionCandidates | null
}

/**
 * Partitions a city by one of its snapshots, the current one unless the request names another, and stores the result as a new draft plan, or up to three to choose from: what the
 * API's job, `shapan partition` and the first start all run. `request` may leave out what has a default.
 * Throws `city-not-found`, `snapshot-not-found`, `unknown-snapshot`, `unknown-period`, `unknown-division`, `plan-not-found`, `invalid-request`, `solve-failed` (with the refusal) or `cancelled`;
 * a plan that does not pass `verify` is never stored.
 */
export async function runPartition(
  database: Database,
  cityCode: string,
  request: PartitionInput,
  options: RunPartitionOptions = {},
): Promise<PartitionSummary> {
  const said = parseRequest(partitionAsk, request)
  const { onProgress, signal } = options
  // Read once: an import that ends while the run goes on changes nothing of it.
  const { city_id: cityId, name: cityName, current_snapshot_id: current } = await findCity(database.kysely, cityCode)
  const asked = parseRequest(partitionRequest, await withCityRules(database.kysely, cityId, said))
  const snapshotId = (await whichSnapshot(database.kysely, cityId, asked)) ?? current
  if (snapshotId === null)
    throw new ShapanError('snapshot-not-found', `The city "${cityCode}" has no data yet: import a file first`)
  const snapshot = nameSnapshot(await getSnapshot(database.kysely, cityId, snapshotId))
  const division = await findAsked(database, cityCode, cityId, asked)
  onProgress?.({ stage: 'load', fraction: 0 })
  const city = await loadCityState(database, cityCode)
  if (asked.grids !== undefined && asked.grids > city.cellCount) {
    throw unsolvable({ code: 'too-few-vertices', cells: city.cellCount, grids: asked.grids })
  }
  const facts = await loadSnapshotFacts(database, city, snapshotId, division)
  refuseUnknownFigures(asked.weights, facts.keys)
  const { unitsText, barriersText, subdistrictsText } = await loadRules(database, cityCode, cityId, asked)
  const thingsText = await loadThings(database.kysely, city, asked)
  const lists = await readLists(database.kysely, cityCode, { cityId, snapshotId, division }, asked)
  const from = await loadStartingPlan(database, cityCode, division.key, asked)
  const parameters = from ? { ...asked, fromRevision: from.revision } : asked
  const baseVersion = from
    ? await findBaseOf(database.kysely, { cityId, planNumber: parsePlanId(from.planId)!.planNumber })
    : null

  // Loading comes to a few hundredths and saving too, whatever the size.
  const computed = await solveInWorker(
    {
      cityCode,
      cityName,
      division: division.key,
      cellIds: city.lattice.cellIds,
      neighbors: city.neighbors,
      centers: cellCenters(city.lattice),
      districtOfCell: city.districtOfCell,
      districts: city.districts,
      facts,
      request: parameters,
      from,
      unitsText,
      barriersText,
      subdistrictsText,
      thingsText,
      ...lists,
      cityLinks: await listLinks(database.kysely, cityId),
    },
    { signal, onProgress: (stage, fraction) => onProgress?.({ stage, fraction: 0.03 + 0.94 * fraction }) },
  )
  if (!computed.ok) throw errorOf(computed)

  onProgress?.({ stage: 'save', fraction: 0.97 })
  const plans = 'plans' in computed ? computed.plans : [computed]
  const { numbers, candidates } = await database.kysely.transaction().execute(async (transaction) => {
    const numbers: number[] = []
    for (const [place, plan] of plans.entries()) {
      const name = (planNumber: number) => nameOf(plan, planNumber, plans.length > 1 ? place : null)
      numbers.push(
        await insertPlan(transaction, city.cityId, {
          name,
          division: division.key,
          snapshotId,
          districtChanges: city.districtChanges,
          parameters: plan.parameters,
          warnings: plan.warnings,
          links: plan.links,
          rules: plan.rules,
          createdBy: options.actor,
          madeAt: options.clock?.(),
          baseVersion,
          assignment: encodeAssignment(plan.assignment),
          grids: plan.grids,
        }),
      )
    }
    const candidates = 'plans' in computed ? describeCandidates(computed, cityCode, numbers) : null
    await options.beforeCommit?.(transaction, { planNumber: numbers[0]!, candidates })
    return { numbers, candidates }
  })
  onProgress?.({ stage: 'done', fraction: 1 })
  const plan = plans[0]!
  const planNumber = numbers[0]!
  return {
    planId: formatPlanId(cityCode, planNumber),
    planNumber,
    name: nameOf(plan, planNumber, plans.length > 1 ? 0 : null),
    grids: countOf(plan),
    mainGrids: plan.grids.length - countOf(plan),
    cells: city.cellCount,
    division: divisionNameOf(division),
    snapshot,
    withinTolerance: plan.withinTolerance,
    cut: plan.cut,
    weights: plan.weights,
    movedShare: plan.movedShare,
    stopped: plan.stopped,
    warnings: plan.warnings,
    solveMs: plan.solveMs,
    candidates,
  }
}

/** Whose customers are divided where nobody says: those of the plan to stay near, else the default division's. */
async function findAsked(
  database: Database,
  cityCode: string,
  cityId: number,
  { division, from }: PartitionRequest,
): Promise<Division> {
  const near = division === undefined && from !== undefined ? await loadPlanState(database, from) : undefined
  return near?.cityCode === cityCode ? near.division : await findDivision(database.kysely, cityId, division)
}

/** What the rules go by, as text. Throws `invalid-request` naming a kind that the city has none of. */
async function loadRules(
  database: Database,
  cityCode: string,
  cityId: number,
  { keepWhole, barriers, subdistricts = 'ignore' }: Pick<PartitionRequest, 'keepWhole' | 'barriers' | 'subdistricts'>,
): Promise<{ unitsText?: string; barriersText?: string; subdistrictsText?: string }> {
  const asked: PlaceKind[] = [...(keepWhole ?? []), ...(barriers ?? [])]
  const ofAreas =
    subdistricts === 'ignore' ? {} : { subdistrictsText: await loadSubdistricts(database, cityCode, cityId) }
  if (asked.length === 0) return ofAreas
  const there = (await countPlaces(database.kysely, cityId)).map(({ kind }) => kind)
  const missing = asked.filter((kind) => !there.includes(kind))
  if (missing.length > 0)
    throw new ShapanError(
      'invalid-request',
      `"${cityCode}" has nothing of the kind ${missing.join(', ')} to go by; it has ${there.join(', ') || 'none of any kind'}. Import it: shapan import ${cityCode} <file> --kind ${missing[0]} --crs <crs>`,
      { missing, known: there },
    )
  return {
    ...ofAreas,
    ...(keepWhole && { unitsText: await unitCellsText(database.kysely, cityId, keepWhole) }),
    ...(barriers && { barriersText: await partingText(database.kysely, cityId, barriers) }),
  }
}

/** Throws `invalid-request` where there are none, or none whose cells are known. */
async function loadSubdistricts(database: Database, cityCode: string, cityId: number): Promise<string> {
  const text = await areaCellsText(database.kysely, cityId, 'subdistrict')
  if (text !== undefined) return text
  throw new ShapanError(
    'invalid-request',
    `"${cityCode}" has no subdistricts to go by. Import them: shapan import ${cityCode} <file> --kind subdistrict --crs <crs>`,
  )
}

function errorOf(failure: PlanFailure): ShapanError {
  if (failure.reason === 'cancelled') return new ShapanError('cancelled', 'The partition was cancelled')
  if (failure.reason === 'invalid-plan') return new ShapanError('solve-failed', failure.message)
  return unsolvable(failure.refusal)
}

function unsolvable(refusal: PlanRefusal): ShapanError {
  return new ShapanError('solve-failed', refusalText(refusal, 'en', plainFormat), { refusal })
}

function describeCandidates(
  { chosen, frontier, planOf }: ComputedCandidates,
  cityCode: string,
  numbers: readonly number[],
): PartitionCandidates {
  const idOf = (place: number | null | undefined) =>
    place === null || place === undefined ? null : formatPlanId(cityCode, numbers[place]!)
  return {
    balanced: idOf(chosen.balanced)!,
    compact: idOf(chosen.compact)!,
    leastChange: idOf(chosen.leastChange),
    frontier: frontier.map((point, i) => ({ ...point, movedShare: point.movedShare ?? null, planId: idOf(planOf[i]) })),
  }
}

function parseRequest<T>(schema: z.ZodType<T>, request: unknown): T {
  const parsed = schema.safeParse(request)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`,
  )
  throw new ShapanError('invalid-request', `The partition cannot be run: ${problems.join('; ')}`, { problems })
}

/** The request's name, or what the plan is in no language in particular: `#3 · 60 × ±5 %`; drafts to choose from get a letter. */
function nameOf(plan: ComputedPlan, planNumber: number, place: number | null): string {
  const { name, tolerance, sizeBand, from, weights, tolerances } = plan.parameters
  const first = tolerances?.[weights[0]!] ?? tolerance
  const origin = from ? `${from} → ` : ''
  const what = sizeBand ? `${sizeBand.smallest}–${sizeBand.largest}` : `±${Number((first * 100).toFixed(2))} %`
  const base = name ?? `#${planNumber} · ${origin}${countOf(plan)} × ${what}`
  return place === null ? base : `${base} · ${'ABC'[place]}`
}

function countOf({ assignment, grids }: ComputedPlan): number {
  const used = new Set(assignment)
  return territories(grids, ({ number }) => used.has(number)).length
}
