import { sql } from 'kysely'
import { addDays, dateAt } from '../../base/civilDates.ts'
import { ShapanError } from '../../base/errors.ts'
import { findCity } from '../../cities/store.ts'
import type { Claim, ClaimMade, ClaimRequest } from '../../contract/disputes.ts'
import type { Database } from '../../db/database.ts'
import { endClaims, findOpenDispute, openDispute, ownersFrom, standingClaims } from '../../life/disputes.ts'
import { recordAct, type Turn, takeTurn } from '../../life/lifeStore.ts'
import { readOwnerRows } from '../../life/ownerRows.ts'
import type { Acting } from '../../life/submitPlan.ts'
import { refuseUnknownOwners } from '../rows/findOwners.ts'
import { readClaim, readDispute } from './listDisputes.ts'

/**
 * Claims a subject for somebody. Where somebody else owns it, is to own it, or claims it too, a dispute opens, or the open one is joined; where
 * nobody does, the claim waits. It changes no owner. Throws `city-not-found`, `unknown-owner`, and `nothing-to-claim` where the claimant has
 * claimed it already, or is its only owner and nobody disputes that.
 */
export async function makeClaim(
  database: Database,
  cityCode: string,
  request: ClaimRequest,
  acting: Acting,
): Promise<ClaimMade> {
  const { city_id: cityId, timezone } = await findCity(database.kysely, cityCode)
  const today = dateAt(acting.now, timezone)
  const number = await takeTurn(database, cityId, async (turn) => {
    const { layer, subject, claimant } = request
    const open = (await findOpenDispute(turn.transaction, cityId, [request]))?.number
    const isMet = await meets(turn, request, open, today)
    const opened = open === undefined && isMet ? await openDispute(turn, request, today) : undefined
    const dispute = open ?? opened?.number ?? null
    const number = await insertClaim(turn, request, dispute, acting)
    await recordAct(turn, acting, {
      act: 'claim.make',
      subject: `${layer} ${subject}`,
      reason: request.statement,
      detail: { claim: number, dispute, claimant },
      events: opened ? [opened.event] : [],
    })
    return number
  })
  const claim = await readClaim(database.kysely, cityId, number)
  return {
    claim,
    dispute: claim.dispute === null ? null : await readDispute(database.kysely, cityId, claim.dispute, today),
  }
}

/** Whether a claim meets an owner or another claim. */
async function meets(
  turn: Turn,
  { layer, subject, claimant }: ClaimRequest,
  open: number | undefined,
  today: string,
): Promise<boolean> {
  const { transaction, cityId } = turn
  await refuseUnknownOwners(transaction, cityId, [{ kind: claimant.kind, ref: claimant.id, from: addDays(today, 1) }])
  const isClaimant = ({ kind, ref }: { readonly kind: string; readonly ref: string | null }) =>
    kind === claimant.kind && ref === claimant.id
  const claims = await standingClaims(turn, [{ layer, subject }])
  const own = claims.find(isClaimant)
  if (own)
    throw new ShapanError(
      'nothing-to-claim',
      `${layer} ${subject} is claimed for the ${claimant.kind} ${claimant.id} already, by claim ${own.number}: withdraw that one to state another`,
      { facts: { claim: own.number } },
    )
  const owners = ownersFrom(await readOwnerRows(transaction, cityId, [{ layer, subject }]), today)
  // In an open dispute the owner may say as well why it is his.
  if (open === undefined && owners.length > 0 && owners.every(isClaimant))
    throw new ShapanError(
      'nothing-to-claim',
      `The ${claimant.kind} ${claimant.id} owns ${layer} ${subject} already, and nobody disputes it`,
    )
  return owners.length > 0 || claims.length > 0
}

async function insertClaim(
  { transaction, cityId, change }: Turn,
  { layer, subject, claimant, statement, evidence }: ClaimRequest,
  dispute: number | null,
  { actor, now }: Acting,
): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    select coalesce(max(claim_number), 0) + 1 as number from claim where city_id = ${sql.lit(cityId)}`.execute(
    transaction,
  )
  const { number } = rows[0]!
  await transaction
    .insertInto('claim')
    .values({
      ...{ city_id: cityId, claim_number: number, dispute_number: dispute, layer, subject },
      ...{ claimant_kind: claimant.kind, claimant_ref: claimant.id, plane: claimant.plane ?? null },
      ...{ statement, evidence, made_by: actor, made_at: now, change },
    })
    .execute()
  return number
}

/**
 * Withdraws a claim; with its last one a dispute is dropped, and who holds the subject goes on. Throws `city-not-found`, `claim-not-found`, and
 * `dispute-closed` where it was withdrawn or decided.
 */
export async function withdrawClaim(
  database: Database,
  cityCode: string,
  number: number,
  reason: string,
  acting: Acting,
): Promise<Claim> {
  const { city_id: cityId, timezone } = await findCity(database.kysely, cityCode)
  await takeTurn(database, cityId, async (turn) => {
    const claim = await readClaim(turn.transaction, cityId, number)
    const { state, dispute, layer, subject } = claim
    if (state !== 'standing')
      throw new ShapanError('dispute-closed', `Claim ${number} is ${state}${dispute ? `: see dispute ${dispute}` : ''}`)
    await endClaims(turn, [number], 'withdrawn', acting.actor, reason)
    const isLast = dispute !== null && (await standingClaims(turn, [claim])).length === 0
    if (isLast)
      await turn.transaction
        .updateTable('dispute')
        .set({ status: 'dropped', closed_on: dateAt(acting.now, timezone), closed_change: turn.change })
        .where('city_id', '=', cityId)
        .where('dispute_number', '=', dispute)
        .execute()
    await recordAct(turn, acting, {
      act: 'claim.withdraw',
      subject: `${layer} ${subject}`,
      reason,
      detail: { claim: number, dispute },
      events: isLast ? [{ type: 'dispute.dropped', data: { dispute, layer, subject } }] : [],
    })
  })
  return await readClaim(database.kysely, cityId, number)
}
