import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { UnitCollection } from '../../../server/contract/places.ts'
import { tasksInThreads } from '../../../server/threads/threads.ts'
import { square } from '../builders.ts'
import { anyTown } from '../databases.ts'
import { expectProblem, serveApp } from './apiServer.ts'

anyTown('a file of places over HTTP', (database) => {
  const server = serveApp(database)
  const geojson = 'application/geo+json'
  const send = (query: string, payload: string | Buffer, headers: Record<string, string>) =>
    server().app.inject({ method: 'POST', url: `/api/cities/town/places?${query}`, payload, headers })
  const estate = (code: string, west: number, south: number) => ({
    type: 'Feature',
    properties: { code, name: `${code}小区` },
    geometry: { type: 'Polygon', coordinates: square(west, south, west + 0.02, south + 0.02) },
  })
  const collection = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features })
  const units = async () => (await server().get('/api/cities/town/units')).json<UnitCollection>().features

  it('takes the place of what there was of the kind, or goes beside it', async () => {
    const file = collection(estate('E1', 121.43, 31.15), { ...estate('E2', 0, 0), geometry: null })
    const answer = await send('kind=estate&crs=wgs84', file, { 'content-type': geojson })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toMatchObject({
      ...{ city: 'town', kind: 'estate', sourceName: 'upload', rowsRead: 2, rowsRejected: 1, loaded: 1, removed: 0 },
      columnMap: { code: 'code', name: 'name' },
      rejects: [{ line: 2, code: 'bad-geometry' }],
      warnings: [{ code: expect.any(String), text: expect.any(String) }],
    })
    const beside = collection(estate('E3', 121.5, 31.2))
    const headers = { 'content-type': geojson, 'content-encoding': 'gzip' }
    expect((await send('kind=estate&crs=wgs84&merge=true&name=more', gzipSync(beside), headers)).json()).toMatchObject({
      sourceName: 'more',
      loaded: 1,
    })
    expect((await units()).map(({ id }) => id)).toEqual(['estate E1', 'estate E3'])
    await send('kind=estate&crs=wgs84', beside, { 'content-type': geojson })
    expect((await units()).map(({ id }) => id)).toEqual(['estate E3'])
  })

  it('may be a table, read in a thread where it is long', async () => {
    const before = tasksInThreads.get('readPlaceBytes') ?? 0
    const rows = Array.from(
      { length: 6000 },
      (_, i) => `T${i},${i}号楼,${121.41 + (i % 180) / 1000},${31.11 + (i % 170) / 1000}`,
    )
    const answer = await send('kind=building&crs=wgs84&map=code=楼号', `楼号,名称,经度,纬度\n${rows.join('\n')}\n`, {
      'content-type': 'text/csv; charset=utf-8',
    })
    expect(answer.json()).toMatchObject({ loaded: 6000, columnMap: { code: '楼号', name: '名称' } })
    expect(tasksInThreads.get('readPlaceBytes')).toBe(before + 1)
  })

  describe('is refused', () => {
    const file = collection(estate('E1', 121.43, 31.15))
    it.each([
      ['of another type', 'kind=estate&crs=wgs84', file, 'application/json', 415, 'unsupported-media-type'],
      ['of a type that nothing takes', 'kind=estate&crs=wgs84', file, 'application/xml', 415, 'unsupported-media-type'],
      ['of no kind', 'crs=wgs84', file, geojson, 400, 'invalid-request'],
      ['that is no GeoJSON', 'kind=estate&crs=wgs84', '{"type": 7}', geojson, 422, 'invalid-places'],
      ['with nothing in it', 'kind=estate&crs=wgs84', collection(), geojson, 422, 'invalid-places'],
      ['of another place', 'kind=estate&crs=wgs84', collection(estate('E', 10, 10)), geojson, 422, 'nothing-to-load'],
      ['without a code', 'kind=building&crs=wgs84', 'a,b\n1,2\n', 'text/csv', 422, 'missing-column'],
    ] as const)('%s', async (_, query, payload, type, status, code) => {
      expectProblem(await send(query, payload, { 'content-type': type }), status, code)
    })

    it('packed twice, too large, or while another import runs', async () => {
      const packed = await send('kind=estate&crs=wgs84', gzipSync(file), { 'content-type': geojson })
      expectProblem(packed, 422, 'wrong-file-type')
      const large = Buffer.alloc(16 * 1024 * 1024 + 1, ' ')
      expectProblem(await send('kind=estate&crs=wgs84', large, { 'content-type': geojson }), 413, 'request-too-large')
      const { city_id: cityId } = await database().kysely.selectFrom('city').select('city_id').executeTakeFirstOrThrow()
      const unlock = await database().tryLock(`import/${cityId}`)
      expectProblem(await send('kind=estate&crs=wgs84', file, { 'content-type': geojson }), 409, 'import-running')
      await unlock?.()
    })

    it('where an address takes JSON', async () => {
      const options = {
        method: 'PUT',
        url: '/api/cities/town/rules',
        payload: file,
        headers: { 'content-type': geojson },
      } as const
      expectProblem(await server().app.inject(options), 415, 'unsupported-media-type')
    })
  })
})
