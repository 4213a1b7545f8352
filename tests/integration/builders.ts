import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type CreatedCity, createCity } from '../../server/cities/createCity.ts'
import type { DataNote } from '../../server/contract/dataNotes.ts'
import { dataNoteText, plainFormat } from '../../server/contract/noteText.ts'
import type { Database } from '../../server/db/database.ts'

/** West, south, east, north of the test city; a square of about 19 × 22 km around Shanghai's centre. */
export const cityBox = [121.4, 31.1, 121.6, 31.3] as const

export function square(west: number, south: number, east: number, north: number): [number, number][][] {
  return [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ]
}

/** Two districts side by side, 西区 and 东区, which meet at 121.5 E. */
export function twoDistricts(): GeoJSON.FeatureCollection<GeoJSON.Polygon> {
  const district = (adcode: string, name: string, west: number, east: number) => ({
    type: 'Feature' as const,
    properties: { adcode, name },
    geometry: { type: 'Polygon' as const, coordinates: square(west, cityBox[1], east, cityBox[3]) },
  })
  return {
    type: 'FeatureCollection',
    features: [district('310101', '西区', 121.4, 121.5), district('310102', '东区', 121.5, 121.6)],
  }
}

export async function makeCity(database: Database, code: string, resolution = 7): Promise<CreatedCity> {
  return await createCity(database, { code, name: code, resolution, boundary: twoDistricts(), crs: 'wgs84' })
}

/** A directory that goes away with the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'shapan-files-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

export function writeTemporary(name: string, content: string | Uint8Array): string {
  const path = join(temporaryDirectory(), name)
  writeFileSync(path, content)
  return path
}

/** `count` customers on a regular pattern inside the test city: c0, c1, … with one customer and 10.00 each. */
export function customerCsv(count: number): string {
  const lines = Array.from({ length: count }, (_, i) => {
    const lon = 121.41 + ((i * 37) % 181) / 1000
    const lat = 31.11 + ((i * 53) % 179) / 1000
    return `c${i},${lon.toFixed(4)},${lat.toFixed(4)},1,10.00`
  })
  return `id,lon,lat,customers,revenue\n${lines.join('\n')}\n`
}

/** What is said of data, in English. */
export function textsOf(notes: readonly DataNote[]): string[] {
  return notes.map((note) => dataNoteText(note, 'en', plainFormat))
}
