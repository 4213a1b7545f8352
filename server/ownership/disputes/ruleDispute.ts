import { addDays, dateAt } from '../../base/civilDates.ts'
import { ShapanError } from '../../base/errors.ts'
import { findCity } from '../../cities/store.ts'
import type { Dispute, RulingRequest } from '../../contract/disputes.ts'
import type { Database } from '../../db/database.ts'
import { endClaims, type Standing, standingClaims } from '../../life/disputes.ts'
import { recordAct, type Turn, takeTurn } from '../../life/lifeStore.ts'
import type { SubjectKey } from '../../life/ownerRows.ts'
import type { Acting } from '../../life/submitPlan.ts'
import { overrideDays } from '../rows/layRows.ts'
import { closePackage, insertPackage } from '../rows/packages.ts'
import { type AskedPeriod, writePeriods } from '../rows/periods.ts'
import { beginPackage } from '../rows/proposals.ts'
import { readDispute } from './listDisputes.ts'
import { successorsOf } from './successors.ts'

/**
 * Rules a dispute: from tomorrow or a later day on whoever is named owns its subject, for as long as a row of its layer may. The ruling is a
 * change of owners that is approved at once; claims for that owner are granted, the others denied. Throws `city-not-found`, `dispute-not-found`,
 * `dispute-closed`, `date-not-open`, `unknown-owner`, and `later-rows` where owners were to begin later that are not to give way.
 */
export async function ruleDispute(
  database: Database,
  cityCode: string,
  number: number,
  request: RulingRequest,
  acting: Acting,
): Promise<Dispute> {
  const { city_id: cityId, timezone } = await findCity(database.kysely, cityCode)
  const today = dateAt(acting.now, timezone)
  const tomorrow = addDays(today, 1)
  const from = request.effectiveFrom ?? tomorrow
  // A claim for a grid that ends by then is one for the grid that stands for it.
  const { claims } = await readDispute(database.kysely, cityId, number, today)
  const successors = await successorsOf(database, cityCode, claims, from)
  await takeTurn(database, cityId, async (turn) => {
    const { layer, subject, status } = await readDispute(turn.transaction, cityId, number, today)
    if (status === 'ruled' || status === 'dropped')
      throw new ShapanError('dispute-closed', `Dispute ${number} is ${status}: propose a change of owners`)
    const { owner, reason, replace } = request
    // Of a city's first owners any day is open, but whoever holds goes on until the ruling.
    if (from < tomorrow)
      throw new ShapanError('date-not-open', `The ruling cannot hold from ${from}: ${tomorrow} is the first day`, {
        facts: { earliest: tomorrow },
      })
    const value = { kind: owner.kind, ref: owner.id ?? null, plane: owner.plane ?? null, reason }
    const until = layer === 'override' ? addDays(from, overrideDays) : null
    const period = { layer, subject, from, until, ...value }
    const ownerChange = await approvePackage(turn, number, period, replace, acting)
    await close(turn, { number, layer, subject, successors }, ownerChange, today, request, acting)
    const { replaced, events } = await beginPackage(turn, ownerChange, replace, today)
    await recordAct(turn, acting, {
      act: 'dispute.rule',
      subject: `${layer} ${subject}`,
      reason,
      detail: { dispute: number, ownerChange, replaced, soleUser: true },
      events: [
        { type: 'dispute.ruled', data: { dispute: number, layer, subject, owner, effectiveFrom: from, ownerChange } },
        ...events,
      ],
    })
  })
  return await readDispute(database.kysely, cityId, number, today)
}

async function approvePackage(
  turn: Turn,
  dispute: number,
  period: AskedPeriod,
  replaces: boolean,
  { actor, now }: Acting,
): Promise<number> {
  const asked = { source: 'ruling', sourceName: String(dispute), replaces, periods: writePeriods([period]) } as const
  const number = await insertPackage(turn, { ...asked, proposedBy: actor, proposedAt: now })
  await closePackage(turn, number, { state: 'approved', by: actor, at: now, reason: period.reason })
  return number
}

/** A closed dispute no longer holds back who is to own its subject. */
async function close(
  turn: Turn,
  {
    number,
    successors,
    ...subject
  }: SubjectKey & {
    readonly number: number
    readonly successors: ReadonlyMap<number, string>
  },
  ownerChange: number,
  today: string,
  { owner, reason }: RulingRequest,
  { actor }: Acting,
): Promise<void> {
  const isFor = ({ number: claim, kind, ref }: Standing) =>
    kind === owner.kind && (ref === owner.id || successors.get(claim) === owner.id)
  const { true: granted = [], false: denied = [] } = Object.groupBy(
    await standingClaims(turn, [subject]),
    (claim) => String(isFor(claim)) as 'true' | 'false',
  )
  const numbers = (claims: typeof granted) => claims.map((claim) => claim.number)
  await endClaims(turn, numbers(granted), 'granted', actor, reason)
  await endClaims(turn, numbers(denied), 'denied', actor, reason)
  await turn.transaction
    .updateTable('dispute')
    // Until there are people there is nobody else to rule it.
    .set({ status: 'ruled', ruled_by: actor, reason, sole_user: true, package_number: ownerChange })
    .set({ closed_on: today, closed_change: turn.change })
    .where('city_id', '=', turn.cityId)
    .where('dispute_number', '=', number)
    .execute()
}
