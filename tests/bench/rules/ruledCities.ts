import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { writeDemoCity } from '../../../fixtures/demoCity.ts'
import { cellCenters } from '../../../partition/index.ts'
import { loadCityState } from '../../../server/cities/cityState.ts'
import { createCity } from '../../../server/cities/createCity.ts'
import { partingText, unitCellsText } from '../../../server/cities/places/store.ts'
import { findCity } from '../../../server/cities/store.ts'
import { barrierKinds, type PlaceKind, unitKinds } from '../../../server/contract/placeKinds.ts'
import { findDivision } from '../../../server/data/divisions.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { importPlaces } from '../../../server/data/places/importPlaces.ts'
import { loadSnapshotFacts } from '../../../server/data/snapshotFacts.ts'
import { type Database, openDatabase } from '../../../server/db/database.ts'
import type { RuledCity } from '../../unit/server/plans/randomRules.ts'

/** The demo city with its estates, parks, river, expressway and bridges, as a run of the server has them. */
export async function demoCity(customers?: number): Promise<RuledCity> {
  return await inDatabase(async (database, directory) => {
    const files = await writeDemoCity(directory, customers === undefined ? {} : { customers })
    const { name, resolution, crs } = files.city
    const boundary = JSON.parse(readFileSync(files.districts, 'utf8')) as unknown
    await createCity(database, { code: 'demo', name, resolution, boundary, crs })
    const { columnMap } = files
    await importFile(database, 'demo', files.customers, { crs, columnMap })
    const layers: [string, PlaceKind][] = [
      [files.estates, 'estate'],
      [files.parks, 'park'],
      [files.river, 'river'],
      [files.expressway, 'expressway'],
      [files.bridges, 'crossing'],
    ]
    for (const [path, kind] of layers) await importPlaces(database, 'demo', path, { kind, crs, maxRejectedShare: 1 })
    return await ruledCity(database, 'demo')
  })
}

/** Taipei's households, with its villages as units; `data` is the directory of published data sets. */
export async function taipei(data: string): Promise<RuledCity> {
  return await inDatabase(async (database, directory) => {
    const boundary = JSON.parse(readFileSync(join(data, 'taipei/taipei_districts.geojson'), 'utf8')) as unknown
    const crs = 'wgs84'
    await createCity(database, { code: 'taipei', name: '臺北市', resolution: 9, boundary, crs })
    const columnMap = { id: 'code', customers: 'households', revenue: 'income_ktwd_2017' }
    await importFile(database, 'taipei', join(data, 'taipei/taipei_bsa.csv.gz'), { crs, columnMap })
    const villages = join(directory, 'villages.geojson')
    writeFileSync(villages, gunzipSync(readFileSync(join(data, 'taipei/taipei_villages.geojson.gz'))))
    const map = { code: 'id', name: 'village' }
    await importPlaces(database, 'taipei', villages, { kind: 'village', crs, columnMap: map, maxRejectedShare: 1 })
    return await ruledCity(database, 'taipei')
  })
}

async function ruledCity(database: Database, code: string): Promise<RuledCity> {
  const { city_id: cityId, name, current_snapshot_id: snapshotId } = await findCity(database.kysely, code)
  const city = await loadCityState(database, code)
  const division = await findDivision(database.kysely, cityId)
  const { lattice, neighbors, districtOfCell, districts } = city
  return {
    cityCode: code,
    cityName: name,
    cellIds: lattice.cellIds,
    neighbors,
    centers: cellCenters(lattice),
    districtOfCell,
    districts,
    facts: await loadSnapshotFacts(database, city, snapshotId!, division),
    units: JSON.parse(await unitCellsText(database.kysely, cityId, unitKinds)) as RuledCity['units'],
    parting: JSON.parse(await partingText(database.kysely, cityId, barrierKinds)) as RuledCity['parting'],
  }
}

async function inDatabase<T>(use: (database: Database, directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'shapan-rules-'))
  const database = await openDatabase({ databaseUrl: undefined, dataDir: join(directory, 'data') })
  try {
    return await use(database, directory)
  } finally {
    await database.close()
    rmSync(directory, { recursive: true, force: true })
  }
}
