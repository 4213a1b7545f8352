import type { Transaction } from 'kysely'
import { cellCenters, encodeAssignment } from '../../partition/index.ts'
import { findCity } from '../cities/store.ts'
import { type PartitionInput, type PartitionRequest, partitionRequest } from '../contract/plans.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { ShapanError } from '../errors.ts'
import { solveInWorker } from '../jobs/solveInWorker.ts'
import type { ComputedPlan } from './computePlan.ts'
import { loadCityState, loadSnapshotFacts } from './planState.ts'
import { formatPlanId, insertPlan } from './store.ts'

export interface RunPartitionOptions {
  /** `fraction` is 0..1 of the whole and never falls */
  readonly onProgress?: ((progress: { stage: string; fraction: number }) => void) | undefined
  readonly signal?: AbortSignal | undefined
  /** runs in the transaction that stores the plan: what it throws, keeps the plan from being stored */
  readonly beforeCommit?: ((transaction: Transaction<Schema>, planNumber: number) => Promise<void>) | undefined
}

export interface PartitionSummary {
  readonly planId: string
  readonly planNumber: number
  readonly name: string
  readonly grids: number
  readonly cells: number
  readonly withinTolerance: boolean
  readonly cut: number
  readonly weights: ComputedPlan['weights']
  readonly warnings: ComputedPlan['warnings']
  readonly solveMs: number
}

/**
 * Partitions a city by its current snapshot and stores the result as a new draft plan: what the API's job, `shapan partition` and
 * the first start all run. `request` may leave out what has a default.
 * Throws `city-not-found`, `snapshot-not-found`, `invalid-request`, `solve-failed` (with the reason) or `cancelled`; a plan that does
 * not pass `verify` is never stored.
 */
export async function runPartition(
  database: Database,
  cityCode: string,
  request: PartitionInput,
  options: RunPartitionOptions = {},
): Promise<PartitionSummary> {
  const parameters = parseRequest(request)
  const { onProgress, signal } = options
  const { current_snapshot_id: snapshotId } = await findCity(database.kysely, cityCode)
  if (snapshotId === null)
    throw new ShapanError('snapshot-not-found', `The city "${cityCode}" has no data yet: import a file first`)
  onProgress?.({ stage: 'load', fraction: 0 })
  const city = await loadCityState(database, cityCode)
  if (parameters.grids !== undefined && parameters.grids > city.cellCount) {
    throw new ShapanError(
      'solve-failed',
      `"${cityCode}" has ${city.cellCount} cells, so it can have at most ${city.cellCount} grids, not ${parameters.grids}`,
    )
  }
  const facts = await loadSnapshotFacts(database, city, snapshotId)

  // Loading comes to a few hundredths and saving too, whatever the size.
  const computed = await solveInWorker(
    {
      cityCode,
      cellIds: city.lattice.cellIds,
      neighbors: city.neighbors,
      centers: cellCenters(city.lattice),
      districtOfCell: city.districtOfCell,
      districts: city.districts,
      customers: facts.customers,
      revenueCents: facts.revenueCents,
      request: parameters,
    },
    { signal, onProgress: (stage, fraction) => onProgress?.({ stage, fraction: 0.03 + 0.94 * fraction }) },
  )
  if (!computed.ok) {
    if (computed.reason === 'cancelled') throw new ShapanError('cancelled', 'The partition was cancelled')
    throw new ShapanError('solve-failed', computed.message, { reason: computed.reason })
  }

  onProgress?.({ stage: 'save', fraction: 0.97 })
  const planName = (planNumber: number) => parameters.name ?? defaultName(parameters, planNumber)
  const planNumber = await database.kysely.transaction().execute(async (transaction) => {
    const inserted = await insertPlan(transaction, city.cityId, {
      name: planName,
      snapshotId,
      parameters,
      warnings: computed.warnings,
      links: computed.links,
      assignment: encodeAssignment(computed.assignment),
      grids: computed.grids,
    })
    await options.beforeCommit?.(transaction, inserted)
    return inserted
  })
  onProgress?.({ stage: 'done', fraction: 1 })
  return {
    planId: formatPlanId(cityCode, planNumber),
    planNumber,
    name: planName(planNumber),
    grids: computed.grids.length,
    cells: city.cellCount,
    withinTolerance: computed.withinTolerance,
    cut: computed.cut,
    weights: computed.weights,
    warnings: computed.warnings,
    solveMs: computed.solveMs,
  }
}

function parseRequest(request: unknown): PartitionRequest {
  const parsed = partitionRequest.safeParse(request)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
  throw new ShapanError('invalid-request', `The partition cannot be run: ${problems.join('; ')}`, { problems })
}

/** Says what the plan is in no language in particular: `#3 · 60 × ±5 %`. */
function defaultName({ grids, tolerance }: PartitionRequest, planNumber: number): string {
  return `#${planNumber} · ${grids} × ±${Number((tolerance * 100).toFixed(2))} %`
}
