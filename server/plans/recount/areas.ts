import { cellToBoundary, isValidCell } from 'h3-js'
import { type Kysely, sql } from 'kysely'
import type { Violation } from '../../contract/verification.ts'
import { longitudeNear } from '../../coordinates/longitudes.ts'
import type { Schema } from '../../db/schema.ts'
import { aboutCells, some } from './damage.ts'

interface AreaCell {
  readonly level: string
  readonly cell: number
  /** the area's */
  readonly id: number
}

/** Cells that are overlaid with every area near, of each level: some milliseconds each. */
const overlaidCells = 300
/** of a cell's area */
const slightShare = 1e-5

/**
 * Holds the cells of subdistricts and communities against PostGIS and h3-js: each is one area's of a level, and of those that touch it the one
 * that covers most of it. `hexes` are the city's cells by index; of many, a sample spread over the city is overlaid.
 */
export async function checkAreaCells(
  db: Kysely<Schema>,
  cityId: number,
  hexes: readonly string[],
): Promise<Violation[]> {
  const { rows } = await sql<AreaCell>`
    select a.level, cell, a.admin_area_id as id
    from area_cells c join admin_area a on a.city_id = ${cityId} and a.admin_area_id = c.admin_area_id, unnest(c.cells) as cell
    where c.city_id = ${cityId} order by 1, 2, 3`.execute(db)
  const found: Violation[] = []
  for (const [level, listed] of Map.groupBy(rows, (row) => row.level)) {
    const twice = listed.filter(({ cell }, i) => cell === listed[i - 1]?.cell).map(({ cell }) => cell)
    if (twice.length > 0)
      found.push(aboutCells('bad-admin-area', `cells of several areas of the level ${level}: ${some(twice)}`, twice))
    const strange = listed.filter(({ cell }) => hexes[cell] === undefined).map(({ cell }) => cell)
    if (strange.length > 0)
      found.push(
        aboutCells(
          'bad-cell',
          `areas of the level ${level} name cells that are not in the city: ${some(strange)}`,
          strange,
        ),
      )
    const every = Math.ceil(listed.length / overlaidCells)
    const sample = listed.filter(({ cell }, i) => i % every === 0 && isValidCell(hexes[cell] ?? ''))
    const wrong = await listWrong(db, cityId, level, sample, hexes)
    if (wrong.length > 0)
      found.push(
        aboutCells(
          'bad-admin-area',
          `cells of another ${level} than the one that covers most of them: ${some(wrong)}`,
          wrong,
        ),
      )
  }
  return found
}

async function listWrong(
  db: Kysely<Schema>,
  cityId: number,
  level: string,
  sample: readonly AreaCell[],
  hexes: readonly string[],
): Promise<number[]> {
  const { bbox } = await db.selectFrom('city').where('city_id', '=', cityId).select('bbox').executeTakeFirstOrThrow()
  const near = ((bbox[0] ?? 0) + (bbox[2] ?? 0)) / 2
  const rings = sample.map(({ cell }) => {
    const ring = cellToBoundary(hexes[cell]!, true).map(([lng, lat]) => `${longitudeNear(lng, near)} ${lat}`)
    return `POLYGON((${ring.join()}))`
  })
  const { rows } = await sql<{ cell: number }>`
    with listed as (
      select cell, id, ST_SetSRID(ST_GeomFromText(ring), 4326) as shape
      from unnest(${sample.map(({ cell }) => cell)}::int[], ${sample.map(({ id }) => id)}::int[], ${rings}::text[]) as l (cell, id, ring)),
    shares as (
      select l.cell, l.id, a.admin_area_id as area, ST_Area(ST_Intersection(a.boundary, l.shape)) / ST_Area(l.shape) as share
      from listed l join admin_area a on a.city_id = ${cityId} and a.level = ${level} and a.boundary && l.shape)
    select cell from shares group by cell, id
    having coalesce(max(share) filter (where area = id), -1) < max(share) - ${slightShare}::float8
    order by 1`.execute(db)
  return rows.map(({ cell }) => cell)
}
