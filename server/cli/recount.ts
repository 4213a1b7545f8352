/**
 * Checks a plan from scratch: everything is read from the tables anew, customers are located by h3-js and summed by the database, and
 * the engine's own answers (figures, outlines) are held against the recount. Nothing here trusts a cache or a derived table.
 */
import { cellArea, latLngToCell, UNITS } from 'h3-js'
import { type Kysely, sql } from 'kysely'
import { formatCellId, type Position, verify } from '../../partition/index.ts'
import type { Verification } from '../contract/verification.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { ShapanError } from '../errors.ts'
import { planDetail, planOutlines } from '../plans/planDetail.ts'
import { loadPlanState } from '../plans/planState.ts'
import { getPlanRow, listGridRows, type PlanRow, parsePlanId } from '../plans/store.ts'

type Found = Verification['violations'][number]

/** Above this many customers a sample spread evenly over the file is located; all of them are summed in any case. */
const locatedCustomers = 200_000
const listedCells = 20
/** relative; the lattice's areas and h3-js's differ by 4e-8 at most */
const areaTolerance = 1e-6

/** Throws `plan-not-found`; everything that does not hold is a violation. */
export async function recountPlan(database: Database, planId: string): Promise<Verification> {
  const id = parsePlanId(planId)
  if (!id) throw new ShapanError('plan-not-found', `"${planId}" is no plan id; one looks like taipei-3`)
  const db = database.kysely
  const plan = await getPlanRow(db, id.cityCode, id.planNumber)
  const cellIds = await readCellIds(db, plan.cityId)
  const facts = await sumCustomersByCell(db, plan, cellIds.length)
  const grids = await listGridRows(db, plan.cityId, plan.planNumber)
  const result = verify({
    cellIds,
    assignment: readAssignment(plan.assignment),
    gridNumbers: grids.map(({ number }) => number),
    links: plan.links,
    customers: facts.customers,
    revenueCents: facts.revenueCents,
  })
  const violations: Found[] = [
    ...result.violations,
    ...facts.violations,
    ...(await checkAreas(db, plan, cellIds)),
    ...(await checkCellFacts(db, plan)),
    ...(await checkSnapshot(db, plan)),
    ...(await checkPlaces(db, plan, cellIds)),
  ]
  // The engine refuses damaged cells or assignments, which are named above by then.
  if (result.ok) violations.push(...(await checkEngine(database, planId, { cellIds, ...facts })))
  return { planId, revision: plan.revision, ok: violations.length === 0, violations, stats: { ...result.stats } }
}

async function readCellIds(db: Kysely<Schema>, cityId: number): Promise<bigint[]> {
  const { rows } = await sql<{ ids: string | null }>`
    select string_agg(cell_id::text, ',' order by cell_index) as ids from cell where city_id = ${cityId}`.execute(db)
  return rows[0]?.ids?.split(',').map(BigInt) ?? []
}

/** Little-endian uint16, whatever its length: the verifier says when that is wrong. */
function readAssignment(bytes: Uint8Array): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Uint16Array.from({ length: Math.floor(bytes.byteLength / 2) }, (_, cell) => view.getUint16(2 * cell, true))
}

interface CellSums {
  customers: Float64Array
  revenueCents: Float64Array
  violations: Found[]
}

async function sumCustomersByCell(db: Kysely<Schema>, plan: PlanRow, cellCount: number): Promise<CellSums> {
  const { rows } = await sql<{ cell_index: number; customers: string; revenue: string }>`
    select cell_index, sum(customers)::text as customers, sum(revenue_cents)::text as revenue
    from customer where city_id = ${plan.cityId} and snapshot_id = ${plan.snapshotId} and cell_index is not null
    group by cell_index`.execute(db)
  const sums: CellSums = {
    customers: new Float64Array(cellCount),
    revenueCents: new Float64Array(cellCount),
    violations: [],
  }
  for (const row of rows) {
    if (row.cell_index < 0 || row.cell_index >= cellCount) {
      sums.violations.push({
        code: 'bad-cell',
        message: `customers lie in cell ${row.cell_index}, which the city does not have`,
      })
      continue
    }
    sums.customers[row.cell_index] = Number(row.customers)
    sums.revenueCents[row.cell_index] = Number(row.revenue)
  }
  return sums
}

/** Areas are kept, because densities and compactness are shares of them; h3-js says what they are. */
async function checkAreas(db: Kysely<Schema>, { cityId }: PlanRow, cellIds: readonly bigint[]): Promise<Found[]> {
  const { rows } = await sql<{ area: number }>`
    select area_km2 as area from cell where city_id = ${cityId} order by cell_index`.execute(db)
  const cells = rows.flatMap(({ area }, cell) => {
    const id = cellIds[cell]
    const real = id === undefined ? 0 : cellArea(formatCellId(id), UNITS.km2)
    return Math.abs(area - real) <= areaTolerance * real ? [] : [cell]
  })
  if (cells.length === 0) return []
  return [
    {
      code: 'area-mismatch',
      message: `the kept areas of ${cells.length} cells are not those of H3`,
      cells: cells.slice(0, listedCells),
    },
  ]
}

