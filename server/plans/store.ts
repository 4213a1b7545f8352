import { type Kysely, sql } from 'kysely'
import type { Grid } from '../../partition/index.ts'
import { ShapanError } from '../base/errors.ts'
import { formatPlanId } from '../base/planIds.ts'
import { findInCity } from '../cities/cityIds.ts'
import { lockCity } from '../cities/lockCity.ts'
import type { KeptOwnGrid, LeftAccount } from '../contract/accounts.ts'
import type { KeptCentre } from '../contract/outlets.ts'
import type { PartitionRequest } from '../contract/partitionRequest.ts'
import type { KeptArea, KeptUnit } from '../contract/places.ts'
import type { PlanNote } from '../contract/planNotes.ts'
import type { PlanLink, PlanSummary } from '../contract/plans.ts'
import type { KeptClassB, KeptPair, KeptPin } from '../contract/things.ts'
import { type Division, divisionJson, toDivision } from '../data/divisions.ts'
import type { PlanOrigin, Schema } from '../db/schema.ts'
import { readNotes } from './storedNotes.ts'

/** A plan as stored, with its city's ids; `assignment` is little-endian uint16 per cell. */
export interface PlanRow {
  readonly cityId: number
  readonly cityCode: string
  readonly planNumber: number
  readonly name: string
  readonly status: PlanSummary['status']
  readonly division: Division
  readonly snapshotId: number
  readonly parameters: PartitionRequest | null
  readonly warnings: readonly PlanNote[]
  readonly links: readonly PlanLink[]
  readonly revision: number
  readonly assignment: Uint8Array
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type GridRow = Grid

function planQuery(db: Kysely<Schema>, cityId: number, planNumber: number) {
  return db.selectFrom('plan').where('city_id', '=', cityId).where('plan_number', '=', planNumber)
}

export interface PlanStamp extends Pick<PlanRow, 'cityId' | 'revision' | 'name' | 'status' | 'division' | 'updatedAt'> {
  /** changes with any grid's name, code, colour or lock, whoever changed it */
  readonly gridsSeal: string
  /** how often the city's districts have got new borders */
  readonly districtChanges: number
}

/** A lock or a name may be set by SQL, which leaves the plan's own row as it was. 500 grids: 0.1 ms. */
export const sumOfSeals = sql<string>`coalesce(sum(hashtextextended(seal, 0)), 0)::text`

/** What tells whether a cached plan is still the stored one. `undefined` where there is no such plan. */
export async function findPlanStamp(
  db: Kysely<Schema>,
  cityCode: string,
  planNumber: number,
): Promise<PlanStamp | undefined> {
  const row = await findInCity(db, cityCode, (cityId) =>
    planQuery(db, cityId, planNumber)
      .select(['city_id as cityId', 'revision', 'name', 'status', 'division', 'updated_at as updatedAt'])
      .select(divisionJson(cityId, sql`plan.division`).as('stored'))
      .select((plan) =>
        plan
          .selectFrom('grid')
          .where('grid.city_id', '=', cityId)
          .where('grid.plan_number', '=', planNumber)
          .select(sumOfSeals.as('sum'))
          .$asScalar()
          .$notNull()
          .as('gridsSeal'),
      )
      .select((plan) =>
        plan
          .selectFrom('city_state')
          .where('city_state.city_id', '=', cityId)
          .select('district_changes')
          .$asScalar()
          .$notNull()
          .as('districtChanges'),
      )
      .executeTakeFirst(),
  )
  if (!row) return undefined
  const { stored, division: key, ...stamp } = row
  return { ...stamp, division: toDivision(stored, key) }
}

/** The whole row; throws `plan-not-found`, naming the plans there are. */
export async function getPlanRow(db: Kysely<Schema>, cityCode: string, planNumber: number): Promise<PlanRow> {
  const row = await findInCity(db, cityCode, (cityId) =>
    planQuery(db, cityId, planNumber)
      .selectAll()
      .select(divisionJson(cityId, sql`plan.division`).as('stored'))
      .executeTakeFirst(),
  )
  if (!row) return await refusePlan(db, cityCode, planNumber)
  return {
    cityId: row.city_id,
    cityCode,
    planNumber: row.plan_number,
    name: row.name,
    status: row.status,
    division: toDivision(row.stored, row.division),
    snapshotId: row.snapshot_id,
    parameters: row.parameters as PartitionRequest | null,
    warnings: readNotes(row.warnings),
    links: row.links,
    revision: row.revision,
    assignment: row.assignment,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

/** Throws `plan-not-found`, naming the city's newest plans. */
export async function refusePlan(db: Kysely<Schema>, cityCode: string, planNumber: number): Promise<never> {
  const plans = await findInCity(db, cityCode, async (cityId) => {
    const rows = await db
      .selectFrom('plan')
      .where('city_id', '=', cityId)
      .select('plan_number')
      .orderBy('plan_number', 'desc')
      .limit(10)
      .execute()
    return rows.length > 0 ? rows : undefined
  })
  const known = (plans ?? []).map((plan) => formatPlanId(cityCode, plan.plan_number)).join(', ')
  const hint = known === '' ? `the city "${cityCode}" has no plan, or does not exist` : `there is ${known}`
  throw new ShapanError('plan-not-found', `There is no plan "${formatPlanId(cityCode, planNumber)}"; ${hint}`)
}

/** A plan's grids by number. */
export async function listGridRows(db: Kysely<Schema>, cityId: number, planNumber: number): Promise<GridRow[]> {
  const rows = await db
    .selectFrom('grid')
    .where('city_id', '=', cityId)
    .where('plan_number', '=', planNumber)
    .select(['grid_number', 'grid_id', 'code', 'name', 'colour', 'locked', 'area_class', 'parent_id', 'pins'])
    .orderBy('grid_number')
    .execute()
  return rows.map((row) => ({
    number: row.grid_number,
    gridId: row.grid_id,
    code: row.code,
    name: row.name,
    colour: row.colour,
    locked: row.locked,
    areaClass: row.area_class,
    parentId: row.parent_id,
    pins: (row.pins ?? []).map(([start, length]) => ({ start, length })),
  }))
}

/** A city's plans, or those of one of its divisions, the newest first. */
export async function listPlans(
  db: Kysely<Schema>,
  cityId: number,
  cityCode: string,
  division?: string,
): Promise<PlanSummary[]> {
  const rows = await db
    .selectFrom('plan')
    .where('city_id', '=', cityId)
    .$if(division !== undefined, (plan) => plan.where('division', '=', division!))
    .select(['plan_number', 'name', 'status', 'division', 'revision', 'snapshot_id', 'created_at', 'updated_at'])
    .select((plan) =>
      plan
        .selectFrom('grid')
        // The constant and not plan.city_id, by which a cluster would ask every node.
        .where('grid.city_id', '=', cityId)
        .whereRef('grid.plan_number', '=', 'plan.plan_number')
        .select((grid) => grid.fn.countAll<number>().as('count'))
        .as('grid_count'),
    )
    .orderBy('plan_number', 'desc')
    .execute()
  return rows.map((row) => ({
    planId: formatPlanId(cityCode, row.plan_number),
    city: cityCode,
    planNumber: row.plan_number,
    name: row.name,
    status: row.status,
    division: row.division,
    revision: row.revision,
    gridCount: row.grid_count ?? 0,
    snapshotId: row.snapshot_id,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }))
}

/** What a plan was made to keep, beside its parameters. */
export interface PlanRules {
  readonly units: readonly KeptUnit[]
  /** pairs of neighbours that are none in it: a0, b0, a1, b1, … */
  readonly barriers: readonly number[]
  /** whose borders no grid crosses; left out where there is no such rule of subdistricts */
  readonly areas?: readonly KeptArea[] | undefined
  readonly pins?: readonly KeptPin[] | undefined
  /** pairs of things that share no grid in it */
  readonly apart?: readonly KeptPair[] | undefined
  readonly classB?: KeptClassB | undefined
  /** own outlets of which no two share a grid; null where none were to be centres */
  readonly centres: readonly KeptCentre[] | null
  /** of key accounts; null where they were to have none */
  readonly ownGrids: readonly KeptOwnGrid[] | null
  /** listed accounts that left the weights; null where none were to */
  readonly leftAccounts: readonly LeftAccount[] | null
}

export interface NewPlan {
  readonly name: (planNumber: number) => string
  /** a key */
  readonly division: string
  readonly snapshotId: number
  /** how often the city's districts had got new borders when it was made; not looked at where it does not say */
  readonly districtChanges?: number
  readonly parameters: PartitionRequest | null
  readonly warnings: readonly PlanNote[]
  readonly links: readonly PlanLink[]
  readonly rules?: PlanRules | undefined
  /** who made it, the version it was drawn from and what it was made of, where it was */
  readonly createdBy?: string | undefined
  /** now by the database unless given */
  readonly madeAt?: Date | undefined
  readonly baseVersion?: number | null | undefined
  readonly origin?: PlanOrigin | undefined
  readonly assignment: Uint8Array
  readonly grids: readonly GridRow[]
}

/** Inserts a plan with its grids under the city's next number, which it returns. Takes a transaction: it locks the city's state. */
export async function insertPlan(transaction: Kysely<Schema>, cityId: number, plan: NewPlan): Promise<number> {
  const city = await lockCity(transaction, cityId)
  if (!city) throw new ShapanError('city-not-found', 'The city was deleted while its plan was being made')
  if (plan.districtChanges !== undefined && plan.districtChanges !== city.district_changes)
    throw new ShapanError(
      'concurrent-change',
      'The districts got new borders while the plan was being made, so there is no plan: partition again',
    )
  const snapshot = await transaction
    .selectFrom('snapshot')
    .where('city_id', '=', cityId)
    .where('snapshot_id', '=', plan.snapshotId)
    .where('status', '=', 'ready')
    .select('snapshot_id')
    .forShare()
    .executeTakeFirst()
  const division = await transaction
    .selectFrom('division')
    .where('city_id', '=', cityId)
    .where('division_key', '=', plan.division)
    .select('division_key')
    .forShare()
    .executeTakeFirst()
  if (!division)
    throw new ShapanError(
      'unknown-division',
      `The division "${plan.division}" was removed while a plan of it was being made, so there is no plan`,
    )
  if (!snapshot)
    throw new ShapanError(
      'unknown-snapshot',
      `Snapshot ${plan.snapshotId} was deleted while a plan was made of it, so there is no plan: partition again by the city's current data`,
    )
  // Not one more than the highest there is: a deleted plan's number is not given out again.
  const planNumber = city.last_plan_number + 1
  await transaction
    .insertInto('plan')
    .values({
      city_id: cityId,
      plan_number: planNumber,
      name: plan.name(planNumber),
      division: plan.division,
      snapshot_id: plan.snapshotId,
      parameters: plan.parameters === null ? null : JSON.stringify(plan.parameters),
      warnings: JSON.stringify(plan.warnings),
      links: JSON.stringify(plan.links),
      assignment: plan.assignment,
      created_by: plan.createdBy ?? null,
      ...(plan.madeAt && { created_at: plan.madeAt }),
      base_version: plan.baseVersion ?? null,
      origin: plan.origin ? JSON.stringify(plan.origin) : null,
    })
    .execute()
  if (plan.rules) {
    await transaction
      .insertInto('plan_rules')
      .values({
        city_id: cityId,
        plan_number: planNumber,
        units: JSON.stringify(plan.rules.units),
        barriers: [...plan.rules.barriers],
        areas: plan.rules.areas ? JSON.stringify(plan.rules.areas) : null,
        pins: jsonOrNull(plan.rules.pins),
        apart: jsonOrNull(plan.rules.apart),
        class_b: jsonOrNull(plan.rules.classB),
        centres: jsonOrNull(plan.rules.centres),
        own_grids: jsonOrNull(plan.rules.ownGrids),
        left_accounts: jsonOrNull(plan.rules.leftAccounts),
      })
      .execute()
  }
  await insertGrids(transaction, { cityId, planNumber }, plan.grids)
  return planNumber
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value)
}

/** A plan's grids, as many as it has. */
export async function insertGrids(
  transaction: Kysely<Schema>,
  { cityId, planNumber }: Pick<PlanRow, 'cityId' | 'planNumber'>,
  grids: readonly GridRow[],
): Promise<void> {
  // Arrays, not rows: 65,535 grids of ten values would be more parameters than PostgreSQL takes.
  const column = <T>(pick: (grid: GridRow) => T) => grids.map(pick)
  await sql`
    insert into grid (city_id, plan_number, grid_number, grid_id, code, name, colour, locked, area_class, parent_id, pins)
    select ${cityId}, ${planNumber}, listed.*
    from unnest(${column((grid) => grid.number)}::int[], ${column((grid) => grid.gridId)}::uuid[],
                ${column((grid) => grid.code)}::text[], ${column((grid) => grid.name)}::text[],
                ${column((grid) => grid.colour)}::text[], ${column((grid) => grid.locked)}::boolean[],
                ${column((grid) => grid.areaClass)}::text[], ${column((grid) => grid.parentId)}::uuid[],
                ${column(pinsText)}::jsonb[]) as listed`.execute(transaction)
}

/** JSON of a grid's pins as they are stored, null for none. */
export function pinsText({ pins }: Pick<GridRow, 'pins'>): string | null {
  return pins.length === 0 ? null : JSON.stringify(pins.map(({ start, length }) => [start, length]))
}

/**
 * The version that a plan made of this one is drawn from: of the live ones that put it in force the newest, else the one it was drawn from
 * itself; null where there is neither.
 */
export async function findBaseOf(
  db: Kysely<Schema>,
  { cityId, planNumber }: Pick<PlanRow, 'cityId' | 'planNumber'>,
): Promise<number | null> {
  const version = await db
    .selectFrom('plan_version')
    .where('city_id', '=', cityId)
    .where('plan_number', '=', planNumber)
    .where('void_change', 'is', null)
    .select('version_number')
    .orderBy('version_number', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (version) return version.version_number
  const plan = await planQuery(db, cityId, planNumber).select('base_version').executeTakeFirst()
  return plan?.base_version ?? null
}

/** What a plan was made to keep; undefined where it was made without such rules. */
export async function readRules(
  db: Kysely<Schema>,
  { cityId, planNumber }: Pick<PlanRow, 'cityId' | 'planNumber'>,
): Promise<PlanRules | undefined> {
  const row = await db
    .selectFrom('plan_rules')
    .where('city_id', '=', cityId)
    .where('plan_number', '=', planNumber)
    .select(['units', 'barriers', 'areas', 'pins', 'apart', 'class_b', 'centres', 'own_grids', 'left_accounts'])
    .executeTakeFirst()
  return (
    row && {
      units: row.units as KeptUnit[],
      barriers: row.barriers,
      areas: (row.areas as KeptArea[] | null) ?? undefined,
      pins: (row.pins as KeptPin[] | null) ?? undefined,
      apart: (row.apart as KeptPair[] | null) ?? undefined,
      classB: (row.class_b as KeptClassB | null) ?? undefined,
      centres: row.centres as KeptCentre[] | null,
      ownGrids: row.own_grids as KeptOwnGrid[] | null,
      leftAccounts: row.left_accounts as LeftAccount[] | null,
    }
  )
}
