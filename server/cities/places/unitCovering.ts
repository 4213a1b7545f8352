import { type Kysely, sql } from 'kysely'
import { type UnitKind, unitKinds } from '../../contract/placeKinds.ts'
import type { Schema } from '../../db/schema.ts'

export interface CoveringUnit {
  readonly kind: UnitKind
  readonly code: string
  readonly name: string
}

/** The unit of any kind that covers most of a cell, of equal ones the first by kind and code; undefined where none touches it. Reads all units of the city. */
export async function unitCovering(
  db: Kysely<Schema>,
  cityId: number,
  cell: number,
): Promise<CoveringUnit | undefined> {
  const { rows } = await sql<CoveringUnit>`
    select kind, place_code as code, name
    from city_place, unnest(cells, shares) as touched (cell, share)
    where city_id = ${cityId} and kind = any (${unitKinds}::text[]) and touched.cell = ${cell}
    order by touched.share desc, kind, place_code
    limit 1`.execute(db)
  return rows[0]
}