async function checkCellFacts(db: Kysely<Schema>, { cityId, snapshotId }: PlanRow): Promise<Found[]> {
  const { rows } = await sql<{ cell_index: number }>`
    with counted as (
      select cell_index, sum(customers) as customers, sum(revenue_cents) as revenue_cents
      from customer where city_id = ${cityId} and snapshot_id = ${snapshotId} and cell_index is not null
      group by cell_index),
    kept as (select * from cell_fact where city_id = ${cityId} and snapshot_id = ${snapshotId})
    select cell_index from counted full join kept using (cell_index)
    where coalesce(counted.customers, 0) <> coalesce(kept.customers, 0)
       or coalesce(counted.revenue_cents, 0) <> coalesce(kept.revenue_cents, 0)
    order by cell_index`.execute(db)
  if (rows.length === 0) return []
  const cells = rows.slice(0, listedCells).map((row) => row.cell_index)
  return [
    {
      code: 'cell-fact-mismatch',
      message: `the figures of ${rows.length} cells are not the sums of their customers`,
      cells,
    },
  ]
}

async function checkSnapshot(db: Kysely<Schema>, { cityId, snapshotId }: PlanRow): Promise<Found[]> {
  const { rows } = await sql<{ loaded: boolean; outside: boolean; customers: boolean; revenue: boolean }>`
    select s.rows_loaded = count(c.line_number) as loaded,
           s.rows_outside = count(c.line_number) filter (where c.cell_index is null) as outside,
           s.customers = coalesce(sum(c.customers) filter (where c.cell_index is not null), 0) as customers,
           s.revenue_cents = coalesce(sum(c.revenue_cents) filter (where c.cell_index is not null), 0) as revenue
    from snapshot s left join customer c on c.city_id = s.city_id and c.snapshot_id = s.snapshot_id
    where s.city_id = ${cityId} and s.snapshot_id = ${snapshotId}
    group by s.city_id, s.snapshot_id, s.rows_loaded, s.rows_outside, s.customers, s.revenue_cents`.execute(db)
  const row = rows[0]
  if (!row) return [{ code: 'snapshot-mismatch', message: `snapshot ${snapshotId} is missing` }]
  const wrong = Object.entries(row).flatMap(([name, holds]) => (holds ? [] : [name]))
  if (wrong.length === 0) return []
  return [
    {
      code: 'snapshot-mismatch',
      message: `snapshot ${snapshotId} states other totals than its rows have: ${wrong.join(', ')}`,
    },
  ]
}

/** Each customer must lie in the cell that h3-js says, or in none where that cell is not the city's. */
async function checkPlaces(
  db: Kysely<Schema>,
  { cityId, snapshotId }: PlanRow,
  cellIds: readonly bigint[],
): Promise<Found[]> {
  const first = cellIds[0]
  if (first === undefined) return []
  // the resolution stands in bits 52 to 55 of an H3 index
  const resolution = Number((first >> 52n) & 15n)
  const indexOf = new Map(cellIds.map((cellId, index) => [formatCellId(cellId), index]))
  const { rows: counted } = await sql<{ count: string }>`
    select count(*)::text as count from customer where city_id = ${cityId} and snapshot_id = ${snapshotId}`.execute(db)
  const every = Math.max(1, Math.ceil(Number(counted[0]?.count ?? 0) / locatedCustomers))
  let wrong = 0
  let example = ''
  for (let line = 0; ; ) {
    const { rows } = await sql<{ line_number: number; cell_index: number | null; lng: number; lat: number }>`
      select line_number, cell_index, ST_X(location) as lng, ST_Y(location) as lat from customer
      where city_id = ${cityId} and snapshot_id = ${snapshotId} and line_number > ${line} and line_number % ${every} = 0
      order by line_number limit 50000`.execute(db)
    for (const row of rows) {
      const cell = indexOf.get(latLngToCell(row.lat, row.lng, resolution)) ?? null
      if (cell === row.cell_index) continue
      wrong++
      example ||= `line ${row.line_number} lies in cell ${cell ?? 'outside'}, not ${row.cell_index ?? 'outside'}`
    }
    const last = rows.at(-1)
    if (!last) break
    line = last.line_number
  }
  return wrong > 0
    ? [{ code: 'customer-misplaced', message: `${wrong} customers are kept in a wrong cell: ${example}` }]
    : []
}

/** What the server answers with, against the recount: totals, each grid's figures, and the polygons. */
async function checkEngine(
  database: Database,
  planId: string,
  counted: { cellIds: readonly bigint[]; customers: Float64Array; revenueCents: Float64Array },
): Promise<Found[]> {
  const state = await loadPlanState(database, planId)
  const { totals, grids } = planDetail(state)
  const outlines: Map<number, Position[][][]> = planOutlines(state)
  return verify({
    ...counted,
    assignment: state.assignment,
    gridNumbers: grids.map(({ number }) => number),
    links: state.links,
    expected: { totals, perGrid: new Map(grids.map((grid) => [grid.number, grid])) },
    outlines,
  }).violations
}
