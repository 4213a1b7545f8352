import { type Kysely, sql } from 'kysely'
import type { Schema } from '../db/schema.ts'
import { runTask } from '../threads/threads.ts'
import type { CityCells } from './cells.ts'
import { tasks } from './tasks.ts'

/** Numbers in binary: half a million rows, or their text, would cost more in the driver than in the database. */
const cellsAPage = 100_000

/** Reads a city's cells and builds its lattice; about 1 s for 500,000 cells, most of it in the database. The city must exist. */
export async function loadCityCells(db: Kysely<Schema>, cityId: number): Promise<CityCells> {
  const districtRows = await db
    .selectFrom('admin_area')
    .where('city_id', '=', cityId)
    .where('level', '=', 'district')
    .select(['admin_area_id', 'code', 'name'])
    .orderBy('code')
    .execute()
  const pages: CellPage[] = []
  for (let last: number | null = -1; last !== null; ) {
    const page = await readPage(db, cityId, last)
    last = page.last
    if (last !== null) pages.push(page)
  }
  const built = await runTask(
    tasks.buildCity,
    {
      ids: pages.map(({ ids }) => ids),
      areas: pages.map(({ areas }) => areas),
      districts: pages.map(({ districts }) => districts),
      indexOfDistrict: new Map(districtRows.map(({ admin_area_id }, index) => [admin_area_id, index])),
    },
    pages.reduce((sum, { ids }) => sum + ids.length / 8, 0),
  )
  return { ...built, districts: districtRows.map(({ code, name }) => ({ code, name })) }
}

interface CellPage {
  readonly ids: Uint8Array
  readonly areas: Uint8Array
  readonly districts: Uint8Array
  /** the last cellIndex; null where there is no further cell */
  readonly last: number | null
}

async function readPage(db: Kysely<Schema>, cityId: number, after: number): Promise<CellPage> {
  const { rows } = await sql<CellPage>`
    select coalesce(string_agg(int8send(cell_id), ''::bytea order by cell_index), ''::bytea) as ids,
           coalesce(string_agg(float8send(area_km2), ''::bytea order by cell_index), ''::bytea) as areas,
           coalesce(string_agg(int4send(coalesce(admin_area_id, -1)), ''::bytea order by cell_index), ''::bytea) as districts,
           max(cell_index) as last
    from (select cell_index, cell_id, area_km2, admin_area_id from cell
          where city_id = ${cityId} and cell_index > ${after} order by cell_index limit ${cellsAPage}) as page`.execute(
    db,
  )
  return rows[0]!
}
