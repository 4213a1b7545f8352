import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { anyTown } from '../databases.ts'
import { serve, serveApp } from './apiServer.ts'

const token = 'k3wG-uV9p_Qz71hXm2Yt'
/** What must never be found: a place, who lives there, how one gets in, and what people call things. */
const secrets = ['121.4737', '31.2304', '1214737', 'customer-4711', token, 'guessed-token-0815', '秘密方案']

anyTown('the log at its most talkative', (database) => {
  serveApp(database)

  async function talkative() {
    const lines: string[] = []
    const { app } = await serve(
      database(),
      1_000_000,
      { token, logLevel: 'trace' },
      { write: (line) => void lines.push(line) },
    )
    onTestFinished(() => app.close())
    await app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = app.server.address() as AddressInfo
    return { app, lines, port, url: `http://127.0.0.1:${port}` }
  }

  it('holds no place, no customer, no token and no name, whatever is asked and however it fails', async () => {
    const { lines, url, port } = await talkative()
    const headers = { authorization: `Bearer ${token}` }
    const json = { ...headers, 'content-type': 'application/json' }
    const ask = async (path: string, init: RequestInit = {}) => (await fetch(url + path, { headers, ...init })).status
    const post = (path: string, body: unknown, more = {}) =>
      ask(path, { method: 'POST', headers: { ...json, ...more }, body: JSON.stringify(body) })
    const point = 'lon=121.4737&lat=31.2304&crs=wgs84'

    expect(await ask(`/api/plans/town-1/ownership?${point}`)).toBe(200)
    expect(await ask(`/api/plans/nowhere-1/ownership?${point}`)).toBe(404)
    expect(await ask(`/api/plans/town-1/ownership?${point}&customer=customer-4711`)).toBe(400)
    expect(await ask('/api/plans/town-1/ownership?lon=1214737&lat=31.2304&crs=wgs84')).toBe(400)
    expect(await ask(`/nothing/121.4737/31.2304?customer=customer-4711`)).toBe(404)
    expect(await ask('/api/cities/customer-4711')).toBe(404)
    expect(await ask(`/api/cities/${'customer-4711'.repeat(40)}`)).toBe(414)
    expect(await ask('/api/cities/%E0%A4%A?lon=121.4737')).toBe(400)
    const points = [{ id: 'customer-4711', lon: 121.4737, lat: 31.2304 }]
    expect(await post('/api/plans/town-1/ownership', { crs: 'wgs84', points })).toBe(200)
    expect(await post('/api/plans/town-1/ownership', { crs: 'mars', points })).toBe(400)
    expect(await post('/api/cities/town/partitions', { grids: 0, name: '秘密方案' })).toBe(400)
    expect(await ask('/api/cities', { headers: { authorization: 'Bearer guessed-token-0815' } })).toBe(401)
    expect(await ask('/api/cities', { headers: { cookie: 'shapan_session=guessed-token-0815' } })).toBe(401)
    expect(await post('/api/session', { token })).toBe(200)
    expect(await post('/api/session', { token: 'guessed-token-0815' })).toBe(401)
    expect(await post('/api/cities/town/partitions', {}, { origin: 'https://customer-4711.example' })).toBe(403)
    await sendBytes(
      port,
      `GET /api/plans/town-1/ownership?${point} HTTP/1.1\r\nhost: customer-4711.example\r\nconnection: close\r\n\r\n`,
    )
    await sendBytes(port, `GET /?${point} NONSENSE\r\n\r\n`)
    // A client that leaves in the middle of its request.
    await sendBytes(
      port,
      `POST /api/plans/town-1/ownership?${point} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{"points":[{"id":"customer-4711"`,
    )

    const log = lines.join('')
    expect(log).toContain('GET /api/plans/:plan/ownership')
    expect(log).toContain('POST /api/plans/:plan/ownership')
    for (const secret of secrets) expect(log, `the log repeats ${secret}`).not.toContain(secret)
  })

  it('tells of a failure where it happened and what kind it was, without the rows a database repeats', async () => {
    const { app, lines } = await talkative()
    const failure = await database()
      .execute(`select 'customer-4711 at 121.4737'::int`)
      .catch((error: unknown) => error)
    const doubled = Object.assign(new Error('duplicate key'), {
      code: '23505',
      constraint: 'customer_pkey',
      table: 'customer',
      detail: 'Key (id)=(customer-4711) already exists.',
      where: 'COPY customer, line 1: "customer-4711 121.4737 31.2304"',
    })
    app.log.error({ err: failure }, 'a test')
    app.log.error({ err: new Error('outer', { cause: doubled }) }, 'a test')
    const [invalid, outer] = lines.slice(-2).map((line) => JSON.parse(line))
    expect(invalid.err).toMatchObject({ code: '22P02', stack: expect.stringContaining(' at ') })
    expect(outer.err).toMatchObject({ message: 'outer', cause: { code: '23505', constraint: 'customer_pkey' } })
    for (const secret of secrets) expect(lines.join('')).not.toContain(secret)
  })

  it('names the request that failed by its pattern, when the database has gone', async () => {
    const { lines, url } = await talkative()
    await database().kysely.destroy()
    const answer = await fetch(`${url}/api/plans/elsewhere-1/ownership?lon=121.4737&lat=31.2304&crs=wgs84`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(answer.status).toBeGreaterThanOrEqual(500)
    expect(lines.join('')).toContain('GET /api/plans/:plan/ownership failed')
    for (const secret of secrets) expect(lines.join('')).not.toContain(secret)
  })
})

async function sendBytes(port: number, bytes: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes))
    socket.on('error', () => resolve())
    socket.on('close', () => resolve())
    socket.resume()
  })
}
