import { sql } from 'kysely'
import { addDays } from '../base/civilDates.ts'
import type { Comparison, FollowingOwners } from '../contract/impact.ts'
import type { Database } from '../db/database.ts'
import type { PlanState } from '../plans/states.ts'
import type { Timeline } from './lifeStore.ts'
import { standingGrids } from './standingGrids.ts'

interface Named {
  readonly gridId: string
  readonly from: string
  readonly rows: number
}

/**
 * How many owner rows that hold on a day, or begin later, name a grid which a plan ends then, or one that such a grid stands for, and which grid they
 * follow. By the grid that ends. One query, and what `standingGrids` asks.
 */
export async function findFollowing(
  database: Database,
  { cityId, cityCode, grids }: PlanState,
  read: Timeline,
  ended: Comparison['grids']['ended'],
  date: string,
): Promise<FollowingOwners[]> {
  if (ended.length === 0) return []
  const { rows: named } = await sql<Named>`
    select ref as "gridId", "from"::text as from, count(*)::int as rows
    from (select kind, ref, effective_from as "from", lead(effective_from) over (partition by layer, subject order by effective_from) as until
          from owner_row where city_id = ${sql.lit(cityId)} and void_change is null) live
    where kind = 'grid' and (until is null or until > ${date}::date)
    group by ref, "from"`.execute(database.kysely)
  const day = { cityId, cityCode, date: addDays(date, -1), known: Number.MAX_SAFE_INTEGER, read }
  const standing = await standingGrids(database, day, named)
  const rowsOf = new Map<string, number>()
  for (const [i, { rows }] of named.entries()) {
    const { gridId } = standing[i]!
    if (gridId !== null) rowsOf.set(gridId, (rowsOf.get(gridId) ?? 0) + rows)
  }
  return ended.flatMap(({ successors, ...from }) => {
    const rows = rowsOf.get(from.gridId) ?? 0
    const heir = successors.find(({ gridId }) => gridId !== null)
    const to = grids.find(({ gridId }) => gridId === heir?.gridId)
    return rows === 0 ? [] : [{ from, to: to ? { gridId: to.gridId, code: to.code, name: to.name } : null, rows }]
  })
}
