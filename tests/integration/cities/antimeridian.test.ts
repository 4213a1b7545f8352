import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { area } from '@turf/turf'
import { cellToLatLng } from 'h3-js'
import { beforeAll, describe, expect, test } from 'vitest'
import { formatCellId, locatePoint } from '../../../partition/index.ts'
import { addAdminAreas } from '../../../server/cities/adminAreas.ts'
import { loadCityCells } from '../../../server/cities/cityCells.ts'
import { createCity } from '../../../server/cities/createCity.ts'
import { adminAreasGeojson, getCity } from '../../../server/cities/store.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { gridsGeojson } from '../../../server/grids/gridsGeojson.ts'
import { resolveOwner } from '../../../server/ownership/resolveOwner.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { square } from '../builders.ts'
import { anyDatabase } from '../databases.ts'

const cases = join(import.meta.dirname, '../../../fixtures/cases/boundaries')
const read = (name: string) => JSON.parse(readFileSync(join(cases, name), 'utf8')) as unknown
const ways = ['across-180-counted-on', 'across-180-jumping', 'across-180-split']

const district = (name: string, code: number, west: number, east: number) => ({
  type: 'Feature',
  properties: { name, code },
  geometry: { type: 'Polygon', coordinates: square(west, -16.95, east, -16.8) },
})
const twoSides = {
  type: 'FeatureCollection',
  features: [district('西岸', 1, 179.9, 180), district('东岸', 2, -180, -179.85)],
}

/** A place every 0.005 degrees inside the city, each longitude in one of the three ways to write it. */
const places: { lon: number; lat: number }[] = []
for (let east = 0.0025; east < 0.25; east += 0.005) {
  for (let north = 0.0025; north < 0.15; north += 0.005) {
    const lng = 179.9 + east
    places.push({ lon: lng > 180 && places.length % 2 === 0 ? lng - 360 : lng, lat: -16.95 + north })
  }
}
const customers = ['id,lon,lat', ...places.map(({ lon, lat }, i) => `c${i},${lon.toFixed(4)},${lat.toFixed(4)}`)].join(
  '\n',
)

const longitudesOf = (features: readonly { geometry: { coordinates: unknown[] } }[]) =>
  features
    .flatMap(({ geometry }) => geometry.coordinates.flat(geometry.coordinates.length > 0 ? 2 : 0) as number[][])
    .map(([lng]) => lng as number)

