import type { Kysely } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import type { Impact } from '../contract/impact.ts'
import type { Schema } from '../db/schema.ts'

/** The impact that a submission was decided upon. Throws `submission-not-found`. */
export async function readImpactOf(db: Kysely<Schema>, cityId: number, submission: number): Promise<Impact> {
  const row = await db
    .selectFrom('submission')
    .innerJoin('impact', (join) =>
      join.onRef('impact.impact_id', '=', 'submission.impact_id').on('impact.city_id', '=', cityId),
    )
    .where('submission.city_id', '=', cityId)
    .where('submission_number', '=', submission)
    .select('impact.body')
    .executeTakeFirst()
  if (!row) throw new ShapanError('submission-not-found', `There is no submission ${submission}`)
  return row.body as Impact
}
