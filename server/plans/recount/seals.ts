import { type Kysely, sql } from 'kysely'
import type { Violation } from '../../contract/verification.ts'
import type { Schema } from '../../db/schema.ts'
import type { PlanRow } from '../store.ts'
import { some } from './damage.ts'

interface Sealed {
  readonly table: keyof Schema
  /** what names a row, as an SQL expression over it */
  readonly key: string
  readonly isOfPlan: boolean
}

const sealed: readonly Sealed[] = [
  { table: 'city', key: 'code', isOfPlan: false },
  { table: 'city_state', key: 'city_id::text', isOfPlan: false },
  { table: 'division', key: 'division_key', isOfPlan: false },
  { table: 'division_segment', key: 'segment', isOfPlan: false },
  { table: 'figure', key: 'figure_key', isOfPlan: false },
  { table: 'segment', key: 'segment_id::text', isOfPlan: false },
  { table: 'admin_area', key: `level || ' ' || code`, isOfPlan: false },
  { table: 'area_cells', key: `'of area ' || admin_area_id`, isOfPlan: false },
  { table: 'former_district', key: `code || ' of change ' || change_number`, isOfPlan: false },
  { table: 'city_link', key: `cell_a || '-' || cell_b`, isOfPlan: false },
  { table: 'city_place', key: `kind || ' ' || place_code`, isOfPlan: false },
  { table: 'city_rules', key: 'city_id::text', isOfPlan: false },
  { table: 'snapshot', key: 'snapshot_id::text', isOfPlan: false },
  { table: 'city_life', key: 'city_id::text', isOfPlan: false },
  { table: 'impact', key: 'impact_id::text', isOfPlan: false },
  { table: 'submission', key: 'submission_number::text', isOfPlan: false },
  { table: 'plan_version', key: 'version_number::text', isOfPlan: false },
  { table: 'movement', key: 'version_number::text', isOfPlan: false },
  { table: 'lineage', key: `row_number || ' of version ' || version_number`, isOfPlan: false },
  { table: 'snapshot_start', key: `snapshot_id || ' of change ' || change`, isOfPlan: false },
  { table: 'audit', key: `change || '.' || part`, isOfPlan: false },
  { table: 'outbox', key: `change || '.' || part`, isOfPlan: false },
  { table: 'party', key: 'party_id', isOfPlan: false },
  { table: 'cluster_grid', key: 'grid_id::text', isOfPlan: false },
  { table: 'grid_member', key: `role || ' of ' || grid_id || ' from ' || effective_from`, isOfPlan: false },
  { table: 'owner_package', key: 'package_number::text', isOfPlan: false },
  { table: 'owner_change', key: `package_number || '.' || part`, isOfPlan: false },
  { table: 'owner_row', key: 'row_number::text', isOfPlan: false },
  { table: 'dispute', key: 'dispute_number::text', isOfPlan: false },
  { table: 'claim', key: 'claim_number::text', isOfPlan: false },
  { table: 'job', key: 'job_id::text', isOfPlan: false },
  { table: 'plan', key: 'plan_number::text', isOfPlan: true },
  { table: 'plan_rules', key: `'of number ' || plan_number`, isOfPlan: true },
  { table: 'grid', key: `'number ' || grid_number`, isOfPlan: true },
  { table: 'command', key: `'of revision ' || revision`, isOfPlan: true },
]

/** Rows whose content is not what was last written with the database's triggers on: changed past the service and the guards. */
export async function checkSeals(
  db: Kysely<Schema>,
  { cityId, planNumber, status }: Pick<PlanRow, 'cityId' | 'planNumber' | 'status'>,
): Promise<Violation[]> {
  const found: Violation[] = []
  const columnsOf = await listColumns(db)
  const isFrozen = status === 'published' || status === 'archived'
  for (const { table, key, isOfPlan } of sealed) {
    const { rows } = await sql<{ key: string }>`
      select ${sql.raw(key)} as key from ${sql.table(table)} as r
      where city_id = ${cityId} and (${!isOfPlan}::boolean or ${sql.raw(isOfPlan ? 'plan_number' : '0')} = ${planNumber})
        and seal is distinct from ${sql.raw(`${table}_seal(row(${columnsOf.get(table)})::${table})`)}
      order by 1`.execute(db)
    if (rows.length === 0) continue
    const which = some(rows.map((row) => row.key))
    found.push({
      code: isOfPlan && isFrozen ? 'published-changed' : 'row-changed',
      message: `${table} ${which}: the content is not what was last written through Shapan${
        isOfPlan && isFrozen ? `, and the plan is ${status}` : ''
      }`,
    })
  }
  return found
}

/** By table, as a list for a row of its type: on a cluster the rows of a shard are of the shard's own. */
async function listColumns(db: Kysely<Schema>): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ table: string; columns: string }>`
    select table_name as table, string_agg('r.' || quote_ident(column_name), ', ' order by ordinal_position) as columns
    from information_schema.columns where table_schema = 'public' and table_name = any (${sealed.map(({ table }) => table)}::text[])
    group by table_name`.execute(db)
  return new Map(rows.map(({ table, columns }) => [table, columns]))
}
