import { dateAt } from '../../base/civilDates.ts'
import { ShapanError } from '../../base/errors.ts'
import { findCity } from '../../cities/store.ts'
import type { OwnerChange, OwnerChangeRequest, OwnerDecisionRequest } from '../../contract/owners.ts'
import type { Database } from '../../db/database.ts'
import { meetClaims, refuseDisputed } from '../../life/disputes.ts'
import { recordAct, type Turn, takeTurn } from '../../life/lifeStore.ts'
import { findFollower, insertOwnerRows, voidOwnerRows, voidRowsOf } from '../../life/ownerRows.ts'
import type { Acting } from '../../life/submitPlan.ts'
import { layPackage, refuseFaults } from './layPackage.ts'
import type { Laid, ToldPeriods } from './layRows.ts'
import { closePackage, firstBegun, insertPackage, readPackage, readPeriods } from './packages.ts'
import { askedPeriod, writePeriods } from './periods.ts'

/**
 * Proposes an owner of a subject for a period. Throws `city-not-found`, `date-not-open`, `override-too-long`, `unknown-owner`,
 * `disputed` and `later-rows`.
 */
export async function proposeOwner(
  database: Database,
  cityCode: string,
  { replace, ...period }: OwnerChangeRequest,
  acting: Acting,
): Promise<OwnerChange> {
  const { city_id: cityId, timezone } = await findCity(database.kysely, cityCode)
  const periods = writePeriods([askedPeriod(period)])
  const number = await takeTurn(database, cityId, async (turn) => {
    refuseFaults(await layPackage(turn, periods, { replace, today: dateAt(acting.now, timezone) }))
    const { actor, now } = acting
    const asked = {
      source: 'change',
      sourceName: '',
      replaces: replace,
      periods,
      proposedBy: actor,
      proposedAt: now,
    } as const
    const number = await insertPackage(turn, asked)
    await recordAct(turn, acting, {
      act: 'owner.propose',
      subject: `${period.layer} ${period.subject}`,
      reason: period.reason,
      detail: {
        ownerChange: number,
        effectiveFrom: period.effectiveFrom,
        effectiveUntil: period.effectiveUntil ?? null,
      },
    })
    return number
  })
  return await readPackage(database.kysely, cityId, number)
}

/**
 * Approves or rejects what was proposed; approved, its rows begin. Of several for one subject and date at once one gets through. Throws
 * `owner-change-not-found`, `not-pending` and what proposing it would throw now.
 */
export async function decideOwners(
  database: Database,
  cityCode: string,
  number: number,
  {
    decision,
    reason = null,
  }: { readonly decision: OwnerDecisionRequest['decision']; readonly reason?: string | null | undefined },
  acting: Acting,
): Promise<OwnerChange> {
  const { city_id: cityId, timezone } = await findCity(database.kysely, cityCode)
  await takeTurn(database, cityId, async (turn) => {
    const state = decision === 'approve' ? 'approved' : 'rejected'
    await closePackage(turn, number, { state, by: acting.actor, at: acting.now, reason })
    const subject = `ownerChange ${number}`
    if (decision === 'reject') return await recordAct(turn, acting, { act: 'owner.reject', subject, reason })
    const { replace } = await readPackage(turn.transaction, cityId, number)
    const today = dateAt(acting.now, timezone)
    const { count, replaced, events } = await beginPackage(turn, number, replace, today)
    const opened = await meetClaims(turn, number, today, acting.actor)
    await recordAct(turn, acting, {
      act: 'owner.approve',
      subject,
      reason,
      detail: { count, replaced, soleUser: true },
      events: [...events, ...opened],
    })
  })
  return await readPackage(database.kysely, cityId, number)
}

/** Begins the rows of a package that was just approved, and returns what tells of it. Throws what proposing it would. */
export async function beginPackage(turn: Turn, number: number, replace: boolean, today: string) {
  const periods = await readPeriods(turn.transaction, turn.cityId, number)
  const laid = await layPackage(turn, periods, { replace, today })
  refuseFaults(laid)
  await voidOwnerRows(turn, laid.gone)
  await insertOwnerRows(turn, number, laid.added)
  return { count: periods.count, replaced: laid.goneCount, events: eventsOf(number, laid) }
}

/**
 * Takes back what waits for a decision, or makes the rows of what was approved void while none has begun: who held before goes on. Throws
 * `owner-change-not-found`, `not-pending` where it was decided otherwise, `begun`, `later-rows` where others were decided on it since,
 * `disputed`, and `dispute-closed` of a ruling.
 */
export async function cancelOwners(
  database: Database,
  cityCode: string,
  number: number,
  reason: string | null,
  acting: Acting,
): Promise<void> {
  const { city_id: cityId, timezone } = await findCity(database.kysely, cityCode)
  await takeTurn(database, cityId, async (turn) => {
    const subject = `ownerChange ${number}`
    const { state, source, sourceName, count } = await readPackage(turn.transaction, cityId, number)
    if (source === 'ruling')
      throw new ShapanError(
        'dispute-closed',
        `The owner change ${number} is the ruling of dispute ${sourceName}: propose another that follows it`,
      )
    if (state !== 'approved') {
      await closePackage(turn, number, { state: 'recalled', by: acting.actor, at: acting.now, reason })
      return await recordAct(turn, acting, { act: 'owner.recall', subject, reason })
    }
    const begun = await firstBegun(turn.transaction, cityId, number, dateAt(acting.now, timezone))
    if (begun)
      throw new ShapanError(
        'begun',
        `The owner of ${begun.layer} ${begun.subject} has held since ${begun.from}: follow it by another`,
      )
    await refuseDisputed(turn, number)
    await refuseFollowed(turn, number)
    await voidRowsOf(turn, number)
    await turn.transaction
      .updateTable('owner_package')
      .set({ state: 'cancelled', void_change: turn.change })
      .set({ cancelled_by: acting.actor, cancelled_at: acting.now, cancel_reason: reason })
      .where('city_id', '=', cityId)
      .where('package_number', '=', number)
      .execute()
    await recordAct(turn, acting, {
      act: 'owner.cancel',
      subject,
      reason,
      events: [{ type: 'ownership.scheduled', data: { ownerChange: number, count, cancelled: true } }],
    })
  })
}

/** What was decided later took over what these rows say. */
async function refuseFollowed({ transaction, cityId }: Turn, number: number): Promise<void> {
  const later = await findFollower(transaction, cityId, number)
  if (!later) return
  throw new ShapanError(
    'later-rows',
    `The owner of ${later.layer} ${later.subject} from ${later.from} was decided on it since: cancel owner change ${later.packageNumber} first`,
    { facts: { from: later.from, ownerChange: later.packageNumber } },
  )
}

function eventsOf(number: number, { begun, ahead }: Laid) {
  const told = (type: string, { count, first }: ToldPeriods) => ({
    type,
    data: {
      ...{ ownerChange: number, count },
      changes: first.map(({ layer, subject, from, until, kind, ref, plane }) => ({
        ...{ layer, subject, effectiveFrom: from, effectiveUntil: until },
        owner: { kind, id: ref, plane },
      })),
    },
  })
  return [
    ...(begun.count > 0 ? [told('ownership.changed', begun)] : []),
    ...(ahead.count > 0 ? [told('ownership.scheduled', ahead)] : []),
  ]
}
