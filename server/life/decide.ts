import { createHash } from 'node:crypto'
import { encodeAssignment } from '../../partition/index.ts'
import { dateAt, startOf } from '../base/civilDates.ts'
import { ShapanError } from '../base/errors.ts'
import { formatPlanId } from '../base/planIds.ts'
import { countTurns } from '../cities/cityLife.ts'
import { findCity } from '../cities/store.ts'
import type { Approved, DecisionRequest } from '../contract/lifecycle.ts'
import type { Database } from '../db/database.ts'
import { tellNews } from '../db/news.ts'
import { tellPlanHere } from '../plans/planNews.ts'
import { loadPlanState } from '../plans/planState.ts'
import type { PlanState } from '../plans/states.ts'
import { readImpact } from './impactStore.ts'
import { insertVersion, passGate, recordAct, voidVersion } from './lifeStore.ts'
import { versionsAround } from './makeImpact.ts'
import { putMovement } from './movements.ts'
import { openDates, refuseClosedDate, refuseUncorrectable } from './openDates.ts'
import { closeSubmission, findOpenSubmission } from './submissions.ts'
import {
  type Acting,
  inputsNow,
  refuseBlocked,
  refuseLater,
  refuseOutdated,
  refuseSupersededBase,
  setStatus,
} from './submitPlan.ts'
import { effectiveEvent } from './turnDays.ts'
import { formatVersionId } from './versionIds.ts'

type Approval = Extract<DecisionRequest, { decision: 'approve' }>

/**
 * Approves what waits: in one transaction the version begins on its date, later ones that were to go are void, the plan is frozen, and the
 * act is recorded. Of several at once one gets through. Throws `not-pending`, `revision-conflict`, `date-not-open`, `base-superseded`,
 * `later-version`, `impact-outdated`, `blocked` and `timeline-moved`.
 */
export async function approve(
  database: Database,
  cityCode: string,
  { submission, impactId, later: choice, reason, planId }: Omit<Approval, 'decision'> & { planId?: string },
  acting: Acting,
): Promise<Approved> {
  const { city_id: cityId, timezone } = await findCity(database.kysely, cityCode)
  const approved = await passGate(
    database,
    cityId,
    async (read) => {
      const open = await findOpenSubmission(database.kysely, cityId, { number: submission })
      if (!open || (planId !== undefined && planId !== formatPlanId(cityCode, open.plan_number)))
        throw new ShapanError(
          'not-pending',
          `Submission ${submission} of "${planId ?? cityCode}" waits for no decision`,
        )
      const plan = await loadPlanState(database, formatPlanId(cityCode, open.plan_number))
      const date = open.effective_from
      const around = versionsAround(read, plan.division.key, date)
      const dates = openDates(around.live, timezone, acting.now)
      if (open.kind === 'correct') refuseUncorrectable(date, around.live, dates)
      else refuseClosedDate(date, dates)
      const isNew = open.kind === 'publish'
      if (isNew) refuseSupersededBase(cityCode, open.base_version, around, read)
      const later = choice ?? open.later
      if (open.kind !== 'correct') refuseLater(cityCode, date, later, around)
      const { current_snapshot_id: newest } = await findCity(database.kysely, cityCode)
      const impact = await readImpact(database, plan, impactId)
      refuseOutdated(impact, inputsNow(plan, around, newest ?? plan.snapshotId), date)
      if (isNew) refuseBlocked(impact.body)
      const replaced =
        open.kind === 'correct'
          ? around.later.filter(({ from }) => from === date)
          : later === 'withdraw'
            ? around.later
            : []
      const next = around.later.find((one) => one.from > date && !replaced.includes(one))
      // One that has begun keeps what changed then.
      const remade = next && next.from > dates.today ? next : undefined
      return { open, plan, impact, date, replaced, remade, predecessor: around.predecessor }
    },
    async (turn, { open, plan, impact, date, replaced, remade, predecessor }) => {
      if (open.kind === 'publish') await setStatus(turn, plan, 'pending', 'published', acting.now)
      const id = (number: number) => formatVersionId(cityCode, number)
      for (const { number } of replaced)
        await voidVersion(
          turn,
          number,
          open.kind === 'correct' ? 'corrected' : `withdrawn for submission ${submission}`,
        )
      const number = await insertVersion(turn, {
        kind: open.kind,
        planNumber: open.plan_number,
        division: plan.division.key,
        submissionNumber: submission,
        from: date,
        timezone,
        // Until there are people there is nobody else to approve it.
        soleUser: true,
        contentSha256: contentDigest(plan),
        recordedAt: acting.now,
      })
      await closeSubmission(turn, submission, {
        state: 'approved',
        by: acting.actor,
        at: acting.now,
        reason: reason ?? null,
      })
      const { body, stays, snapshotId } = impact
      await putMovement(turn, number, {
        ...{ fromVersion: predecessor?.number ?? 0, snapshotId },
        differences: { ...body, stays: stays.own },
      })
      if (remade && body.next)
        await putMovement(turn, remade.number, {
          ...{ fromVersion: number, snapshotId },
          differences: { ...body.next, stays: stays.next },
        })
      const { totals, grids } = body
      const turned = await countTurns(turn.transaction, cityId, dateAt(acting.now, timezone))
      const version = { number, planNumber: open.plan_number, division: plan.division.key, from: date, timezone }
      const published = {
        version: id(number),
        plan: plan.planId,
        kind: open.kind,
        effectiveFrom: date,
        effectiveAt: startOf(date, timezone).toISOString(),
        predecessor: predecessor ? id(predecessor.number) : null,
        totals,
      }
      await recordAct(turn, acting, {
        act: 'plan.approve',
        subject: plan.planId,
        reason: reason ?? null,
        detail: { submission, version: id(number), withdrawn: replaced.map((one) => id(one.number)), soleUser: true },
        events: [
          { type: open.kind === 'correct' ? 'version.corrected' : 'plan.published', data: published },
          // Its day has been told; else its turn tells.
          ...(date <= turned ? [effectiveEvent(cityCode, version, predecessor)] : []),
          ...replaced.map((one) => ({ type: 'version.withdrawn', data: { version: id(one.number) } })),
          ...grids.created.map((grid) => ({ type: 'grid.created', data: { ...grid, version: id(number) } })),
          ...grids.ended.map((grid) => ({ type: 'grid.ended', data: { ...grid, version: id(number) } })),
        ],
      })
      await tellNews(turn.transaction, plan.planId)
      return { planId: plan.planId, number, date, change: turn.change }
    },
  )
  tellPlanHere(database, approved.planId)
  return {
    version: formatVersionId(cityCode, approved.number),
    effectiveFrom: approved.date,
    effectiveAt: startOf(approved.date, timezone).toISOString(),
    change: approved.change,
  }
}

/** Of everything a version stands for: its cells, and its grids as they are called. */
export function contentDigest({ assignment, grids }: Pick<PlanState, 'assignment' | 'grids'>): string {
  return createHash('sha256').update(encodeAssignment(assignment)).update(JSON.stringify(grids)).digest('hex')
}
