import { ShapanError } from '../base/errors.ts'
import { findCity } from '../cities/store.ts'
import type { Impact } from '../contract/impact.ts'
import type { Submission, SubmissionRequest } from '../contract/lifecycle.ts'
import type { Database } from '../db/database.ts'
import { tellNews } from '../db/news.ts'
import { tellPlanHere } from '../plans/planNews.ts'
import { loadPlanState } from '../plans/planState.ts'
import type { PlanState } from '../plans/states.ts'
import { type ImpactInputs, readImpact, type StoredImpact } from './impactStore.ts'
import { type Act, readTimeline, recordAct, type Timeline, type Turn, takeTurn } from './lifeStore.ts'
import { type Around, isBaseInForce, readBase, versionsAround } from './makeImpact.ts'
import { openDates, refuseClosedDate } from './openDates.ts'
import { closeSubmission, findOpenSubmission, insertSubmission, listSubmissions } from './submissions.ts'
import { formatVersionId } from './versionIds.ts'

export type Acting = Act

/**
 * Submits a draft for approval: from then on it cannot be edited. Throws, in this order, `plan-not-found`, `plan-pending` or
 * `plan-published`, `revision-conflict`, `date-not-open`, `base-superseded`, `later-version`, `impact-outdated`, `blocked` and
 * `warnings-not-acknowledged`.
 */
export async function submitPlan(
  database: Database,
  planId: string,
  request: SubmissionRequest,
  acting: Acting,
): Promise<Submission> {
  const plan = await loadPlanState(database, planId)
  const { cityId, cityCode, planNumber, division } = plan
  if (plan.status !== 'draft') throw notDraft(plan)
  refuseOtherRevision(plan, request.revision)
  const { timezone, current_snapshot_id: newest } = await findCity(database.kysely, cityCode)
  const read = await readTimeline(database.kysely, cityId)
  const around = versionsAround(read, division.key, request.effectiveFrom)
  refuseClosedDate(request.effectiveFrom, openDates(around.live, timezone, acting.now))
  const base = (await readBase(database, plan)) ?? around.predecessor?.number ?? null
  refuseSupersededBase(cityCode, base, around, read)
  refuseLater(cityCode, request.effectiveFrom, request.later, around)
  const impact = await readImpact(database, plan, request.impactId)
  refuseOutdated(impact, inputsNow(plan, around, newest ?? plan.snapshotId), request.effectiveFrom)
  refuseBlocked(impact.body)
  refuseUnread(impact.body, request.acknowledge)
  const number = await takeTurn(database, cityId, async (turn) => {
    await setStatus(turn, plan, 'draft', 'pending', acting.now)
    const submitted = await insertSubmission(turn, {
      kind: 'publish',
      planNumber,
      revision: plan.revision,
      baseVersion: base,
      effectiveFrom: request.effectiveFrom,
      later: request.later ?? null,
      impactId: request.impactId,
      note: request.note,
      acknowledged: request.acknowledge,
      submittedBy: acting.actor,
      submittedAt: acting.now,
    })
    await recordAct(turn, acting, {
      act: 'plan.submit',
      subject: planId,
      reason: request.note || null,
      detail: { submission: submitted, effectiveFrom: request.effectiveFrom, revision: plan.revision },
      events: [
        { type: 'plan.submitted', data: { plan: planId, submission: submitted, effectiveFrom: request.effectiveFrom } },
      ],
    })
    await tellNews(turn.transaction, planId)
    return submitted
  })
  tellPlanHere(database, planId)
  return await readSubmission(database, plan, number)
}

/** Takes a submitted plan back, so that it is a draft again: the submitter recalls it, an approver returns it. Throws `not-pending`. */
export async function reopenPlan(
  database: Database,
  planId: string,
  { state, reason, submission }: { state: 'recalled' | 'returned'; reason: string; submission?: number | undefined },
  acting: Acting,
): Promise<Submission> {
  const plan = await loadPlanState(database, planId)
  const open = await findOpenSubmission(database.kysely, plan.cityId, plan)
  if (!open || (submission !== undefined && submission !== open.submission_number))
    throw new ShapanError('not-pending', `Plan "${planId}" is ${plan.status} and does not wait for approval`)
  await takeTurn(database, plan.cityId, async (turn) => {
    if (open.kind === 'publish') await setStatus(turn, plan, 'pending', 'draft', acting.now)
    await closeSubmission(turn, open.submission_number, { state, by: acting.actor, at: acting.now, reason })
    await recordAct(turn, acting, {
      act: state === 'recalled' ? 'plan.recall' : 'plan.return',
      subject: planId,
      reason,
      detail: { submission: open.submission_number },
      events: [{ type: 'plan.returned', data: { plan: planId, submission: open.submission_number, state } }],
    })
    await tellNews(turn.transaction, planId)
  })
  tellPlanHere(database, planId)
  return await readSubmission(database, plan, open.submission_number)
}

export async function readSubmission(
  database: Database,
  { cityId, cityCode, planNumber }: PlanState,
  number: number,
): Promise<Submission> {
  const all = await listSubmissions(database.kysely, cityId, cityCode, planNumber)
  return all.find((one) => one.number === number)!
}

