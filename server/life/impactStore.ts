import { sql } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import type { Impact } from '../contract/impact.ts'
import type { Database } from '../db/database.ts'
import type { PlanState } from '../plans/states.ts'
import type { Stay } from './compare.ts'

/** What an impact goes by: where one of these has changed, it has to be made again. */
export interface ImpactInputs {
  readonly revision: number
  readonly fromVersion: number
  /** ids of the versions that begin on its date or later */
  readonly later: readonly string[]
  readonly snapshotId: number
}

/** What each grid keeps at the start the impact is of, and at that of the version after it. */
export interface Stays {
  readonly own: readonly Stay[]
  readonly next: readonly Stay[]
}

export interface StoredImpact extends ImpactInputs {
  readonly body: Impact
  readonly stays: Stays
}

/** Of those that no submission names: as many as several who look at one plan at a time may still decide about. */
const keptOfPlan = 20

/** Keeps an impact under its id, and forgets the plan's older ones that no submission names: looking leaves nothing behind for good. */
export async function storeImpact(
  database: Database,
  { cityId, planNumber }: Pick<PlanState, 'cityId' | 'planNumber'>,
  { body, stays, fromVersion, snapshotId }: Omit<StoredImpact, 'later' | 'revision'>,
  now: Date,
): Promise<void> {
  await database.kysely.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('impact')
      .values({
        city_id: cityId,
        impact_id: body.impactId,
        plan_number: planNumber,
        revision: body.revision,
        division: body.division,
        effective_from: body.effectiveFrom,
        from_version: fromVersion,
        snapshot_id: snapshotId,
        body: JSON.stringify(body),
        stays: JSON.stringify(stays),
        made_at: now,
      })
      .execute()
    await sql`
      delete from impact where city_id = ${sql.lit(cityId)} and impact_id in (
        select impact_id from impact looked
        where looked.city_id = ${sql.lit(cityId)} and looked.plan_number = ${planNumber} and looked.impact_id <> ${body.impactId}::uuid
          and not exists (select from submission s where s.city_id = ${sql.lit(cityId)} and s.impact_id = looked.impact_id)
        order by made_at desc, impact_id offset ${keptOfPlan - 1})`.execute(transaction)
  })
}

/** Throws `impact-outdated` where there is no such impact of the plan. */
export async function readImpact(
  { kysely }: Pick<Database, 'kysely'>,
  { cityId, planNumber, planId }: Pick<PlanState, 'cityId' | 'planNumber' | 'planId'>,
  impactId: string,
): Promise<StoredImpact> {
  const row = await kysely
    .selectFrom('impact')
    .where('city_id', '=', cityId)
    .where('impact_id', '=', impactId)
    .where('plan_number', '=', planNumber)
    .select(['revision', 'from_version', 'snapshot_id', 'body', 'stays'])
    .executeTakeFirst()
  if (!row)
    throw new ShapanError(
      'impact-outdated',
      `There is no impact ${impactId} of plan "${planId}": ask for it by POST /api/plans/${planId}/impact`,
    )
  const body = row.body as Impact
  return {
    body,
    stays: row.stays as Stays,
    revision: row.revision,
    fromVersion: row.from_version,
    later: body.later.map(({ id }) => id),
    snapshotId: row.snapshot_id,
  }
}
