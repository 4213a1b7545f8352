import { type Kysely, sql, type Transaction } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import { parsePlanId } from '../base/planIds.ts'
import type { Database } from '../db/database.ts'
import { tellNews } from '../db/news.ts'
import type { Schema } from '../db/schema.ts'
import { tellPlanHere } from '../plans/planNews.ts'
import { forgetPlan } from '../plans/planState.ts'
import { findPlanStamp, refusePlan } from '../plans/store.ts'

/**
 * Deletes a draft with its grids and its log; its number is not given out again, and jobs go on telling that they made it.
 * Throws `plan-not-found`, `plan-not-draft`, or `plan-in-use` where a job that has not ended is to stay near it.
 */
export async function deletePlan(database: Database, planId: string): Promise<void> {
  const id = parsePlanId(planId)
  if (!id) throw new ShapanError('plan-not-found', `"${planId}" is no plan id; one looks like taipei-3`)
  const { cityCode, planNumber } = id
  const stamp = await findPlanStamp(database.kysely, cityCode, planNumber)
  if (!stamp) return await refusePlan(database.kysely, cityCode, planNumber)
  const { cityId } = stamp
  await database.kysely.transaction().execute(async (transaction) => {
    const plan = await transaction
      .selectFrom('plan')
      .where('city_id', '=', cityId)
      .where('plan_number', '=', planNumber)
      .select('status')
      .forUpdate()
      .executeTakeFirst()
    if (!plan) return await refusePlan(transaction, cityCode, planNumber)
    if (plan.status !== 'draft')
      throw new ShapanError('plan-not-draft', `Plan "${planId}" is ${plan.status}: only a draft can be deleted`)
    await refuseWhereInUse(transaction, cityId, cityCode, planId)
    for (const table of ['submission', 'impact', 'command', 'grid', 'plan_rules', 'plan'] as const) {
      await transaction.deleteFrom(table).where('city_id', '=', cityId).where('plan_number', '=', planNumber).execute()
    }
    await tellNews(transaction, planId)
  })
  forgetPlan(database, planId)
  tellPlanHere(database, planId)
}

async function refuseWhereInUse(
  transaction: Transaction<Schema>,
  cityId: number,
  cityCode: string,
  planId: string,
): Promise<void> {
  const job = await findJobFrom(transaction, cityId, planId)
  if (!job) return
  throw new ShapanError(
    'plan-in-use',
    `The job ${job.job_id} makes a plan that stays near "${planId}": wait until it has ended, or cancel it by DELETE /api/cities/${cityCode}/jobs/${job.job_id}`,
  )
}

async function findJobFrom(
  db: Kysely<Schema>,
  cityId: number,
  planId: string,
): Promise<{ job_id: string } | undefined> {
  return await db
    .selectFrom('job')
    .where('city_id', '=', cityId)
    .where('state', 'in', ['queued', 'running'])
    .where(sql<boolean>`parameters ->> 'from' = ${planId}`)
    .select('job_id')
    .executeTakeFirst()
}
