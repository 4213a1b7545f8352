import type { Transaction } from 'kysely'
import { dateAt } from '../base/civilDates.ts'
import { ShapanError } from '../base/errors.ts'
import { formatPlanId } from '../base/planIds.ts'
import { findCity } from '../cities/store.ts'
import { whileNobodyImports } from '../data/importLock.ts'
import { removeUnfinishedSnapshots, serveNewest, startServing } from '../data/snapshots.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'

/**
 * Deletes a snapshot that nothing is made of and that is not the only one; where it was the current one, the newest of the newest period
 * that is left becomes it. It is gone once it is marked, in one transaction; its rows are then removed in portions,
 * and what a killed process leaves of them goes with the next import or start.
 * Throws `city-not-found`, `unknown-snapshot`, `snapshot-in-use` or `import-running`.
 */
export async function deleteSnapshot(database: Database, cityCode: string, snapshotId: number): Promise<void> {
  const { city_id: cityId, timezone } = await findCity(database.kysely, cityCode)
  const today = dateAt(new Date(), timezone)
  await whileNobodyImports(database, { cityId, code: cityCode }, async () => {
    await database.kysely
      .transaction()
      .execute((transaction) => mark(transaction, { cityId, cityCode, snapshotId, today }))
    await removeUnfinishedSnapshots(database.kysely, cityId)
  })
}

async function mark(
  transaction: Transaction<Schema>,
  { cityId, cityCode, snapshotId, today }: { cityId: number; cityCode: string; snapshotId: number; today: string },
): Promise<void> {
  const here = transaction
    .selectFrom('snapshot')
    .where('city_id', '=', cityId)
    .where('snapshot_id', '=', snapshotId)
    .where('status', '=', 'ready')
  const name = `Snapshot ${snapshotId} of "${cityCode}"`
  // Whoever stores a plan of it holds it, and is waited for.
  if (!(await here.select('snapshot_id').forUpdate().executeTakeFirst()))
    throw new ShapanError(
      'unknown-snapshot',
      `${name} does not exist: "shapan snapshot list ${cityCode}" or GET /api/cities/${cityCode}/snapshots lists those there are`,
    )
  const refuse = (why: string) => new ShapanError('snapshot-in-use', `${name} cannot be deleted: ${why}`)
  const current = await transaction
    .selectFrom('city_state')
    .where('city_id', '=', cityId)
    .where('current_snapshot_id', '=', snapshotId)
    .select('city_id')
    .executeTakeFirst()
  const plans = await transaction
    .selectFrom('plan')
    .where('city_id', '=', cityId)
    .where('snapshot_id', '=', snapshotId)
    .select('plan_number')
    .orderBy('plan_number')
    .execute()
  if (plans.length > 0) {
    const ids = plans.map((plan) => formatPlanId(cityCode, plan.plan_number))
    throw refuse(`${ids.slice(0, 10).join(', ')} ${ids.length === 1 ? 'is' : 'are'} made of it; delete the plans first`)
  }
  const job = await transaction
    .selectFrom('job')
    .where('city_id', '=', cityId)
    .where('state', '=', 'running')
    .select('job_id')
    .executeTakeFirst()
  if (job) throw refuse(`the job ${job.job_id} is running, and its plan may be made of it; wait until it has ended`)
  const next = current && (await serveNewest(transaction, cityId, snapshotId))
  if (current && !next) throw refuse('it is the only data of the city; import another file first')
  if (next) await startServing(transaction, cityId, next.snapshotId, today)
  await transaction
    .updateTable('snapshot')
    .set({ status: 'deleting' })
    .where('city_id', '=', cityId)
    .where('snapshot_id', '=', snapshotId)
    .execute()
}
