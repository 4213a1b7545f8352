import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { valuesOf } from '../../../partition/index.ts'
import { decodeCells } from '../../../server/contract/cellsBinary.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { eachTown } from '../databases.ts'
import { expectProblem, serve, serveApp } from './apiServer.ts'

eachTown('the server', (database, driver) => {
  const server = serveApp(database)

  it('tells its health and what the sandbox must know', async () => {
    expect((await server().get('/api/health')).json()).toEqual({ status: 'ok', version: '0.1.0', database: driver })
    const config = (await server().get('/api/config')).json()
    expect(config).toEqual({ version: '0.1.0', basemapUrl: null, languages: ['zh-CN', 'en'] })
  })

  it('lists cities with their snapshots, and their plans', async () => {
    const { cities } = (await server().get('/api/cities')).json()
    expect(cities).toMatchObject([{ code: 'town', resolution: 8, snapshot: { rowsRead: 4000, rowsRejected: 0 } }])
    expect((await server().get('/api/cities/town')).json()).toEqual(cities[0])
    expect((await server().get('/api/cities/town/plans')).json()).toMatchObject({ plans: [{ planId: 'town-1' }] })
    expect(expectProblem(await server().get('/api/cities/no'), 404, 'city-not-found').detail).toContain('town')
  })

  it('answers cells in bytes that decode to the same cells and figures as in GeoJSON', async () => {
    const answer = await server().get('/api/cities/town/cells')
    const cells = decodeCells(answer.rawPayload)
    const { city, facts } = await loadPlanState(database(), 'town-1')
    expect(cells.cellIds).toEqual(city.lattice.cellIds)
    expect(cells.figures.keys).toEqual(facts.keys)
    expect(cells.figures.values.map((values) => [...values])).toEqual(facts.values.map((values) => [...values]))
    expect(cells.districts.map(({ name }) => name)).toEqual(['西区', '东区'])

    const geojson = (await server().get('/api/cities/town/cells?format=geojson')).json<GeoJSON.FeatureCollection>()
    expect(geojson.features.map(({ id }) => id)).toEqual(Array.from(cells.cellIds, (id) => id.toString(16)))
    expect(geojson.features.map(({ properties }) => properties?.figures.customers)).toEqual([
      ...valuesOf(cells.figures, 'customers'),
    ])
    const { etag } = (await server().get('/api/cities/town/cells?format=geojson')).headers
    const again = await server().get('/api/cities/town/cells?format=geojson', { 'if-none-match': String(etag) })
    expect(again.statusCode).toBe(304)
  })

  it('gives the balance report as data, page and table', async () => {
    const report = (await server().get('/api/plans/town-1/report')).json()
    expect(report).toMatchObject({ isBalanced: true, within: 12, plan: { planId: 'town-1' } })
    expect(report.reconciliation.every(({ agrees }: { agrees: boolean }) => agrees)).toBe(true)
    const page = await server().get('/api/plans/town-1/report?format=html&lang=zh-CN')
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.body).toContain('西区01网格')
    const table = await server().get('/api/plans/town-1/report?format=csv&lang=en')
    expect(table.headers['content-disposition']).toContain('town-1-r0-s1.csv')
    expect(table.body.trim().split(/\r?\n/).length).toBeGreaterThan(12)
    expectProblem(await server().get('/api/plans/town-1/report?format=pdf'), 400, 'invalid-request')
  })

  it('describes itself in OpenAPI 3.1, every address with its problems, and as a page that loads nothing from elsewhere', async () => {
    const document = (await server().get('/openapi.json')).json()
    expect(document.openapi).toBe('3.1.0')
    expect(Object.keys(document.paths).sort()).toEqual([
      '/api/cities',
      '/api/cities/{city}',
      '/api/cities/{city}/accounts',
      '/api/cities/{city}/areas',
      '/api/cities/{city}/assignment-imports',
      '/api/cities/{city}/audit',
      '/api/cities/{city}/barriers',
      '/api/cities/{city}/cells',
      '/api/cities/{city}/claims',
      '/api/cities/{city}/claims/{claim}',
      '/api/cities/{city}/cluster-grids',
      '/api/cities/{city}/compare',
      '/api/cities/{city}/corrections',
      '/api/cities/{city}/corrections/{submission}/decision',
      '/api/cities/{city}/customers/{customer}/history',
      '/api/cities/{city}/disputes',
      '/api/cities/{city}/disputes/{dispute}',
      '/api/cities/{city}/disputes/{dispute}/ruling',
      '/api/cities/{city}/districts',
      '/api/cities/{city}/divisions',
      '/api/cities/{city}/divisions/{division}',
      '/api/cities/{city}/figures',
      '/api/cities/{city}/grid-members',
      '/api/cities/{city}/grids/{gridId}',
      '/api/cities/{city}/jobs',
      '/api/cities/{city}/jobs/{job}',
      '/api/cities/{city}/jobs/{job}/events',
      '/api/cities/{city}/lineage',
      '/api/cities/{city}/links',
      '/api/cities/{city}/links/{link}',
      '/api/cities/{city}/outlets',
      '/api/cities/{city}/owner-changes',
      '/api/cities/{city}/owner-changes/{ownerChange}',
      '/api/cities/{city}/owner-changes/{ownerChange}/decision',
      '/api/cities/{city}/owner-imports',
      '/api/cities/{city}/ownership',
      '/api/cities/{city}/ownership/export',
      '/api/cities/{city}/parties',
      '/api/cities/{city}/partitions',
      '/api/cities/{city}/periods',
      '/api/cities/{city}/places',
      '/api/cities/{city}/plans',
      '/api/cities/{city}/rollbacks',
      '/api/cities/{city}/rollbacks/{submission}/decision',
      '/api/cities/{city}/rules',
      '/api/cities/{city}/settings',
      '/api/cities/{city}/snapshots',
      '/api/cities/{city}/snapshots/{snapshot}',
      '/api/cities/{city}/units',
      '/api/cities/{city}/versions',
      '/api/cities/{city}/versions/{version}',
      '/api/cities/{city}/versions/{version}/movements',
      '/api/cities/{city}/versions/{version}/withdrawal',
      '/api/config',
      '/api/health',
      '/api/plans/{plan}',
      '/api/plans/{plan}/archive',
      '/api/plans/{plan}/assignment',
      '/api/plans/{plan}/commands',
      '/api/plans/{plan}/copies',
      '/api/plans/{plan}/decision',
      '/api/plans/{plan}/events',
      '/api/plans/{plan}/grids',
      '/api/plans/{plan}/grids/{gridId}/lineage',
      '/api/plans/{plan}/grids/{gridId}/split-proposals',
      '/api/plans/{plan}/impact',
      '/api/plans/{plan}/life',
      '/api/plans/{plan}/ownership',
      '/api/plans/{plan}/rebase',
      '/api/plans/{plan}/report',
      '/api/plans/{plan}/submission',
      '/api/plans/{plan}/verification',
      '/api/session',
    ])
    for (const operations of Object.values(document.paths) as Record<string, { summary?: string; tags?: string[] }>[])
      for (const operation of Object.values(operations)) {
        expect(operation.summary).toBeTruthy()
        expect(operation.tags).toHaveLength(1)
      }
    const page = await server().get('/docs/')
    expect(page.statusCode).toBe(200)
    expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//)
  })

  it('lets a page load nothing from elsewhere, and no browser guess at types', async () => {
    const { headers } = await server().get('/api/health')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("worker-src 'self' blob:")
    expect(policy).not.toMatch(/https?:|unsafe-eval|upgrade-insecure/)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['strict-transport-security']).toBeUndefined()
  })

  it('compresses what is worth it', async () => {
    const answer = await server().get('/openapi.json', { 'accept-encoding': 'gzip' })
    expect(answer.headers['content-encoding']).toBe('gzip')
    expect(answer.headers.etag).toMatch(/^W\//)
  })

  it('answers every mistake with problem details', async () => {
    expectProblem(await server().get('/api/nothing'), 404, 'not-found')
    expectProblem(await server().get('/'), 404, 'not-found')
    expectProblem(await server().get('/api/cities/%E0%A4%A'), 400, 'invalid-request')
    expectProblem(await server().get(`/api/cities/${'x'.repeat(5000)}`), 414, 'address-too-long')
    expectProblem(await server().get('/api/cities/Taipei'), 400, 'invalid-request')
    const inject = server().app.inject.bind(server().app)
    const commands = '/api/plans/town-1/commands'
    const json = { 'content-type': 'application/json' }
    expectProblem(await inject({ method: 'PUT', url: commands, payload: {} }), 404, 'not-found')
    expectProblem(await inject({ method: 'POST', url: commands, headers: json, payload: '{"a":' }), 400, 'invalid-json')
    expectProblem(await inject({ method: 'POST', url: commands, headers: json }), 400, 'invalid-request')
    const xml = { 'content-type': 'application/xml' }
    expectProblem(
      await inject({ method: 'POST', url: commands, headers: xml, payload: '<a/>' }),
      415,
      'unsupported-media-type',
    )
    const large = JSON.stringify({ grids: 5, name: 'x'.repeat(2_000_000) })
    const partitions = '/api/cities/town/partitions'
    expectProblem(
      await inject({ method: 'POST', url: partitions, headers: json, payload: large }),
      413,
      'request-too-large',
    )
  })

  it('repeats of a bad value no more than a line', async () => {
    const body = { commandId: 'y'.repeat(5000), baseRevision: 0, command: { kind: 'paint', grid: 1, cells: [1] } }
    const problem = expectProblem(await server().post('/api/plans/town-1/commands', body), 400, 'invalid-request')
    expect(problem.errors?.[0]?.path).toBe('body.commandId')
    expect(String(problem.errors?.[0]?.value).length).toBeLessThan(250)
  })

  it('keeps a request that asks too often waiting', async () => {
    const strict = await serve(database(), 3)
    try {
      for (let i = 0; i < 3; i++) expect((await strict.get('/api/config')).statusCode).toBe(200)
      const answer = await strict.get('/api/config')
      expectProblem(answer, 429, 'too-many-requests')
      expect(answer.headers['retry-after']).toBeDefined()
    } finally {
      await strict.app.close()
    }
  })

  it('says so when bytes are no HTTP, and closes the connection', async () => {
    await server().app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = server().app.server.address() as AddressInfo
    const answer = await new Promise<string>((resolve, reject) => {
      let text = ''
      connect(port, '127.0.0.1')
        .on('data', (chunk) => {
          text += chunk.toString()
        })
        .on('close', () => resolve(text))
        .on('error', reject)
        .end('EHLO shapan\r\n\r\n')
    })
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request/)
    expect(answer).toContain('application/problem+json')
    expect(answer).toContain('"code":"malformed-http"')
  })

  it('says that it is not well when its database has gone', async () => {
    await database().close()
    for (const address of ['/api/health', '/api/cities', '/api/plans/town-1/report']) {
      const answer = await server().get(address)
      expect(answer.statusCode).toBe(503)
      expect(answer.headers['retry-after']).toBe('5')
    }
  })
})
