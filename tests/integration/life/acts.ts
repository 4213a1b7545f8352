import { dateAt } from '../../../server/base/civilDates.ts'
import type { Submission, SubmissionRequest } from '../../../server/contract/lifecycle.ts'
import type { Database } from '../../../server/db/database.ts'
import { copyPlan } from '../../../server/life/copyPlan.ts'
import { approve } from '../../../server/life/decide.ts'
import { makeImpact } from '../../../server/life/makeImpact.ts'
import { type Acting, submitPlan } from '../../../server/life/submitPlan.ts'

const dayMs = 86_400_000

/** The date so many days from today, of a city in China. */
export const dayFrom = (days: number): string => dateAt(new Date(Date.now() + days * dayMs), 'Asia/Shanghai')

/** Somebody who acts so many days from today. */
export const actingOn = (days = 0): Acting => ({
  ...{ actor: 'test', via: 'api', address: null },
  now: new Date(Date.now() + days * dayMs),
})

/** What submits a plan from a date on, with all its warnings acknowledged. */
export async function requestFor(
  database: Database,
  planId: string,
  effectiveFrom: string,
  later: SubmissionRequest['later'] = 'withdraw',
  { now }: Pick<Acting, 'now'> = actingOn(),
): Promise<SubmissionRequest> {
  const { impactId, revision, warnings } = await makeImpact(database, planId, effectiveFrom, now)
  return { revision, effectiveFrom, impactId, later, note: '', acknowledge: warnings.map(({ code }) => code) }
}

export async function submitCopy(
  database: Database,
  planId: string,
  effectiveFrom: string,
  acting: Acting,
): Promise<Submission> {
  const copy = (await copyPlan(database, planId, {}, acting)).planId
  return await submitPlan(database, copy, await requestFor(database, copy, effectiveFrom, 'withdraw', acting), acting)
}

/** Puts a copy of a plan in force from a date on; the plan itself stays what it was. Answers with the copy's id. */
export async function publishCopy(
  database: Database,
  cityCode: string,
  planId: string,
  effectiveFrom: string,
  acting: Acting,
): Promise<string> {
  const { number, impactId, planId: copy } = await submitCopy(database, planId, effectiveFrom, acting)
  await approve(database, cityCode, { submission: number, impactId, later: 'withdraw' }, acting)
  return copy
}
