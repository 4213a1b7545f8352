import { type Kysely, sql } from 'kysely'
import { decodePatch, lineageOf } from '../../partition/index.ts'
import { ShapanError } from '../base/errors.ts'
import type { GridLineage } from '../contract/gridLineage.ts'
import type { Schema } from '../db/schema.ts'
import type { PlanState } from './states.ts'

/** Throws `grid-not-found` for an id that no grid of the plan has or had. */
export async function readLineage(
  db: Kysely<Schema>,
  { cityId, planNumber, planId, grids }: PlanState,
  gridId: string,
): Promise<GridLineage> {
  const rows = await db
    .selectFrom('command')
    .where('city_id', '=', cityId)
    .where('plan_number', '=', planNumber)
    // Of all grids, for the names and ids of the others.
    .where('lineage_ids', 'is not', null)
    .select(['revision', 'patch', 'author', 'created_at', sql<string>`command ->> 'kind'`.as('kind')])
    .orderBy('revision')
    .execute()
  const exists = grids.some((grid) => grid.gridId === gridId)
  const names = new Map(grids.map((grid) => [grid.gridId, grid.name]))
  const ids = new Map(grids.map((grid) => [grid.number, grid.gridId]))
  const patches = rows.map(({ patch }) => decodePatch(patch))
  for (const record of patches.flatMap((patch) => patch.grids.flatMap(({ from, to }) => [from, to])))
    if (record) {
      ids.set(record.number, record.gridId)
      if (!names.has(record.gridId)) names.set(record.gridId, record.name)
    }
  const entries = rows.flatMap(({ revision, author, created_at: createdAt, kind }, at) =>
    lineageOf(patches[at]!, (number) => ids.get(number), kind === 'revert')
      .filter((entry) => entry.gridId === gridId)
      .map(({ event, otherId }) => ({
        revision,
        event,
        otherId,
        otherName: otherId === null ? null : (names.get(otherId) ?? null),
        author,
        createdAt: createdAt.toISOString(),
      })),
  )
  if (!exists && entries.length === 0)
    throw new ShapanError('grid-not-found', `Plan "${planId}" has no grid ${gridId}, and never had`)
  return { gridId, exists, entries }
}
