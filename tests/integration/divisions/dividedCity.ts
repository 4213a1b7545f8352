import { Readable } from 'node:stream'
import { sql } from 'kysely'
import type { Figures } from '../../../server/contract/figures.ts'
import { importFile } from '../../../server/data/importFile.ts'
import type { Database } from '../../../server/db/database.ts'
import { addDivision } from '../../../server/plans/divisions/changeDivisions.ts'
import { makeCity } from '../builders.ts'

export const segmentNames = ['公众', '商务', '政企', '校园', 'o\'neill, "vip" {a}'] as const

/** `count` customers inside the test city and twenty outside, each of one of the segments or of none; money with odd cents. */
export function segmentedCsv(count: number, seed = 1): string {
  let state = seed
  const random = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * below)
  }
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const lines = Array.from({ length: count + 20 }, (_, i) => {
    const segment = segmentNames[random(segmentNames.length + 1)]
    const [lon, lat] = i < count ? [121.405 + random(190) / 1000, 31.105 + random(190) / 1000] : [119, 30]
    const revenue = (random(200_000) - 2_000) / 100
    return `c${i},${lon},${lat},${random(4)},${revenue.toFixed(2)},${segment === undefined ? '' : quoted(segment)}`
  })
  return `id,lon,lat,customers,revenue,segment\n${lines.join('\n')}\n`
}

export async function importSegmented(database: Database, city: string, csv: string): Promise<void> {
  await importFile(database, city, Readable.from([Buffer.from(csv)]), { crs: 'wgs84', sourceName: 'segments.csv' })
}

/** The city `town` with customers of five segments and of none, and beside `all` the division `business` of 商务 and 政企. */
export async function makeDividedTown(database: Database): Promise<void> {
  await makeCity(database, 'town', 8)
  await importSegmented(database, 'town', segmentedCsv(3000))
  await addDivision(database, 'town', {
    key: 'business',
    name: '商务',
    segments: ['商务', '政企'],
    isDefault: false,
    take: false,
  })
}

/** By cell, -1 outside the city: what customers whose segment `condition` is true of add up to, in SQL over the imported rows. */
export async function sumsInSql(database: Database, condition: string): Promise<Map<number, Figures>> {
  const { rows } = await sql<{ cell: number; customers: string; revenue: string }>`
    select coalesce(cell_index, -1) as cell, sum(figures[1])::text as customers, sum(figures[2])::text as revenue
    from customer where city_id = 1 and snapshot_id = 1 and (${sql.raw(condition)})
    group by cell_index`.execute(database.kysely)
  return new Map(
    rows.map(({ cell, customers, revenue }) => [cell, { customers: Number(customers), revenue: Number(revenue) }]),
  )
}

/** The sums of all cells, of those that `isOf` is true of. */
export function addAll(sums: ReadonlyMap<number, Figures>, isOf: (cell: number) => boolean): Figures {
  const total = { customers: 0, revenue: 0 }
  for (const [cell, own] of sums) {
    if (!isOf(cell)) continue
    total.customers += own.customers!
    total.revenue += own.revenue!
  }
  return total
}

export const inBusiness = `coalesce(segment, '') in ('商务', '政企')`
export const inRest = `not (${inBusiness})`
