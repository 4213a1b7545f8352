import { addDays, dateAt } from '../../base/civilDates.ts'
import { ShapanError } from '../../base/errors.ts'
import { findCity } from '../../cities/store.ts'
import type { OwnerChange, OwnerChangeRequest, OwnerDecisionRequest } from '../../contract/owners.ts'
import type { Database } from '../../db/database.ts'
import { meetClaims, refuseDisputed } from '../../life/disputes.ts'
import { recordAct, type Turn, takeTurn } from '../../life/lifeStore.ts'
import { refuseClosedDate } from '../../life/openDates.ts'
import {
  type AddedRow,
  hasOwnerRows,
  insertOwnerRows,
  type OwnerRow,
  readOwnerRows,
  voidOwnerRows,
} from '../../life/ownerRows.ts'
import type { Acting } from '../../life/submitPlan.ts'
import { layPeriods } from './layPeriods.ts'
import { type AskedPeriod, askedPeriod, closePackage, insertPackage, readPackage, readPeriods } from './packages.ts'
import { refuseUnknownOwners } from './refuseUnknown.ts'

/** How far ahead an owner may begin. */
export const horizonDays = 730
export const overrideDays = 365

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
  const periods = [askedPeriod(period)]
  const number = await takeTurn(database, cityId, async (turn) => {
    await layPackage(turn, periods, replace, dateAt(acting.now, timezone))
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
    const periods = await readPeriods(turn.transaction, cityId, number)
    const { replace } = await readPackage(turn.transaction, cityId, number)
    const today = dateAt(acting.now, timezone)
    const { replaced, events } = await beginPackage(turn, number, periods, replace, today)
    const opened = await meetClaims(turn, periods, today, acting.actor)
    await recordAct(turn, acting, {
      act: 'owner.approve',
      subject,
      reason,
      detail: { count: periods.length, replaced, soleUser: true },
      events: [...events, ...opened],
    })
  })
  return await readPackage(database.kysely, cityId, number)
}

/** Begins the rows of a package that was just approved, and returns what tells of it. Throws what proposing it would. */
export async function beginPackage(
  turn: Turn,
  number: number,
  periods: readonly AskedPeriod[],
  replace: boolean,
  today: string,
) {
  const { added, gone } = await layPackage(turn, periods, replace, today)
  await voidOwnerRows(turn, gone)
  await insertOwnerRows(turn, number, added)
  return { replaced: gone.length, events: eventsOf(number, periods, today) }
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
    const { state, source, sourceName } = await readPackage(turn.transaction, cityId, number)
    if (source === 'ruling')
      throw new ShapanError(
        'dispute-closed',
        `The owner change ${number} is the ruling of dispute ${sourceName}: propose another that follows it`,
      )
    if (state !== 'approved') {
      await closePackage(turn, number, { state: 'recalled', by: acting.actor, at: acting.now, reason })
      return await recordAct(turn, acting, { act: 'owner.recall', subject, reason })
    }
    const periods = await readPeriods(turn.transaction, cityId, number)
    const today = dateAt(acting.now, timezone)
    const begun = periods.find(({ from }) => from <= today)
    if (begun)
      throw new ShapanError(
        'begun',
        `The owner of ${begun.layer} ${begun.subject} has held since ${begun.from}: follow it by another`,
      )
    await refuseDisputed(turn, periods)
    const rows = await readOwnerRows(turn.transaction, cityId, periods)
    const own = rows.filter(({ packageNumber }) => packageNumber === number)
    refuseFollowed(rows, own)
    await voidOwnerRows(
      turn,
      own.map((row) => row.number),
    )
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
      events: [{ type: 'ownership.scheduled', data: { ownerChange: number, count: periods.length, cancelled: true } }],
    })
  })
}

/** What was decided later took over what these rows say. */
function refuseFollowed(rows: readonly OwnerRow[], own: readonly OwnerRow[]): void {
  const decided = own[0]?.change ?? 0
  const later = rows.find(({ change }) => change > decided)
  if (!later) return
  throw new ShapanError(
    'later-rows',
    `The owner of ${later.layer} ${later.subject} from ${later.from} was decided on it since: cancel owner change ${later.packageNumber} first`,
    { facts: { from: later.from, ownerChange: later.packageNumber } },
  )
}

/** What periods add and make void, by the rows as they stand under this change. Throws what `proposeOwner` says. */
async function layPackage(
  turn: Turn,
  periods: readonly AskedPeriod[],
  replace: boolean,
  today: string,
): Promise<{ added: AddedRow[]; gone: number[] }> {
  const { transaction, cityId } = turn
  const isFirst = !(await hasOwnerRows(transaction, cityId))
  for (const { from, until, layer, subject } of periods) {
    refuseClosedDate(from, { today, earliest: addDays(today, 1), latest: addDays(today, horizonDays), isFirst })
    if (layer === 'override' && (until === null || until > addDays(from, overrideDays)))
      throw new ShapanError(
        'override-too-long',
        `The override of ${subject} from ${from} ${until === null ? 'has no end' : `ends on ${until}`}: it may last until ${addDays(from, overrideDays)}`,
        { facts: { latest: addDays(from, overrideDays) } },
      )
  }
  await refuseUnknownOwners(
    transaction,
    cityId,
    periods.map(({ value, from }) => ({ kind: value.kind, ref: value.ref, from })),
  )
  await refuseDisputed(turn, periods)
  const keyOf = ({ layer, subject }: { layer: string; subject: string }) => `${layer} ${subject}`
  const asked = Map.groupBy(periods, keyOf)
  const subjects = [...asked.values()].map(([first]) => first!)
  const live = Map.groupBy(await readOwnerRows(transaction, cityId, subjects), keyOf)
  const added: AddedRow[] = []
  const gone: number[] = []
  for (const [key, own] of asked) {
    const { layer, subject } = own[0]!
    const laid = layPeriods(live.get(key) ?? [], own, replace)
    if (!laid.ok)
      throw new ShapanError(
        'later-rows',
        `Another owner of ${layer} ${subject} begins on ${laid.within}, within the period from ${own[0]!.from}: replace it, or end before it`,
        { facts: { from: laid.within } },
      )
    for (const row of laid.added) added.push({ ...row, layer, subject })
    gone.push(...laid.gone)
  }
  return { added, gone }
}

/** of those that an event names */
const toldChanges = 50

function eventsOf(number: number, periods: readonly AskedPeriod[], today: string) {
  const told = (type: string, of: readonly AskedPeriod[]) => ({
    type,
    data: {
      ownerChange: number,
      count: of.length,
      changes: of.slice(0, toldChanges).map(({ layer, subject, from, until, value }) => ({
        ...{ layer, subject, effectiveFrom: from, effectiveUntil: until },
        owner: { kind: value.kind, id: value.ref, plane: value.plane },
      })),
    },
  })
  const { true: begun = [], false: ahead = [] } = Object.groupBy(
    periods,
    ({ from }) => String(from <= today) as 'true' | 'false',
  )
  return [
    ...(begun.length > 0 ? [told('ownership.changed', begun)] : []),
    ...(ahead.length > 0 ? [told('ownership.scheduled', ahead)] : []),
  ]
}
