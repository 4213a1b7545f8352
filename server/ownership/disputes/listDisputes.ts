import { type Kysely, sql } from 'kysely'
import { addDays, addWorkingDays } from '../../base/civilDates.ts'
import { ShapanError } from '../../base/errors.ts'
import type {
  Claim,
  ClaimantKind,
  ClaimsQuery,
  Dispute,
  DisputeStatus,
  DisputesQuery,
} from '../../contract/disputes.ts'
import type { OwnerKind, OwnerLayer, OwnerPlane } from '../../contract/owners.ts'
import type { Schema } from '../../db/schema.ts'
import { stageOf } from '../../life/disputes.ts'
import { ownerNames } from '../ownerOf.ts'

interface StoredDispute {
  readonly id: number
  readonly layer: OwnerLayer
  readonly subject: string
  readonly status: DisputeStatus
  readonly openedOn: string
  readonly escalations: number
  readonly workingDays: number
  readonly due: string | null
  readonly closedOn: string | null
  readonly by: string | null
  readonly reason: string | null
  readonly soleUser: boolean
  readonly ownerChange: number | null
  readonly change: string
  readonly closedChange: string | null
  readonly heldKind: OwnerKind | null
  readonly heldRef: string | null
  readonly heldPlane: OwnerPlane | null
  readonly ruledKind: OwnerKind | null
  readonly ruledRef: string | null
  readonly ruledPlane: OwnerPlane | null
  readonly ruledFrom: string | null
  readonly ruledUntil: string | null
}

/** Disputes as the API shows them, the newest first, with all claims of each; `today` tells who holds what is open. */
export async function listDisputes(
  db: Kysely<Schema>,
  cityId: number,
  { status, dueBy, subject, before, limit = 50, id }: DisputesQuery & { readonly id?: number },
  today: string,
): Promise<Dispute[]> {
  const city = sql.lit(cityId)
  const { rows } = await sql<StoredDispute>`
    select dispute_number as id, d.layer, d.subject, d.status, opened_on::text as "openedOn", escalations,
           working_days as "workingDays", due::text,
           closed_on::text as "closedOn", ruled_by as by, d.reason, sole_user as "soleUser", d.package_number as "ownerChange",
           d.change::text, closed_change::text as "closedChange",
           held.kind as "heldKind", held.ref as "heldRef", held.plane as "heldPlane",
           ruled.kind as "ruledKind", ruled.ref as "ruledRef", ruled.plane as "ruledPlane",
           ruled.effective_from::text as "ruledFrom", ruled.effective_until::text as "ruledUntil"
    from dispute d
    left join owner_change ruled on ruled.city_id = ${city} and ruled.package_number = d.package_number
    left join lateral (
      select kind, ref, plane from owner_row r
      where r.city_id = ${city} and r.layer = d.layer and r.subject = d.subject and r.void_change is null
        and r.effective_from <= coalesce(d.closed_on, ${today}::date)
      order by r.effective_from desc limit 1) held on true
    where d.city_id = ${city}
      and (${id ?? null}::int is null or d.dispute_number = ${id ?? null}::int)
      and (${status ?? null}::text is null or d.status = ${status ?? null}::text)
      and (${dueBy ?? null}::date is null or d.closed_on is null and (d.due is null or d.due <= ${dueBy ?? null}::date))
      and (${subject ?? null}::text is null or d.subject = ${subject ?? null}::text collate "C")
      and (${before === undefined ? null : Number(before)}::int is null or d.dispute_number < ${before === undefined ? null : Number(before)}::int)
    order by d.dispute_number desc
    limit ${Number(limit)}::int`.execute(db)
  const claims = await describeClaims(db, cityId, await readClaims(db, cityId, { disputes: rows.map((row) => row.id) }))
  const names = await namesOf(
    db,
    cityId,
    rows.map(({ heldRef }) => heldRef),
  )
  const ofDispute = Map.groupBy(claims, ({ dispute }) => dispute)
  return rows.map((row) => describe(row, (ofDispute.get(row.id) ?? []).reverse(), names))
}

