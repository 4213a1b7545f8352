import { ShapanError } from '../base/errors.ts'
import { formatPlanId } from '../base/planIds.ts'
import { findCity } from '../cities/store.ts'
import type { RollbackRequest, Submission } from '../contract/lifecycle.ts'
import type { Database } from '../db/database.ts'
import { loadPlanState } from '../plans/planState.ts'
import { recordAct, takeTurn } from './lifeStore.ts'
import { makeImpact, versionsAround } from './makeImpact.ts'
import { openDates, refuseClosedDate, refuseUncorrectable } from './openDates.ts'
import { findOpenSubmission, insertSubmission } from './submissions.ts'
import { type Acting, readSubmission, refuseLater } from './submitPlan.ts'
import { formatVersionId } from './versionIds.ts'
import { readVersion } from './withdraw.ts'

/**
 * Asks for the plan of an earlier version to be in force again: from a date to come (a rollback), or from a day that has begun on, to the
 * next start (a correction). It waits for approval as a submitted plan does. Throws `version-not-found`, `plan-pending` where the plan waits
 * already, `date-not-open`, and `later-version` of a rollback.
 */
export async function putBack(
  database: Database,
  cityCode: string,
  kind: 'rollback' | 'correct',
  { version: number, effectiveFrom, later, note }: RollbackRequest,
  acting: Acting,
): Promise<Submission> {
  const { read, version } = await readVersion(database, cityCode, number)
  const { timezone } = await findCity(database.kysely, cityCode)
  const planId = formatPlanId(cityCode, version.planNumber)
  const plan = await loadPlanState(database, planId)
  const around = versionsAround(read, plan.division.key, effectiveFrom)
  const dates = openDates(around.live, timezone, acting.now)
  if (kind === 'correct') refuseUncorrectable(effectiveFrom, around.live, dates)
  else {
    refuseClosedDate(effectiveFrom, dates)
    refuseLater(cityCode, effectiveFrom, later, around)
  }
  const open = await findOpenSubmission(database.kysely, plan.cityId, plan)
  if (open)
    throw new ShapanError(
      'plan-pending',
      `Submission ${open.submission_number} asks for plan "${planId}" already, from ${open.effective_from}: decide it first`,
    )
  const { impactId } = await makeImpact(database, planId, effectiveFrom, acting.now)
  const submission = await takeTurn(database, plan.cityId, async (turn) => {
    const submitted = await insertSubmission(turn, {
      kind,
      planNumber: plan.planNumber,
      revision: plan.revision,
      baseVersion: around.predecessor?.number ?? null,
      effectiveFrom,
      later: later ?? null,
      impactId,
      note,
      acknowledged: [],
      submittedBy: acting.actor,
      submittedAt: acting.now,
    })
    await recordAct(turn, acting, {
      act: kind === 'correct' ? 'version.correct' : 'version.roll-back',
      subject: formatVersionId(cityCode, number),
      reason: note || null,
      detail: { submission: submitted, effectiveFrom },
      events: [{ type: 'plan.submitted', data: { plan: planId, submission: submitted, effectiveFrom, kind } }],
    })
    return submitted
  })
  return await readSubmission(database, plan, submission)
}
