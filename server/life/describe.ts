import { dateAt, startOf } from '../base/civilDates.ts'
import { formatPlanId } from '../base/planIds.ts'
import { findCity } from '../cities/store.ts'
import type { AuditList, PlanLife } from '../contract/lifecycle.ts'
import type { Version, VersionList } from '../contract/versions.ts'
import { findDivision } from '../data/divisions.ts'
import type { Database } from '../db/database.ts'
import { loadPlanState } from '../plans/planState.ts'
import { readTimeline, type Timeline, type VersionRow } from './lifeStore.ts'
import { readBase } from './makeImpact.ts'
import { openDates } from './openDates.ts'
import { listSubmissions } from './submissions.ts'
import { inForceOn, liveAt, nextAfter, phaseOf } from './timeline.ts'
import { formatVersionId } from './versionIds.ts'

/** A city's versions, or those of a division, as they are known at a change. Throws `city-not-found` and `unknown-division`. */
export async function listVersions(
  database: Database,
  cityCode: string,
  { division, known }: { readonly division?: string | undefined; readonly known?: number | undefined },
  now: Date,
): Promise<VersionList> {
  const { city_id: cityId, timezone } = await findCity(database.kysely, cityCode)
  if (division !== undefined) await findDivision(database.kysely, cityId, division)
  const read = await readTimeline(database.kysely, cityId)
  const versions = await describeVersions(database, { cityId, cityCode, timezone, now }, read, known)
  return {
    timeline: read.timeline,
    change: read.change,
    timezone,
    today: dateAt(now, timezone),
    versions: versions.filter((version) => division === undefined || version.division === division),
  }
}

interface Where {
  readonly cityId: number
  readonly cityCode: string
  readonly timezone: string
  readonly now: Date
}

/** Versions with what follows from their order, the newest first. */
export async function describeVersions(
  { kysely }: Pick<Database, 'kysely'>,
  { cityId, cityCode, timezone, now }: Where,
  { versions }: Pick<Timeline, 'versions'>,
  known = Number.MAX_SAFE_INTEGER,
): Promise<Version[]> {
  const today = dateAt(now, timezone)
  const plans = await kysely
    .selectFrom('plan')
    .where('city_id', '=', cityId)
    .select(['plan_number', 'name'])
    .select((plan) =>
      plan
        .selectFrom('grid')
        .where('grid.city_id', '=', cityId)
        .whereRef('grid.plan_number', '=', 'plan.plan_number')
        .select((grid) => grid.fn.countAll<number>().as('count'))
        .as('grids'),
    )
    .where('status', 'in', ['published', 'archived'])
    .execute()
  const planOf = new Map(plans.map((plan) => [plan.plan_number, plan]))
  const submissions = await kysely
    .selectFrom('submission')
    .where('city_id', '=', cityId)
    .where('state', '=', 'approved')
    .select(['submission_number', 'submitted_by', 'decided_by', 'note'])
    .execute()
  const submissionOf = new Map(submissions.map((one) => [one.submission_number, one]))
  const liveOf = Map.groupBy(liveAt(versions, known), ({ division }) => division)
  const shown = versions.filter(({ change }) => change <= known)
  return shown.toReversed().map((version) => {
    const live = liveOf.get(version.division) ?? []
    const phase = phaseOf(version, live, today)
    const plan = planOf.get(version.planNumber)
    const submission = submissionOf.get(version.submissionNumber)
    const isVoid = version.voidChange !== null && version.voidChange <= known
    return {
      id: formatVersionId(cityCode, version.number),
      number: version.number,
      kind: version.kind,
      planId: formatPlanId(cityCode, version.planNumber),
      planName: plan?.name ?? '',
      division: version.division,
      gridCount: Number(plan?.grids ?? 0),
      phase,
      from: version.from,
      until: phase === 'void' ? null : (nextAfter(live, version.from)?.from ?? null),
      effectiveAt: startOf(version.from, version.timezone).toISOString(),
      change: version.change,
      recordedAt: version.recordedAt.toISOString(),
      submittedBy: submission?.submitted_by ?? '',
      approvedBy: submission?.decided_by ?? '',
      soleUser: version.soleUser,
      note: submission?.note ?? '',
      voided: isVoid ? { change: version.voidChange!, reason: version.voidReason ?? '' } : null,
    }
  })
}

/** Where a plan stands on its way, and what comes next. Throws `plan-not-found`. */
export async function describePlanLife(database: Database, planId: string, now: Date): Promise<PlanLife> {
  const plan = await loadPlanState(database, planId)
  const { cityId, cityCode, planNumber, division } = plan
  const { timezone } = await findCity(database.kysely, cityCode)
  const read = await readTimeline(database.kysely, cityId)
  const live = liveAt(read.versions.filter((version) => version.division === division.key))
  const { today, earliest, latest, isFirst } = openDates(live, timezone, now)
  const base = await readBase(database, plan)
  const own = await database.kysely
    .selectFrom('plan')
    .where('city_id', '=', cityId)
    .where('plan_number', '=', planNumber)
    .select('created_by')
    .executeTakeFirst()
  const isBehind = plan.status === 'draft' && base !== null && !isOfTomorrow(read.versions, live, base, today)
  const versions = await describeVersions(database, { cityId, cityCode, timezone, now }, read)
  return {
    planId,
    name: plan.name,
    status: plan.status,
    revision: plan.revision,
    createdBy: own?.created_by ?? null,
    base: base === null ? null : formatVersionId(cityCode, base),
    isBehind,
    today,
    timezone,
    earliest,
    latest,
    isFirst,
    taken: live
      .filter(({ from }) => from >= earliest)
      .map(({ number, from }) => ({ id: formatVersionId(cityCode, number), from })),
    submissions: await listSubmissions(database.kysely, cityId, cityCode, planNumber),
    versions: versions.filter((version) => version.planId === planId),
    next: nextOf(plan.status, isBehind),
  }
}

/** What a plan was drawn from is in force, or will be: that version, or another of the same plan. */
function isOfTomorrow(
  versions: readonly VersionRow[],
  live: readonly VersionRow[],
  base: number,
  today: string,
): boolean {
  const plan = versions.find(({ number }) => number === base)?.planNumber
  return (
    inForceOn(live, today)?.planNumber === plan ||
    live.some(({ planNumber, from }) => planNumber === plan && from > today)
  )
}

function nextOf(status: PlanLife['status'], isBehind: boolean): PlanLife['next'] {
  if (status === 'draft') return isBehind ? 'rebase' : 'submit'
  if (status === 'pending') return 'decide'
  return status === 'published' ? 'copy' : 'none'
}

const mostEntries = 500

/** Who did what, the newest first. Throws `city-not-found`. */
export async function listAudit(
  database: Database,
  cityCode: string,
  { before, limit = 100 }: { readonly before?: number | undefined; readonly limit?: number | undefined },
): Promise<AuditList> {
  const { city_id: cityId } = await findCity(database.kysely, cityCode)
  const rows = await database.kysely
    .selectFrom('audit')
    .where('city_id', '=', cityId)
    .$if(before !== undefined, (audit) => audit.where('change', '<', String(before)))
    .select(['change', 'at', 'actor', 'via', 'act', 'subject', 'reason', 'detail'])
    .orderBy('change', 'desc')
    .orderBy('part')
    .limit(Math.min(limit, mostEntries))
    .execute()
  return {
    entries: rows.map(({ change, at, ...row }) => ({ ...row, change: Number(change), at: at.toISOString() })),
  }
}
