import { ShapanError } from '../base/errors.ts'
import { forgetCityState } from '../cities/cityState.ts'
import { findCity } from '../cities/store.ts'
import { whileNobodyImports } from '../data/importLock.ts'
import { forgetSnapshotFacts } from '../data/snapshotFacts.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { forgetPlansOf } from '../plans/planState.ts'

/**
 * Deletes a city with its data, its plans of every status and its jobs, all or nothing.
 * Throws `city-not-found`, `import-running`, or `city-in-use` where a job has not ended.
 */
export async function deleteCity(database: Database, cityCode: string): Promise<void> {
  const { city_id: cityId } = await findCity(database.kysely, cityCode)
  await whileNobodyImports(database, { cityId, code: cityCode }, () =>
    database.kysely.transaction().execute(async (transaction) => {
      // From here on nobody begins a plan or a job of the city; who has begun to store one is waited for.
      const city = await transaction
        .selectFrom('city_state')
        .where('city_id', '=', cityId)
        .select('city_id')
        .forUpdate()
        .executeTakeFirst()
      if (!city) throw new ShapanError('city-not-found', `The city "${cityCode}" has been deleted already`)
      const job = await transaction
        .selectFrom('job')
        .where('city_id', '=', cityId)
        .where('state', 'in', ['queued', 'running'])
        .select(['job_id', 'state'])
        .executeTakeFirst()
      if (job)
        throw new ShapanError(
          'city-in-use',
          `The job ${job.job_id} of "${cityCode}" is ${job.state}: wait until it has ended, or cancel it by DELETE /api/cities/${cityCode}/jobs/${job.job_id}`,
        )
      await transaction
        .updateTable('city_state')
        .set({ current_snapshot_id: null, is_deleting: true })
        .where('city_id', '=', cityId)
        .execute()
      const remove = async (tables: readonly (keyof Schema)[]) => {
        for (const table of tables) await transaction.deleteFrom(table).where('city_id', '=', cityId).execute()
      }
      await remove(['outbox', 'audit', 'snapshot_start', 'plan_version', 'submission', 'impact'])
      await remove(['job', 'command', 'grid', 'plan_rules', 'plan'])
      await transaction
        .updateTable('snapshot')
        .set({ status: 'deleting' })
        .where('city_id', '=', cityId)
        .where('status', '=', 'ready')
        .execute()
      await remove(['customer', 'cell_fact', 'snapshot', 'segment', 'figure', 'division_segment', 'division'])
      await remove(['cell', 'city_link', 'city_place', 'city_rules', 'area_cells', 'former_district'])
      await remove(['admin_area', 'city_life', 'city_state', 'city'])
    }),
  )
  for (const forget of [forgetPlansOf, forgetSnapshotFacts, forgetCityState]) forget(database, cityId)
}
