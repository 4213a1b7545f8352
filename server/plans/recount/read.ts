import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../db/schema.ts'
import { listGridRows, type PlanRow } from '../store.ts'
import type { StoredPlan } from './check.ts'
import type { StoredDocument } from './documents.ts'
import type { LogRow } from './logRow.ts'

type PlanKey = Pick<PlanRow, 'cityId' | 'planNumber'>

/** What is left of a plan whose own row is gone, such as "3 grids"; none where there never was one. */
export async function findRemains(db: Kysely<Schema>, cityCode: string, planNumber: number): Promise<string[]> {
  const city = await db.selectFrom('city').where('code', '=', cityCode).select('city_id').executeTakeFirst()
  if (!city) return []
  const { rows } = await sql<{ grids: string; commands: string }>`
    select (select count(*) from grid where city_id = ${city.city_id} and plan_number = ${planNumber})::text as grids,
           (select count(*) from command where city_id = ${city.city_id} and plan_number = ${planNumber})::text as commands`.execute(
    db,
  )
  return Object.entries(rows[0] ?? {}).flatMap(([what, count]) => (count === '0' ? [] : [`${count} ${what}`]))
}

/** By cell index. */
export async function readCells(db: Kysely<Schema>, cityId: number): Promise<StoredPlan['cells']> {
  const { rows } = await sql<Record<'indices' | 'ids' | 'areas' | 'districts', string | null>>`
    select string_agg(cell_index::text, ',' order by cell_index) as indices,
           string_agg(cell_id::text, ',' order by cell_index) as ids,
           string_agg(area_km2::text, ',' order by cell_index) as areas,
           string_agg(coalesce(admin_area_id::text, '-'), ',' order by cell_index) as districts
    from cell where city_id = ${cityId}`.execute(db)
  const list = (text: string | null | undefined) => text?.split(',') ?? []
  const row = rows[0]
  return {
    indices: list(row?.indices).map(Number),
    ids: list(row?.ids).map(BigInt),
    areasKm2: list(row?.areas).map(Number),
    districtIds: list(row?.districts).map((id) => (id === '-' ? null : Number(id))),
  }
}

export async function readCityResolution(db: Kysely<Schema>, cityId: number): Promise<number> {
  const row = await db.selectFrom('city').where('city_id', '=', cityId).select('resolution').executeTakeFirstOrThrow()
  return row.resolution
}

export async function readStart(db: Kysely<Schema>, { cityId, planNumber }: PlanKey): Promise<string | null> {
  const row = await db
    .selectFrom('plan')
    .where('city_id', '=', cityId)
    .where('plan_number', '=', planNumber)
    .select('start_sha256')
    .executeTakeFirstOrThrow()
  return row.start_sha256
}

export async function readGrids(db: Kysely<Schema>, { cityId, planNumber }: PlanKey): Promise<StoredPlan['grids']> {
  const locks = await db
    .selectFrom('grid')
    .where('city_id', '=', cityId)
    .where('plan_number', '=', planNumber)
    .select(['grid_number', 'locked_since'])
    .execute()
  const sinceOf = new Map(locks.map((row) => [row.grid_number, row.locked_since]))
  const grids = await listGridRows(db, cityId, planNumber)
  return grids.map((grid) => ({ ...grid, lockedSince: sinceOf.get(grid.number) ?? null }))
}

/** What the plan was made to keep; null where there is no row of it. */
export async function readRules(db: Kysely<Schema>, { cityId, planNumber }: PlanKey) {
  const row = await db
    .selectFrom('plan_rules')
    .where('city_id', '=', cityId)
    .where('plan_number', '=', planNumber)
    .select(['units', 'barriers', 'centres', 'own_grids as ownGrids', 'left_accounts as leftAccounts'])
    .executeTakeFirst()
  return row ?? null
}

export async function readLog(db: Kysely<Schema>, { cityId, planNumber }: PlanKey): Promise<LogRow[]> {
  const rows = await db
    .selectFrom('command')
    .where('city_id', '=', cityId)
    .where('plan_number', '=', planNumber)
    .select(['revision', 'command_id as commandId', sql<string>`command::text`.as('command'), 'patch', 'contested'])
    .select(['state_hash', 'lineage_ids as lineageIds'])
    .orderBy('revision')
    .execute()
  return rows.map(({ state_hash: hash, ...row }) => ({ ...row, hash: hash === null ? null : Number(hash) }))
}

/** The JSON of the plan, of its snapshot and of the jobs that made it. */
export async function readDocuments(db: Kysely<Schema>, plan: PlanRow): Promise<StoredDocument[]> {
  const { cityId, planNumber, snapshotId } = plan
  const row = `plan ${planNumber}`
  const snapshots = await db
    .selectFrom('snapshot')
    .where('city_id', '=', cityId)
    .where('snapshot_id', '=', snapshotId)
    .select(['column_map', 'warnings'])
    .execute()
  const rules = await readRules(db, plan)
  const jobs = await db
    .selectFrom('job')
    .where('city_id', '=', cityId)
    .where('plan_number', '=', planNumber)
    .select(['job_id', 'parameters', 'candidates', 'problem'])
    .execute()
  const figures = await db
    .selectFrom('figure')
    .where('city_id', '=', cityId)
    .select(['figure_key', 'definition'])
    .execute()
  return [
    { kind: 'parameters of the plan', row, value: plan.parameters },
    { kind: 'warnings of the plan', row, value: plan.warnings },
    { kind: 'links of the plan', row, value: plan.links },
    ...(rules
      ? ([
          { kind: 'units of the plan', row, value: rules.units },
          { kind: 'centres of the plan', row, value: rules.centres },
          { kind: 'own grids of the plan', row, value: rules.ownGrids },
          { kind: 'left accounts of the plan', row, value: rules.leftAccounts },
        ] as const)
      : []),
    ...snapshots.flatMap((snapshot): StoredDocument[] => [
      { kind: 'column_map of the snapshot', row: String(snapshotId), value: snapshot.column_map },
      { kind: 'warnings of the snapshot', row: String(snapshotId), value: snapshot.warnings },
    ]),
    ...figures.map(
      ({ figure_key, definition }): StoredDocument => ({
        kind: 'definition of a figure',
        row: figure_key,
        value: definition,
      }),
    ),
    ...jobs.flatMap((job): StoredDocument[] => [
      { kind: 'parameters of a job', row: job.job_id, value: job.parameters },
      { kind: 'candidates of a job', row: job.job_id, value: job.candidates },
      { kind: 'problem of a job', row: job.job_id, value: job.problem },
    ]),
  ]
}