anyDatabase('a city across the antimeridian', (database) => {
  const make = (code: string, boundary: unknown) =>
    createCity(database(), { code, name: 'Taveuni', resolution: 8, boundary, crs: 'wgs84', timezone: 'Pacific/Fiji' })

  describe('of two districts', () => {
    beforeAll(async () => {
      await make('sides', twoSides)
      await importFile(database(), 'sides', Readable.from([Buffer.from(customers)]), { crs: 'wgs84' })
      await runPartition(database(), 'sides', { grids: 4, tolerance: 0.2, weights: ['customers'] })
    })

    test('has the cell of every place in it, and each cell the district its centre is in', async () => {
      const { cityId } = await make('whole', twoSides)
      const { lattice, districtOfCell } = await loadCityCells(database().kysely, cityId)
      for (const { lon, lat } of places) {
        const cell = locatePoint(lattice, lon, lat)
        expect(cell).toBeGreaterThanOrEqual(0)
        const [centreLat, centreLng] = cellToLatLng(formatCellId(lattice.cellIds[cell]!))
        const isInside = centreLat > -16.95 && centreLat < -16.8 && (centreLng > 179.9 || centreLng < -179.85)
        if (isInside) expect(districtOfCell[cell]).toBe(centreLng > 0 ? 0 : 1)
      }
      expect(districtOfCell.includes(-1)).toBe(false)
    })

    test('has a box that counts on past 180, its true area, and districts that do not', async () => {
      const { bbox, areaKm2 } = await getCity(database().kysely, 'sides')
      expect(bbox.map((degrees) => Number(degrees.toFixed(9)))).toEqual([179.9, -16.95, 180.15, -16.8])
      expect(areaKm2).toBeGreaterThan(440)
      expect(areaKm2).toBeLessThan(443)
      const { features } = await adminAreasGeojson(database().kysely, 'sides')
      expect(features.map(({ properties }) => properties.name)).toEqual(['西岸', '东岸'])
      const longitudes = longitudesOf(features)
      expect([Math.min(...longitudes), Math.max(...longitudes)]).toEqual([-180, 180])
      expect(longitudes.every((lng) => Math.abs(lng) >= 179.85)).toBe(true)
    })

    test('takes every customer, however its longitude is written, and one far off as beyond it', async () => {
      const snapshot = (await getCity(database().kysely, 'sides')).snapshot
      expect(snapshot).toMatchObject({ rowsRead: places.length, rowsLoaded: places.length, rowsOutside: 0 })
      const off = 'id,lon,lat\na,-179.87,-16.9\nb,0.1,-16.9\nc,179.91,-16.85\nd,-16.9,180.05\ne,181,-16.9'
      await make('off', twoSides)
      const summary = await importFile(database(), 'off', Readable.from([Buffer.from(off)]), { crs: 'wgs84' })
      expect(summary).toMatchObject({ rowsLoaded: 3, rowsOutside: 1, outside: { beyondBox: 1 } })
      expect(summary.rejects.byCode).toEqual({ 'swapped-lon-lat': 1, 'out-of-range': 1 })
    })

    test('has plans that verify, whose grids are cut at ±180 and together are its cells', async () => {
      expect(await recountPlan(database(), 'sides-1')).toMatchObject({ ok: true, violations: [] })
      const state = await loadPlanState(database(), 'sides-1')
      const { features } = gridsGeojson(state)
      const longitudes = longitudesOf(features)
      expect(longitudes.every((lng) => Math.abs(lng) <= 180 && Math.abs(lng) > 179.8)).toBe(true)
      const squareMetres = features.reduce((sum, feature) => sum + area(feature as GeoJSON.Feature), 0)
      const cellsKm2 = state.city.areasKm2.reduce((sum, one) => sum + one, 0)
      expect(squareMetres / 1e6 / cellsKm2).toBeCloseTo(1, 2)
    })

    test('gives a place on the antimeridian one owner, whichever sign it has', async () => {
      const state = await loadPlanState(database(), 'sides-1')
      for (let lat = -16.94; lat < -16.8; lat += 0.01) {
        const owners = [180, -180].map((lng) => resolveOwner(state, lng, lat))
        expect(owners[0]).toEqual(owners[1])
        expect(owners[0]?.grid).not.toBeNull()
      }
    })

    test('has subdistricts that lie in the district they lie in', async () => {
      const geojson = {
        type: 'FeatureCollection',
        features: [district('湾街', 7, -179.95, -179.9), district('角街', 8, 179.92, 179.95)],
      }
      await addAdminAreas(database(), 'sides', { geojson, crs: 'wgs84', level: 'subdistrict' })
      const { features } = await adminAreasGeojson(database().kysely, 'sides', 'subdistrict')
      expect(features.map(({ properties }) => properties.parentCode)).toEqual(['2', '1'])
    })
  })

  test('is one and the same in every way of writing it', async () => {
    const made = await Promise.all(ways.map((way) => make(way.replace('across-180-', 'way-'), read(`${way}.geojson`))))
    for (const { cellCount, areaKm2, notes } of made) {
      expect([cellCount, notes]).toEqual([made[0]?.cellCount, []])
      expect(areaKm2).toBeCloseTo(made[0]?.areaKm2 ?? 0, 3)
    }
    const cells = await Promise.all(
      made.map(async ({ cityId }) => (await loadCityCells(database().kysely, cityId)).lattice.cellIds),
    )
    expect(cells[1]).toEqual(cells[0])
    expect(cells[2]).toEqual(cells[0])
  })

  test('or up to it alone has grids that end there', async () => {
    await make('touching', read('touching-180.geojson'))
    await importFile(database(), 'touching', join(cases, 'touching-180-customers.csv'), { crs: 'wgs84' })
    await runPartition(database(), 'touching', { grids: 3, tolerance: 0.3, weights: ['customers'] })
    expect((await getCity(database().kysely, 'touching')).bbox).toEqual([179.95, -16.55, 180, -16.48])
    const state = await loadPlanState(database(), 'touching-1')
    const longitudes = longitudesOf(gridsGeojson(state).features)
    expect(longitudes.some((lng) => lng < 0)).toBe(true)
    expect(longitudes.every((lng) => Math.abs(lng) <= 180)).toBe(true)
    expect(resolveOwner(state, 180, -16.5)).toEqual(resolveOwner(state, -180, -16.5))
    expect(await recountPlan(database(), 'touching-1')).toMatchObject({ ok: true, violations: [] })
  })
})
