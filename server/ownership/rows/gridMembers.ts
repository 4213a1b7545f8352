import { sql } from 'kysely'
import { addDays, dateAt } from '../../base/civilDates.ts'
import { ShapanError } from '../../base/errors.ts'
import { findCity } from '../../cities/store.ts'
import type { GridMember, GridMemberRequest } from '../../contract/owners.ts'
import type { Database } from '../../db/database.ts'
import { readGridMembers } from '../../life/gridMembers.ts'
import { recordAct, type Turn, takeTurn } from '../../life/lifeStore.ts'
import { horizonDays, refuseClosedDate } from '../../life/openDates.ts'
import type { Acting } from '../../life/submitPlan.ts'
import { refuseUnknownOwners } from './findOwners.ts'

/** Who heads and manages the grids of a city on a day, or on all days. Throws `city-not-found`. */
export async function listGridMembers({ kysely }: Database, cityCode: string, day?: string): Promise<GridMember[]> {
  const { city_id: cityId } = await findCity(kysely, cityCode)
  return await readGridMembers(kysely, cityId, day)
}

/**
 * Gives a grid a head or a manager from a day on, or leaves the post vacant; who was to begin on the same day gives way, later ones stay. A
 * city's first may begin on any day. Throws `city-not-found`, `date-not-open` and `unknown-owner`.
 */
export async function setGridMember(
  database: Database,
  cityCode: string,
  request: GridMemberRequest,
  acting: Acting,
): Promise<GridMember> {
  const { city_id: cityId, timezone } = await findCity(database.kysely, cityCode)
  const { gridId, role, party, effectiveFrom: from } = request
  await takeTurn(database, cityId, async (turn) => {
    const today = dateAt(acting.now, timezone)
    const isFirst = (await readGridMembers(turn.transaction, cityId)).length === 0
    refuseClosedDate(from, { today, earliest: addDays(today, 1), latest: addDays(today, horizonDays), isFirst })
    await refuseUnknownOwners(turn.transaction, cityId, [{ kind: 'grid', ref: gridId, from }])
    if (party !== null) await refuseUnknownParty(turn, party)
    await turn.transaction
      .updateTable('grid_member')
      .set({ void_change: turn.change })
      .where('city_id', '=', sql.lit(cityId))
      .where('grid_id', '=', gridId)
      .where('role', '=', role)
      .where('effective_from', '=', sql<string>`${from}::date`)
      .where('void_change', 'is', null)
      .execute()
    await sql`
      insert into grid_member (city_id, grid_id, role, effective_from, party_id, change)
      values (${cityId}::int, ${gridId}::uuid, ${role}::text, ${from}::date, ${party}::text, ${turn.change}::bigint)`.execute(
      turn.transaction,
    )
    await recordAct(turn, acting, { act: 'gridMember.set', subject: gridId, detail: request })
  })
  const members = await readGridMembers(database.kysely, cityId, from)
  return members.find((one) => one.gridId === gridId && one.role === role)!
}

/** Throws `unknown-owner`. */
async function refuseUnknownParty({ transaction, cityId }: Turn, party: string): Promise<void> {
  const row = await transaction
    .selectFrom('party')
    .where('city_id', '=', sql.lit(cityId))
    .where('party_id', '=', party)
    .select('party_id')
    .executeTakeFirst()
  if (row) return
  throw new ShapanError('unknown-owner', `No team or person "${party}" is registered: register it first`, {
    facts: { kind: 'person', id: party },
  })
}
