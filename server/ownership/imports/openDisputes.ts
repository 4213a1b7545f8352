import { sql } from 'kysely'
import { addWorkingDays } from '../../base/civilDates.ts'
import { countTurns } from '../../cities/cityLife.ts'
import { readSettings } from '../../life/citySettings.ts'
import type { Turn } from '../../life/lifeStore.ts'
import type { Acting } from '../../life/submitPlan.ts'
import type { Disputed } from './drawAssignment.ts'

/** Those of some subjects that somebody claims already, by their place in the list. */
export async function claimedAlready({ transaction, cityId }: Turn, disputes: readonly Disputed[]): Promise<number[]> {
  const { rows } = await sql<{ place: number }>`
    select distinct place::int - 1 as place
    from unnest(${disputes.map(({ layer }) => layer)}::text[], ${disputes.map(({ subject }) => subject)}::text[])
         with ordinality as asked (layer, subject, place)
    join claim c on c.city_id = ${sql.lit(cityId)} and c.layer = asked.layer and c.subject = asked.subject collate "C"
    where c.state = 'standing' order by 1`.execute(transaction)
  return rows.map(({ place }) => place)
}

/** Opens a dispute for each, with a claim for each grid that its file names. Returns how many claims there are, and what tells of the disputes. */
export async function openDisputes(
  turn: Turn,
  disputes: readonly Disputed[],
  { today, statement, acting }: { readonly today: string; readonly statement: string; readonly acting: Acting },
) {
  const { transaction, cityId, change } = turn
  if (disputes.length === 0) return { claims: 0, events: [] }
  const city = sql.lit(cityId)
  const { disputeDays } = await readSettings(transaction, cityId)
  const due = addWorkingDays(today, disputeDays)
  const { rows } = await sql<{ disputes: number; claims: number }>`
    select (select coalesce(max(dispute_number), 0) from dispute where city_id = ${city}) as disputes,
           (select coalesce(max(claim_number), 0) from claim where city_id = ${city}) as claims`.execute(transaction)
  const last = rows[0]!
  const numbered = disputes.map((dispute, i) => ({ ...dispute, number: last.disputes + i + 1 }))
  await sql`
    insert into dispute (city_id, dispute_number, layer, subject, opened_on, working_days, due, change)
    select ${cityId}::int, number, layer, subject, ${today}::date, ${disputeDays}::int, ${due}::date, ${change}::bigint
    from jsonb_to_recordset(${JSON.stringify(numbered)}::jsonb) as opened (number int, layer text, subject text)`.execute(
    transaction,
  )
  const claims = numbered
    .flatMap(({ number, layer, subject, claimants }) =>
      claimants.map((ref) => ({ dispute: number, layer, subject, ref })),
    )
    .map((claim, i) => ({ ...claim, number: last.claims + i + 1 }))
  await sql`
    insert into claim (city_id, claim_number, dispute_number, layer, subject, claimant_kind, claimant_ref, statement, made_by, made_at, change)
    select ${cityId}::int, number, dispute, layer, subject, 'grid', ref, ${statement}::text, ${acting.actor}::text,
           ${acting.now}::timestamptz, ${change}::bigint
    from jsonb_to_recordset(${JSON.stringify(claims)}::jsonb)
         as made (number int, dispute int, layer text, subject text, ref text)`.execute(transaction)
  // Turns of days escalate them.
  await countTurns(transaction, cityId, today)
  return {
    claims: claims.length,
    events: numbered.map(({ number, layer, subject }) => ({
      type: 'dispute.opened',
      data: { dispute: number, layer, subject, due },
    })),
  }
}
