import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { loadConfig } from '../../../server/base/config.ts'
import { buildApp } from '../../../server/start/app.ts'
import { anyTown } from '../databases.ts'
import { expectProblem, serveApp } from './apiServer.ts'

const browser = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' }

anyTown('addresses and their parameters', (database) => {
  const server = serveApp(database)

  it('refuses a parameter it does not know, on every address there is, with or without a value', async () => {
    const { paths } = (await server().get('/openapi.json')).json<{
      paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>
    }>()
    let asked = 0
    for (const [path, operations] of Object.entries(paths))
      for (const [method, { parameters = [] }] of Object.entries(operations)) {
        const known = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)
        for (const query of ['nosuch=1', 'nosuch', 'nosuch=', '__proto__=1']) {
          const url = `${path.replace('{city}', 'town').replace('{plan}', 'town-1').replace('{job}', 'x')}?${query}`
          const answer = await server().app.inject({ method: method.toUpperCase() as 'GET', url })
          const problem = expectProblem(answer, 400, 'invalid-request')
          expect(problem.detail, `${method} ${url}`).toContain(query.split('=', 1)[0])
          for (const name of known) expect(problem.detail, `${method} ${url}`).toContain(name)
          asked++
        }
      }
    expect(asked).toBeGreaterThan(60)
  })

  it('takes the parameters it describes, and one without a value as if it had not been sent', async () => {
    for (const url of [
      '/api/cities/town/cells?format=geojson',
      '/api/cities/town/districts?level=',
      '/api/cities/town/jobs?limit=5',
      '/api/plans/town-1/commands?after=0',
      '/api/plans/town-1/report?format=json&lang=en',
      '/api/plans/town-1/ownership?lon=121.5&lat=31.2&crs=wgs84',
      '/api/cities?',
    ])
      expect((await server().get(url)).statusCode, url).toBe(200)
  })

  it('answers an unknown address with 404, and with the sandbox only a browser that asks for a page', async () => {
    const siteDirectory = mkdtempSync(join(tmpdir(), 'shapan-site-'))
    onTestFinished(() => rmSync(siteDirectory, { recursive: true }))
    mkdirSync(join(siteDirectory, 'assets'))
    writeFileSync(join(siteDirectory, 'index.html'), '<title>the sandbox</title>')
    const app = await buildApp({ config: loadConfig({ LOG_LEVEL: 'silent' }), database: database(), siteDirectory })
    onTestFinished(() => app.close())
    const unknown = [
      '/ogc',
      '/metrics',
      '/readyz',
      '/sandbx',
      '/api',
      '/api/nothing',
      '/docs/nothing',
      '/robots.txt',
      '/assets/old.js',
    ]
    for (const url of unknown)
      for (const method of ['GET', 'HEAD', 'POST'] as const)
        for (const accept of [undefined, '*/*', 'application/json', 'application/json, text/html;q=0.9']) {
          const answer = await app.inject({ method, url, headers: accept === undefined ? {} : { accept } })
          expect([method, url, accept, answer.statusCode]).toEqual([method, url, accept, 404])
          expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
        }
    for (const url of ['/api/nothing', '/docs/nothing', '/robots.txt', '/assets/old.js'])
      expectProblem(await app.inject({ url, headers: browser }), 404, 'not-found')
    for (const url of ['/', '/?city=town&plan=town-1', '/sandbx']) {
      const answer = await app.inject({ url, headers: browser })
      expect([answer.statusCode, answer.body]).toEqual([200, '<title>the sandbox</title>'])
    }
    // The first page is there for whoever asks.
    expect((await app.inject('/')).statusCode).toBe(200)
  })
})
