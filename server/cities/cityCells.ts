import { type Kysely, sql } from 'kysely'
import { buildLattice, type Lattice, neighborTable } from '../../partition/index.ts'
import type { Schema } from '../db/schema.ts'

export interface CellDistrict {
  readonly code: string
  readonly name: string
}

/** A city's cells in memory; immutable, so callers may keep it for as long as the city exists. */
export interface CityCells {
  readonly lattice: Lattice
  /** six per cell, see neighborTable */
  readonly neighbors: Int32Array
  readonly areasKm2: Float64Array
  /** index into `districts` by cellIndex; -1 where no district touches the cell */
  readonly districtOfCell: Int32Array
  /** ascending by code */
  readonly districts: readonly CellDistrict[]
}

/** Reads a city's cells and builds its lattice; about 1 s for 500,000 cells. The city must exist. */
export async function loadCityCells(db: Kysely<Schema>, cityId: number): Promise<CityCells> {
  const districtRows = await db
    .selectFrom('admin_area')
    .where('city_id', '=', cityId)
    .where('level', '=', 'district')
    .select(['admin_area_id', 'code', 'name'])
    .orderBy('code')
    .execute()
  const districtIndex = new Map(districtRows.map(({ admin_area_id }, index) => [admin_area_id, index]))

  // One row of joined text: half a million rows of three columns would cost more in the driver than in the database.
  const { rows } = await sql<{ ids: string | null; areas: string | null; districts: string | null }>`
    select string_agg(cell_id::text, ',' order by cell_index) as ids,
           string_agg(area_km2::text, ',' order by cell_index) as areas,
           string_agg(coalesce(admin_area_id, -1)::text, ',' order by cell_index) as districts
    from cell where city_id = ${cityId}`.execute(db)
  const split = (text: string | null | undefined) => (text ? text.split(',') : [])
  const cellIds = BigUint64Array.from(split(rows[0]?.ids), BigInt)
  const lattice = buildLattice(cellIds)
  return {
    lattice,
    neighbors: neighborTable(lattice),
    areasKm2: Float64Array.from(split(rows[0]?.areas), Number),
    districtOfCell: Int32Array.from(split(rows[0]?.districts), (id) => districtIndex.get(Number(id)) ?? -1),
    districts: districtRows.map(({ code, name }) => ({ code, name })),
  }
}