/** Moves a plan on, if it still is where it was seen, with the same content. Throws `not-pending` or `revision-conflict`. */
export async function setStatus(
  { transaction }: Turn,
  { cityId, planNumber, planId, revision }: PlanState,
  from: PlanState['status'],
  to: PlanState['status'],
  now: Date,
): Promise<void> {
  const row = await transaction
    .selectFrom('plan')
    .where('city_id', '=', cityId)
    .where('plan_number', '=', planNumber)
    .select(['status', 'revision'])
    .forUpdate()
    .executeTakeFirst()
  if (row?.status !== from)
    throw new ShapanError(
      'not-pending',
      `Plan "${planId}" was ${from} and is ${row?.status ?? 'deleted'} now: look at it again`,
    )
  if (row.revision !== revision) throw conflict(planId, row.revision)
  await transaction
    .updateTable('plan')
    .set({ status: to, updated_at: now })
    .where('city_id', '=', cityId)
    .where('plan_number', '=', planNumber)
    .execute()
}

function notDraft({ planId, status }: PlanState): ShapanError {
  return status === 'pending'
    ? new ShapanError('plan-pending', `Plan "${planId}" is submitted already: recall it first`)
    : new ShapanError('plan-published', `Plan "${planId}" is ${status}: copy it for a draft`)
}

function refuseOtherRevision({ planId, revision }: PlanState, asked: number): void {
  if (asked !== revision) throw conflict(planId, revision)
}

function conflict(planId: string, revision: number): ShapanError {
  return new ShapanError(
    'revision-conflict',
    `Plan "${planId}" has moved on to revision ${revision}: look at it again`,
    { facts: { revision } },
  )
}

/** Throws `base-superseded` where what would be in force the day before is not what the plan was drawn from. */
export function refuseSupersededBase(cityCode: string, base: number | null, around: Around, read: Timeline): void {
  if (isBaseInForce(base, around, read)) return
  const idOf = (number: number | null) => (number === null ? null : formatVersionId(cityCode, number))
  const wanted = around.predecessor?.number ?? null
  throw new ShapanError(
    'base-superseded',
    `The plan was drawn from ${idOf(base) ?? 'nothing'}, and ${idOf(wanted) ?? 'nothing'} will be in force the day before: re-base it`,
    { facts: { base: idOf(base), wanted: idOf(wanted) } },
  )
}

/** Throws `later-version` where versions begin later and nobody said what becomes of them. */
export function refuseLater(
  cityCode: string,
  date: string,
  choice: 'keep' | 'withdraw' | null | undefined,
  { later }: Around,
): void {
  if (later.length === 0 || choice === 'withdraw') return
  const onTheDay = later.find(({ from }) => from === date)
  if (choice === 'keep' && !onTheDay) return
  const named = later.map(({ number, from }) => `${formatVersionId(cityCode, number)} from ${from}`).join(', ')
  throw new ShapanError(
    'later-version',
    onTheDay
      ? `${formatVersionId(cityCode, onTheDay.number)} begins on ${date} too: withdraw it, or choose another date`
      : `Later versions are scheduled (${named}): say whether to keep or to withdraw them`,
    { facts: { later: later.map(({ number, from }) => ({ id: formatVersionId(cityCode, number), from })) } },
  )
}

export function inputsNow(
  { revision, cityCode }: Pick<PlanState, 'revision' | 'cityCode'>,
  { predecessor, later }: Around,
  snapshotId: number,
): ImpactInputs {
  return {
    revision,
    fromVersion: predecessor?.number ?? 0,
    later: later.map(({ number }) => formatVersionId(cityCode, number)),
    snapshotId,
  }
}

/** Throws `impact-outdated` where something the impact goes by has changed since. */
export function refuseOutdated(impact: StoredImpact, now: ImpactInputs, date: string): void {
  const changed =
    impact.body.effectiveFrom !== date
      ? `it is of ${impact.body.effectiveFrom}`
      : impact.revision !== now.revision
        ? 'the plan has been edited'
        : impact.snapshotId !== now.snapshotId
          ? 'newer data has been imported'
          : impact.fromVersion !== now.fromVersion || impact.later.join() !== now.later.join()
            ? 'the versions around its date have changed'
            : null
  if (changed === null) return
  throw new ShapanError('impact-outdated', `The impact that was looked at is out of date, ${changed}: look at it again`)
}

/** Throws `blocked`, naming everything that stands in the way. */
export function refuseBlocked({ planId, blockers }: Impact): void {
  if (blockers.length === 0) return
  throw new ShapanError(
    'blocked',
    `Plan "${planId}" cannot take effect: ${blockers.map(({ message }) => message).join('; ')}`,
    { facts: { blockers } },
  )
}

function refuseUnread({ warnings }: Impact, read: readonly string[]): void {
  const unread = warnings.filter(({ code }) => !read.includes(code))
  if (unread.length === 0) return
  throw new ShapanError(
    'warnings-not-acknowledged',
    `Warnings to acknowledge first: ${unread.map(({ code, message }) => `${code} (${message})`).join('; ')}`,
    { facts: { warnings: unread } },
  )
}
