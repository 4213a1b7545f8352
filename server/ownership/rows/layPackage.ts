import { sql } from 'kysely'
import { addDays } from '../../base/civilDates.ts'
import { ShapanError } from '../../base/errors.ts'
import type { OwnerKind } from '../../contract/owners.ts'
import type { Turn } from '../../life/lifeStore.ts'
import { horizonDays } from '../../life/openDates.ts'
import { hasOwnerRows, type SubjectKey } from '../../life/ownerRows.ts'
import { runTask } from '../../threads/threads.ts'
import { findOwners, type OwnersWanted } from './findOwners.ts'
import type { FoundOwner, Laid } from './layRows.ts'
import { type Periods, periodRows } from './periods.ts'
import { tasks } from './tasks.ts'

export interface Laying extends OwnersWanted {
  readonly replace: boolean
  readonly today: string
}

/** What periods add and make void by the rows as they stand under this change, and which of them cannot be. It writes nothing. */
export async function layPackage(turn: Turn, periods: Periods, laying: Laying): Promise<Laid> {
  const { transaction, cityId } = turn
  const { replace, today } = laying
  const city = sql.lit(cityId)
  const isFirst = !(await hasOwnerRows(transaction, cityId))
  const { rows: named } = await sql<{ kind: OwnerKind; ref: string; from: string }>`
    select distinct kind, ref, "from"::text from ${periodRows(periods)} where ref is not null`.execute(transaction)
  const owners: readonly FoundOwner[] = await findOwners(transaction, cityId, named, laying)
  const { rows: disputed } = await sql<SubjectKey & { readonly dispute: number }>`
    select distinct d.layer, d.subject, d.dispute_number as dispute from ${periodRows(periods)}
    join dispute d on d.city_id = ${city} and d.layer = p.layer and d.subject = p.subject collate "C"
    where d.status in ('open', 'escalated')`.execute(transaction)
  const { rows } = await sql<{ live: string }>`
    select coalesce(json_agg(json_build_object(
             'number', r.row_number, 'layer', r.layer, 'subject', r.subject, 'from', r.effective_from, 'kind', r.kind, 'ref', r.ref,
             'plane', r.plane, 'reason', r.reason) order by r.effective_from), '[]')::text as live
    from (select distinct layer, subject from ${periodRows(periods)}) asked
    join owner_row r on r.city_id = ${city} and r.layer = asked.layer and r.subject = asked.subject collate "C"
    where r.void_change is null`.execute(transaction)
  const days = { earliest: addDays(today, 1), latest: addDays(today, horizonDays), isFirst }
  return await runTask(
    tasks.layRows,
    { periods, live: rows[0]!.live, replace, days, owners, disputed, today },
    periods.count,
  )
}

/** Throws the first fault, with its code. */
export function refuseFaults({ faults: [fault] }: Laid): void {
  if (fault) throw new ShapanError(fault.code, fault.reason, { facts: fault.facts })
}
