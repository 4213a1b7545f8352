import { type Kysely, sql } from 'kysely'
import type { GridMember } from '../contract/owners.ts'
import type { Schema } from '../db/schema.ts'

type Stored = Omit<GridMember, 'change'> & { readonly change: string }

/** Who heads and manages grids, each from his day until the next one's: of a day, or of all days. By grid, role and day. */
export async function readGridMembers(db: Kysely<Schema>, cityId: number, day?: string): Promise<GridMember[]> {
  const { rows } = await sql<Stored>`
    select grid_id::text as "gridId", role, party_id as party, "from"::text as "effectiveFrom", until::text as "effectiveUntil", change::text
    from (select grid_id, role, party_id, effective_from as "from", change,
                 lead(effective_from) over (partition by grid_id, role order by effective_from) as until
          from grid_member where city_id = ${sql.lit(cityId)} and void_change is null) live
    where ${day ?? null}::date is null or ("from" <= ${day ?? null}::date and (until is null or until > ${day ?? null}::date))
    order by grid_id, role, "from"`.execute(db)
  return rows.map((row) => ({ ...row, change: Number(row.change) }))
}
