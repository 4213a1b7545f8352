import type { Selectable } from 'kysely'
import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import { formatPlanId } from '../base/planIds.ts'
import type { Submission } from '../contract/lifecycle.ts'
import type { VersionKind } from '../contract/versions.ts'
import type { Schema, SubmissionTable } from '../db/schema.ts'
import type { Turn } from './lifeStore.ts'
import { formatVersionId } from './versionIds.ts'

type Stored = Selectable<Omit<SubmissionTable, 'effective_from' | 'seal'>> & { effective_from: string }

const columns = [
  'city_id',
  'submission_number',
  'kind',
  'plan_number',
  'revision',
  'base_version',
  'later',
  'impact_id',
  'note',
  'acknowledged',
  'submitted_by',
  'submitted_at',
  'state',
  'decided_by',
  'decided_at',
  'reason',
] as const

function submissionQuery(db: Kysely<Schema>, cityId: number) {
  return db
    .selectFrom('submission')
    .where('city_id', '=', cityId)
    .select(columns)
    .select(sql<string>`effective_from::text`.as('effective_from'))
}

/** A plan's submissions, the newest first. */
export async function listSubmissions(
  db: Kysely<Schema>,
  cityId: number,
  cityCode: string,
  planNumber: number,
): Promise<Submission[]> {
  const rows = await submissionQuery(db, cityId)
    .where('plan_number', '=', planNumber)
    .orderBy('submission_number', 'desc')
    .execute()
  return rows.map((row) => toSubmission(row, cityCode))
}

/** The one that waits for a decision, of a plan or under a number. */
export async function findOpenSubmission(
  db: Kysely<Schema>,
  cityId: number,
  which: { readonly planNumber: number } | { readonly number: number },
): Promise<Stored | undefined> {
  return await submissionQuery(db, cityId)
    .where('state', '=', 'open')
    .$if('planNumber' in which, (q) => q.where('plan_number', '=', (which as { planNumber: number }).planNumber))
    .$if('number' in which, (q) => q.where('submission_number', '=', (which as { number: number }).number))
    .executeTakeFirst()
}

export function toSubmission(row: Stored, cityCode: string): Submission {
  return {
    number: row.submission_number,
    kind: row.kind,
    planId: formatPlanId(cityCode, row.plan_number),
    revision: row.revision,
    base: row.base_version === null ? null : formatVersionId(cityCode, row.base_version),
    effectiveFrom: row.effective_from,
    later: row.later,
    impactId: row.impact_id,
    note: row.note,
    acknowledged: row.acknowledged,
    submittedBy: row.submitted_by,
    submittedAt: row.submitted_at.toISOString(),
    state: row.state,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.toISOString() ?? null,
    reason: row.reason,
  }
}

export interface NewSubmission {
  readonly kind: VersionKind
  readonly planNumber: number
  readonly revision: number
  readonly baseVersion: number | null
  readonly effectiveFrom: string
  readonly later: 'keep' | 'withdraw' | null
  readonly impactId: string
  readonly note: string
  readonly acknowledged: readonly string[]
  readonly submittedBy: string
  readonly submittedAt: Date
}

/** Adds one under the city's next number, which it returns. */
export async function insertSubmission({ transaction, cityId }: Turn, submission: NewSubmission): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    insert into submission (city_id, submission_number, kind, plan_number, revision, base_version, effective_from, later,
                            impact_id, note, acknowledged, submitted_by, submitted_at)
    select ${cityId}::int, coalesce(max(submission_number), 0) + 1, ${submission.kind}::text, ${submission.planNumber}::int,
           ${submission.revision}::int, ${submission.baseVersion}::int, ${submission.effectiveFrom}::date,
           ${submission.later}::text, ${submission.impactId}::uuid, ${submission.note}::text,
           ${[...submission.acknowledged]}::text[], ${submission.submittedBy}::text, ${submission.submittedAt}::timestamptz
    from submission where city_id = ${sql.lit(cityId)}
    returning submission_number as number`.execute(transaction)
  return rows[0]!.number
}

/** Closes one that is open; throws `not-pending` where somebody else has decided it meanwhile. */
export async function closeSubmission(
  { transaction, cityId }: Turn,
  number: number,
  decision: {
    readonly state: 'recalled' | 'returned' | 'approved'
    readonly by: string
    readonly at: Date
    readonly reason: string | null
  },
): Promise<void> {
  const closed = await transaction
    .updateTable('submission')
    .set({ state: decision.state, decided_by: decision.by, decided_at: decision.at, reason: decision.reason })
    .where('city_id', '=', cityId)
    .where('submission_number', '=', number)
    .where('state', '=', 'open')
    .returning('submission_number')
    .executeTakeFirst()
  if (!closed)
    throw new ShapanError('not-pending', `Submission ${number} has been decided meanwhile: look at the plan again`)
}