function describe(row: StoredDispute, claims: Claim[], names: ReadonlyMap<string, string>): Dispute {
  const { id, layer, subject, status, openedOn, escalations, due, closedOn, by, reason, ownerChange } = row
  const isOpen = closedOn === null
  const { heldKind, heldRef } = row
  return {
    ...{ id, layer, subject, status, waitsFor: isOpen ? stageOf(escalations) : null, openedOn },
    ...{ due: isOpen ? due : null, escalatedOn: escalationDays(row), closedOn },
    held:
      heldKind === null || heldRef === null
        ? null
        : { kind: heldKind as ClaimantKind, id: heldRef, name: names.get(heldRef) ?? heldRef, plane: row.heldPlane },
    claims,
    ruling:
      by === null || ownerChange === null || reason === null
        ? null
        : {
            owner: { kind: row.ruledKind!, id: row.ruledRef, plane: row.ruledPlane },
            effectiveFrom: row.ruledFrom!,
            effectiveUntil: row.ruledUntil,
            ...{ by, reason, soleUser: row.soleUser, ownerChange },
          },
    change: Number(row.change),
    closedChange: row.closedChange === null ? null : Number(row.closedChange),
  }
}

/** A stage ends with its last working day. */
function escalationDays({ openedOn, escalations, workingDays }: StoredDispute): string[] {
  const days: string[] = []
  for (let last = openedOn; days.length < escalations; ) {
    last = addWorkingDays(last, workingDays)
    days.push(addDays(last, 1))
  }
  return days
}

async function namesOf(
  db: Kysely<Schema>,
  cityId: number,
  refs: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  return await ownerNames(db, cityId, [...new Set(refs.flatMap((ref) => ref ?? []))], Number.MAX_SAFE_INTEGER)
}

/** Throws `dispute-not-found`. */
export async function readDispute(db: Kysely<Schema>, cityId: number, number: number, today: string): Promise<Dispute> {
  const [found] = await listDisputes(db, cityId, { id: number }, today)
  if (found) return found
  throw new ShapanError('dispute-not-found', `There is no dispute ${number}`)
}

type WantedClaims = ClaimsQuery & { readonly id?: number; readonly disputes?: readonly number[] }

async function readClaims(
  db: Kysely<Schema>,
  cityId: number,
  { state, subject, before, limit, id, disputes }: WantedClaims,
) {
  return await db
    .selectFrom('claim')
    .where('city_id', '=', sql.lit(cityId))
    .$if(id !== undefined, (q) => q.where('claim_number', '=', id!))
    .$if(disputes !== undefined, (q) => q.where('dispute_number', '=', sql<number>`any (${[...disputes!]}::int[])`))
    .$if(state !== undefined, (q) => q.where('state', '=', state!))
    .$if(subject !== undefined, (q) => q.where('subject', '=', subject!))
    .$if(before !== undefined, (q) => q.where('claim_number', '<', Number(before)))
    .$if(limit !== undefined, (q) => q.limit(Number(limit)))
    .selectAll()
    .orderBy('claim_number', 'desc')
    .execute()
}

async function describeClaims(
  db: Kysely<Schema>,
  cityId: number,
  rows: Awaited<ReturnType<typeof readClaims>>,
): Promise<Claim[]> {
  const names = await namesOf(
    db,
    cityId,
    rows.map(({ claimant_ref: ref }) => ref),
  )
  return rows.map((row) => ({
    id: row.claim_number,
    dispute: row.dispute_number,
    layer: row.layer,
    subject: row.subject,
    claimant: {
      ...{ kind: row.claimant_kind, id: row.claimant_ref, plane: row.plane },
      name: names.get(row.claimant_ref) ?? row.claimant_ref,
    },
    successor: null,
    statement: row.statement,
    evidence: row.evidence,
    state: row.state,
    madeBy: row.made_by,
    madeAt: row.made_at.toISOString(),
    endedBy: row.ended_by,
    reason: row.reason,
    change: Number(row.change),
  }))
}

/** Claims as the API shows them, the newest first, of disputes or waiting for one. */
export async function listClaims(db: Kysely<Schema>, cityId: number, query: WantedClaims): Promise<Claim[]> {
  return await describeClaims(db, cityId, await readClaims(db, cityId, { limit: 50, ...query }))
}

/** Throws `claim-not-found`. */
export async function readClaim(db: Kysely<Schema>, cityId: number, number: number): Promise<Claim> {
  const [found] = await listClaims(db, cityId, { id: number })
  if (found) return found
  throw new ShapanError('claim-not-found', `There is no claim ${number}`)
}
