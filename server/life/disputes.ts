import { type Kysely, sql } from 'kysely'
import { addWorkingDays } from '../base/civilDates.ts'
import { ShapanError } from '../base/errors.ts'
import { countTurns } from '../cities/cityLife.ts'
import type { ClaimantKind, DisputeNamed, DisputeStage, PastDispute } from '../contract/disputes.ts'
import type { Schema } from '../db/schema.ts'
import { readSettings } from './citySettings.ts'
import type { Turn } from './lifeStore.ts'
import { type OwnerRow, readOwnerRows, type SubjectKey } from './ownerRows.ts'

const stages: readonly DisputeStage[] = ['approver', 'cityApprover', 'named']

/** Whose ruling an open dispute waits for. */
export const stageOf = (escalations: number): DisputeStage => stages[escalations]!

type Writing = Pick<Turn, 'transaction' | 'cityId'>

const asked = (subjects: readonly SubjectKey[]) => sql`
  unnest(${subjects.map(({ layer }) => layer)}::text[], ${subjects.map(({ subject }) => subject)}::text[])
    with ordinality as asked (layer, subject, place)`

/** The open dispute about the first of some subjects that is disputed. */
export async function findOpenDispute(
  db: Kysely<Schema>,
  cityId: number,
  subjects: readonly SubjectKey[],
): Promise<(SubjectKey & { readonly number: number }) | undefined> {
  const { rows } = await sql<SubjectKey & { readonly number: number }>`
    select dispute_number as number, d.layer, d.subject from ${asked(subjects)}
    join dispute d on d.city_id = ${sql.lit(cityId)} and d.layer = asked.layer and d.subject = asked.subject collate "C"
    where d.status in ('open', 'escalated') order by place limit 1`.execute(db)
  return rows[0]
}

/** Who owns a disputed subject is for the ruling to say: throws `disputed` for the first of a package's subjects that is. */
export async function refuseDisputed({ transaction, cityId }: Writing, packageNumber: number): Promise<void> {
  const { rows } = await sql<SubjectKey & { readonly number: number }>`
    select dispute_number as number, d.layer, d.subject from owner_change a
    join dispute d on d.city_id = ${sql.lit(cityId)} and d.layer = a.layer and d.subject = a.subject
    where a.city_id = ${sql.lit(cityId)} and a.package_number = ${packageNumber}::int and d.status in ('open', 'escalated')
    order by part limit 1`.execute(transaction)
  const [open] = rows
  if (!open) return
  const { number, layer, subject } = open
  throw new ShapanError(
    'disputed',
    `The owner of ${layer} ${subject} is disputed: rule dispute ${number} first, or have its claims withdrawn`,
    { facts: { dispute: number } },
  )
}

/** What of a subject's rows names somebody, from a day on. */
export function ownersFrom(rows: readonly OwnerRow[], day: string): OwnerRow[] {
  const held = rows.findLast(({ from }) => from <= day)
  return rows.filter((row) => row.ref !== null && (row === held || row.from > day))
}

/** Opens a dispute about a subject, which its standing claims join. Returns its number and what tells of it. */
export async function openDispute(turn: Turn, { layer, subject }: SubjectKey, today: string) {
  const { transaction, cityId, change } = turn
  const { disputeDays } = await readSettings(transaction, cityId)
  const due = addWorkingDays(today, disputeDays)
  const { rows } = await sql<{ number: number }>`
    insert into dispute (city_id, dispute_number, layer, subject, opened_on, working_days, due, change)
    select ${cityId}::int, coalesce(max(dispute_number), 0) + 1, ${layer}::text, ${subject}::text, ${today}::date,
           ${disputeDays}::int, ${due}::date, ${change}::bigint
    from dispute where city_id = ${sql.lit(cityId)}
    returning dispute_number as number`.execute(transaction)
  const { number } = rows[0]!
  await transaction
    .updateTable('claim')
    .set({ dispute_number: number })
    .where('city_id', '=', cityId)
    .where('layer', '=', layer)
    .where('subject', '=', subject)
    .where('state', '=', 'standing')
    .execute()
  // Turns of days escalate it.
  await countTurns(transaction, cityId, today)
  return { number, event: { type: 'dispute.opened', data: { dispute: number, layer, subject, due } } }
}

export interface Standing extends SubjectKey {
  readonly number: number
  readonly dispute: number | null
  readonly kind: ClaimantKind
  readonly ref: string
}

