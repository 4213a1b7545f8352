import { Readable } from 'node:stream'
import { createCity } from '../../server/cities/createCity.ts'
import { importFile } from '../../server/data/importFile.ts'
import type { Database } from '../../server/db/database.ts'
import { runPartition } from '../../server/plans/partitionCity.ts'

export const gridCount = 16
/** This grid of the plan is locked. */
export const lockedGrid = 3

/** One city of some three thousand cells, and a plan of 16 grids, whose id it gives. */
export async function makeTown(database: Database): Promise<string> {
  await createTown(database, { code: 'town', name: '云澜市' })
  await importTown(database, 'town')
  const { planId } = await runPartition(database, 'town', {
    grids: gridCount,
    tolerance: 0.1,
    weights: ['customers'],
    name: '首版方案',
  })
  await database.kysely.updateTable('grid').set({ locked: true }).where('grid_number', '=', lockedGrid).execute()
  return planId
}

/** The city's boundary under any code, name and currency. */
export async function createTown(
  database: Database,
  city: { code: string; name: string; currency?: string },
): Promise<void> {
  await createCity(database, {
    ...city,
    resolution: 9,
    crs: 'wgs84',
    boundary: {
      type: 'FeatureCollection',
      features: [
        district('330101', '东城区', west + width / 2, west + width),
        district('330102', '西城区', west, west + width / 2),
      ],
    },
  })
}

/** `refunds` is taken from what every customer pays. */
export async function importTown(database: Database, code: string, refunds = 0): Promise<void> {
  await importFile(database, code, Readable.from([Buffer.from(customerFile(refunds))]), {
    crs: 'wgs84',
    sourceName: 'customers.csv',
    columnMap: { id: 'code', lon: 'x', lat: 'y', customers: 'people', revenue: 'fee' },
  })
}

const [west, south, width, height] = [119.92, 30.02, 0.18, 0.16]

function district(code: string, name: string, from: number, to: number) {
  const ring = [
    [from, south],
    [to, south],
    [to, south + height],
    [from, south + height],
    [from, south],
  ]
  return { type: 'Feature', properties: { code, name }, geometry: { type: 'Polygon', coordinates: [ring] } }
}

/** 20,000 places with a few customers each, denser in the middle; the same at every run. */
function customerFile(refunds: number): string {
  let seed = 12_345
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return seed / 2 ** 31
  }
  const lines = ['code,x,y,people,fee']
  for (let i = 0; i < 20_000; i++) {
    const spread = i % 3 === 0 ? 1 : 0.5
    const x = west + width * (0.5 + (random() - 0.5) * 0.99 * spread)
    const y = south + height * (0.5 + (random() - 0.5) * 0.99 * spread)
    const people = 1 + Math.floor(random() * 4)
    lines.push(
      `c${i},${x.toFixed(6)},${y.toFixed(6)},${people},${(people * (40 + random() * 60 - refunds)).toFixed(2)}`,
    )
  }
  return `${lines.join('\n')}\n`
}
