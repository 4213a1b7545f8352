import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { type GridCollection, gridCollection } from '../../../server/contract/geojson.ts'
import type { ownershipBatchResult } from '../../../server/contract/ownership.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { cityBox } from '../builders.ts'
import { anyTown } from '../databases.ts'
import { gridCount } from '../town.ts'
import { expectProblem, serveApp } from './apiServer.ts'

anyTown("a plan's grids as GeoJSON", (database) => {
  const server = serveApp(database)
  const grids = async () => (await server().get('/api/plans/town-1/grids')).json<GridCollection>()
  const polygons = async () => (await grids()).features.map(({ geometry }) => JSON.stringify(geometry))

  it('is what the contract says, with a media type of its own', async () => {
    const answer = await server().get('/api/plans/town-1/grids')
    expect(answer.headers['content-type']).toBe('application/geo+json')
    const collection = gridCollection.strict().parse(answer.json())
    expect(collection.features.map(({ id }) => id)).toEqual(Array.from({ length: gridCount }, (_, index) => index + 1))
    expect(answer.json().features[0].properties).toMatchObject({ number: 1, code: '31010101', name: '西区01网格' })
  })

  it('has closed rings after the right-hand rule, in degrees', async () => {
    for (const { geometry } of (await grids()).features) {
      for (const polygon of geometry.coordinates) {
        for (const [index, ring] of polygon.entries()) {
          expect(ring.length).toBeGreaterThanOrEqual(4)
          expect(ring[0]).toEqual(ring.at(-1))
          expect(Math.sign(signedArea(ring))).toBe(index === 0 ? 1 : -1)
          for (const [lng, lat] of ring) {
            expect(lng).toBeGreaterThan(cityBox[0] - 0.1)
            expect(lat).toBeLessThan(cityBox[3] + 0.1)
          }
        }
      }
    }
  })

  it('tiles the city: valid, no overlap, and the union has the sum of the areas', async () => {
    const shapes = await polygons()
    const { rows } = await sql<{ valid: number; sum: number; whole: number; pieces: number; overlaps: number }>`
      with grid as (select row_number() over () as number, ST_GeomFromGeoJSON(shape) as shape from unnest(${shapes}::text[]) as shape),
      united as (select ST_Union(shape) as shape from grid)
      select (select count(*) filter (where ST_IsValid(shape)) from grid) as valid,
             (select sum(ST_Area(shape)) from grid) as sum,
             (select ST_Area(shape) from united) as whole,
             (select ST_NumGeometries(ST_Multi(shape)) from united) as pieces,
             (select count(*) from grid a join grid b on a.number < b.number and ST_Overlaps(a.shape, b.shape)) as overlaps`.execute(
      database().kysely,
    )
    const [result] = rows
    expect(result).toMatchObject({ valid: gridCount, pieces: 1, overlaps: 0 })
    expect(Math.abs((result?.whole ?? 0) / (result?.sum ?? 1) - 1)).toBeLessThan(1e-12)
  })

  it('covers the same ground as the cells themselves', async () => {
    const cells = (await server().get('/api/cities/town/cells?format=geojson')).json<GeoJSON.FeatureCollection>()
    const hexagons = cells.features.map(({ geometry }) => JSON.stringify(geometry))
    const { rows } = await sql<{ grids: number; cells: number }>`
      select (select sum(ST_Area(ST_GeomFromGeoJSON(shape))) from unnest(${await polygons()}::text[]) as shape) as grids,
             (select sum(ST_Area(ST_GeomFromGeoJSON(shape))) from unnest(${hexagons}::text[]) as shape) as cells`.execute(
      database().kysely,
    )
    expect(Math.abs((rows[0]?.grids ?? 0) / (rows[0]?.cells ?? 1) - 1)).toBeLessThan(1e-6)
  })

  it('owns 1,000 random points as PostGIS covers them', async () => {
    const [west, south, east, north] = cityBox
    const coordinate = (low: number, high: number) => fc.double({ min: low - 0.03, max: high + 0.03, noNaN: true })
    const points = fc
      .sample(fc.tuple(coordinate(west, east), coordinate(south, north)), { numRuns: 1000, seed: 7 })
      .map(([lon, lat], index) => ({ id: `p${index}`, lon, lat }))
    const answer = await server().post('/api/plans/town-1/ownership', { crs: 'wgs84', points })
    const { results, owned, unresolved } = answer.json<typeof ownershipBatchResult._output>()
    expect(owned + unresolved).toBe(1000)
    expect(Math.min(owned, unresolved)).toBeGreaterThan(50)

    const { rows } = await sql<{ id: number; grid: number | null; margin: number }>`
      with grid as (select number, ST_SetSRID(ST_GeomFromGeoJSON(shape), 4326) as shape
                    from unnest(${await polygons()}::text[]) with ordinality as listed (shape, number)),
      point as (select id, ST_SetSRID(ST_MakePoint(lon, lat), 4326) as place
                from unnest(${points.map(({ lon }) => lon)}::float8[], ${points.map(({ lat }) => lat)}::float8[])
                     with ordinality as listed (lon, lat, id))
      select p.id, (select min(g.number) from grid g where ST_Covers(g.shape, p.place)) as grid,
             (select min(ST_Distance(ST_Boundary(g.shape), p.place)) from grid g) as margin
      from point p order by p.id`.execute(database().kysely)
    const { grids } = (await server().get('/api/plans/town-1')).json<PlanDetail>()
    const idOf = (number: number | null) => grids.find((grid) => grid.number === number)?.gridId ?? null
    const mismatches = rows.filter(
      ({ grid, margin }, index) => margin > 1e-7 && idOf(grid) !== (results[index]?.grid?.gridId ?? null),
    )
    expect(mismatches).toEqual([])
    expect(rows.filter(({ margin }) => margin > 1e-7).length).toBeGreaterThan(990)
  })

  it('answers for one point with the rule and the reason', async () => {
    const at = (lon: number, lat: number, crs = 'wgs84') =>
      server().get(`/api/plans/town-1/ownership?lon=${lon}&lat=${lat}&crs=${crs}`)
    expect((await at(121.45, 31.2)).json()).toMatchObject({
      version: null,
      place: { basis: 'cell', rule: 'cell', reason: null, grid: { name: expect.stringMatching(/网格$/), main: null } },
    })
    expect((await at(0, 0)).json()).toMatchObject({
      place: { basis: 'unresolved', reason: 'outside-city', grid: null },
    })
    const shifted = await at(121.45, 31.2, 'bd09')
    expect(shifted.json().place.cellId).not.toBe((await at(121.45, 31.2)).json().place.cellId)
    const problem = expectProblem(await at(500, 31.2), 400, 'invalid-request')
    expect(problem.errors).toMatchObject([{ path: 'query.lon', value: '500' }])
    expectProblem(await server().get('/api/plans/town-1/ownership?lon=1&lat=1'), 400, 'invalid-request')
    expectProblem(await server().get('/api/plans/town-1/ownership?lon=&lat=&crs=wgs84'), 400, 'invalid-request')
  })

  it('stands beside the districts and the cells', async () => {
    const districts = (await server().get('/api/cities/town/districts')).json<GeoJSON.FeatureCollection>()
    expect(districts.features.map(({ properties }) => properties?.name)).toEqual(['西区', '东区'])
    expect((await server().get('/api/cities/town/districts?level=community')).json().features).toEqual([])
    expectProblem(await server().get('/api/cities/nowhere/districts'), 404, 'city-not-found')
  })
})

/** Twice the area in square degrees, positive where the ring runs counter-clockwise. */
function signedArea(ring: readonly (readonly number[])[]): number {
  let doubled = 0
  for (let i = 1; i < ring.length; i++) {
    const [ax = 0, ay = 0] = ring[i - 1] ?? []
    const [bx = 0, by = 0] = ring[i] ?? []
    doubled += ax * by - bx * ay
  }
  return doubled
}