/** Claims on subjects that were neither withdrawn nor decided, of their open dispute or waiting. */
export async function standingClaims(
  { transaction, cityId }: Writing,
  subjects: readonly SubjectKey[],
): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select claim_number as number, dispute_number as dispute, c.layer, c.subject, claimant_kind as kind, claimant_ref as ref
    from ${asked(subjects)}
    join claim c on c.city_id = ${sql.lit(cityId)} and c.layer = asked.layer and c.subject = asked.subject collate "C"
    where c.state = 'standing' order by claim_number`.execute(transaction)
  return rows
}

export async function endClaims(
  { transaction, cityId, change }: Turn,
  numbers: readonly number[],
  state: 'withdrawn' | 'granted' | 'denied',
  by: string,
  reason: string | null,
): Promise<void> {
  if (numbers.length === 0) return
  await transaction
    .updateTable('claim')
    .set({ state, ended_by: by, reason, ended_change: change })
    .where('city_id', '=', cityId)
    .where('claim_number', 'in', [...numbers])
    .execute()
}

/**
 * Where claims waited for subjects of a package that was just approved: one that is for the owner is granted, any other meets him and opens a dispute.
 * Returns what tells of those.
 */
export async function meetClaims(turn: Turn, packageNumber: number, today: string, by: string) {
  const { rows: waiting } = await sql<Standing>`
    select claim_number as number, dispute_number as dispute, c.layer, c.subject, claimant_kind as kind, claimant_ref as ref
    from claim c
    where c.city_id = ${sql.lit(turn.cityId)} and c.state = 'standing' and exists (
      select from owner_change a where a.city_id = ${sql.lit(turn.cityId)} and a.package_number = ${packageNumber}::int
        and a.layer = c.layer and a.subject = c.subject)
    order by claim_number`.execute(turn.transaction)
  const events: Awaited<ReturnType<typeof openDispute>>['event'][] = []
  for (const claim of waiting) {
    const owners = ownersFrom(await readOwnerRows(turn.transaction, turn.cityId, [claim]), today)
    if (owners.length === 0) continue
    const isOwn = owners.every(({ kind, ref }) => kind === claim.kind && ref === claim.ref)
    if (isOwn) await endClaims(turn, [claim.number], 'granted', by, null)
    else events.push((await openDispute(turn, claim, today)).event)
  }
  return events
}

/** Which disputes about subjects were open on a date, as was known at a change, in the subjects' order. */
export async function disputesOn(
  db: Kysely<Schema>,
  { cityId, date, known }: { readonly cityId: number; readonly date: string; readonly known: number },
  subjects: readonly SubjectKey[],
): Promise<DisputeNamed[]> {
  const { rows } = await sql<DisputeNamed>`
    select dispute_number as id, d.layer, d.subject, opened_on::text as "openedOn"
    from ${asked(subjects)}
    join dispute d on d.city_id = ${sql.lit(cityId)} and d.layer = asked.layer and d.subject = asked.subject collate "C"
    where d.change <= ${known}::bigint and opened_on <= ${date}::date
      and (closed_change is null or closed_change > ${known}::bigint or closed_on > ${date}::date)
    order by place, dispute_number desc`.execute(db)
  return rows
}

/** The disputes about subjects that were known at a change, the newest first. */
export async function disputesOf(
  db: Kysely<Schema>,
  { cityId, known }: { readonly cityId: number; readonly known: number },
  subjects: readonly SubjectKey[],
): Promise<PastDispute[]> {
  const { rows } = await sql<PastDispute>`
    select dispute_number as id, d.layer, d.subject, opened_on::text as "openedOn",
           case when closed_change <= ${known}::bigint then closed_on::text end as "closedOn",
           case when closed_change <= ${known}::bigint then d.status end as outcome
    from ${asked(subjects)}
    join dispute d on d.city_id = ${sql.lit(cityId)} and d.layer = asked.layer and d.subject = asked.subject collate "C"
    where d.change <= ${known}::bigint
    order by dispute_number desc`.execute(db)
  return rows
}

export interface Overdue extends SubjectKey {
  readonly number: number
  readonly escalations: number
  readonly due: string | null
}

/** The disputes whose stage ran out before a day, with the stage that follows. */
export async function findOverdue({ transaction, cityId }: Writing, day: string): Promise<Overdue[]> {
  const { rows } = await sql<Overdue & { readonly due: string; readonly days: number }>`
    select dispute_number as number, layer, subject, escalations, due::text, working_days as days from dispute
    where city_id = ${sql.lit(cityId)} and status in ('open', 'escalated') and due < ${day}::date
    order by dispute_number`.execute(transaction)
  return rows.map(({ number, layer, subject, escalations, due, days }) => ({
    ...{ number, layer, subject, escalations: escalations + 1 },
    due: escalations + 1 < stages.length - 1 ? addWorkingDays(due, days) : null,
  }))
}

export function escalationEvents(overdue: readonly Overdue[]) {
  return overdue.map(({ number, layer, subject, escalations, due }) => ({
    type: 'dispute.escalated',
    data: { dispute: number, layer, subject, waitsFor: stageOf(escalations), due },
  }))
}

export async function escalate({ transaction, cityId }: Writing, overdue: readonly Overdue[]): Promise<void> {
  for (const { number, escalations, due } of overdue)
    await transaction
      .updateTable('dispute')
      .set({ status: 'escalated', escalations, due })
      .where('city_id', '=', cityId)
      .where('dispute_number', '=', number)
      .execute()
}
