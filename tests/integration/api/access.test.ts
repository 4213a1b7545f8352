import type { InjectOptions } from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import type { Config } from '../../../server/base/config.ts'
import { anyDatabase } from '../databases.ts'
import { expectProblem, serve } from './apiServer.ts'

const token = 'k3wG-uV9p_Qz71hXm2Yt'
const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const bearer = { authorization: `Bearer ${token}` }

anyDatabase('who is let in', (database) => {
  async function server(settings: Partial<Config>) {
    const { app } = await serve(database(), 1_000_000, settings)
    onTestFinished(() => app.close())
    return (options: InjectOptions) => app.inject(options)
  }

  async function logIn(ask: Awaited<ReturnType<typeof server>>, headers: Record<string, string> = {}) {
    const answer = await ask({ method: 'POST', url: '/api/session', headers, payload: { token } })
    const cookie = String(answer.headers['set-cookie'])
    return { answer, cookie, headers: { cookie: cookie.split(';')[0] ?? '' } }
  }

  it('is nobody without the token: every address but health and the log-in itself answers 401', async () => {
    const ask = await server({ token })
    const { paths } = (await ask({ url: '/openapi.json', headers: bearer })).json<{
      paths: Record<string, Record<string, { security?: unknown[] }>>
    }>()
    let asked = 0
    for (const [path, operations] of Object.entries(paths))
      for (const [method, { security }] of Object.entries(operations)) {
        const url = path.replace(/\{\w+\}/g, 'x')
        const answer = await ask({ method: method.toUpperCase() as 'GET', url })
        asked++
        const isOpen = path === '/api/health' || path === '/api/session'
        expect(security, `${method} ${path}`).toEqual(isOpen ? [] : undefined)
        if (isOpen) expect(answer.statusCode, `${method} ${path}`).not.toBe(401)
        else expectProblem(answer, 401, 'login-required')
      }
    expect(asked).toBeGreaterThan(15)
    for (const url of [
      '/',
      '/docs',
      '/docs/',
      '/docs/static/swagger-ui.css',
      '/openapi.json',
      '/favicon.svg',
      '/nothing',
      '/api/nothing',
    ])
      expectProblem(await ask({ url }), 401, 'login-required')
    expect((await ask({ url: '/api/health' })).json()).not.toHaveProperty('token')
  })

  it('is a machine that sends the token with its request', async () => {
    const ask = await server({ token })
    expect((await ask({ url: '/api/cities', headers: bearer })).statusCode).toBe(200)
    expect((await ask({ url: '/api/cities', headers: { authorization: `bearer  ${token}` } })).statusCode).toBe(200)
    for (const authorization of [
      token,
      `Basic ${token}`,
      'Bearer',
      'Bearer ',
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
    ]) {
      const answer = await ask({ url: '/api/cities', headers: { authorization } })
      const problem = expectProblem(answer, 401, 'login-required')
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="Shapan"')
      expect(JSON.stringify(problem)).not.toContain(token)
    }
  })

  it('is a browser that has shown the token once, by a cookie that scripts cannot read and that is not the token', async () => {
    const ask = await server({ token })
    expect((await ask({ url: '/api/session' })).json()).toEqual({ loginRequired: true, signedIn: false })
    expectProblem(
      await ask({ method: 'POST', url: '/api/session', payload: { token: `${token}x` } }),
      401,
      'login-required',
    )
    const { answer, cookie, headers } = await logIn(ask)
    expect(answer.json()).toEqual({ loginRequired: true, signedIn: true })
    expect(cookie).toMatch(/^shapan_session=[\w.-]+; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/)
    expect(cookie).not.toContain(token)
    expect((await ask({ url: '/api/cities', headers })).statusCode).toBe(200)
    expect((await ask({ url: '/api/session', headers })).json()).toEqual({ loginRequired: true, signedIn: true })
    expectProblem(await ask({ url: '/api/cities', headers: { cookie: 'shapan_session=1.2.3' } }), 401, 'login-required')
    const out = await ask({
      method: 'DELETE',
      url: '/api/session',
      headers: { ...headers, origin: 'http://localhost:80' },
    })
    expect(out.headers['set-cookie']).toContain('Max-Age=0')
  })

  it('is not a browser that has shown another token: nothing is set, and nothing goes wrong behind the answer', async () => {
    const lines: string[] = []
    const { app } = await serve(
      database(),
      1_000_000,
      { token, logLevel: 'warn' },
      { write: (line) => void lines.push(line) },
    )
    onTestFinished(() => app.close())
    for (const wrong of [`${token}x`, 'x', token.toUpperCase()]) {
      const answer = await app.inject({ method: 'POST', url: '/api/session', payload: { token: wrong } })
      expectProblem(answer, 401, 'login-required')
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
    expect(lines).toEqual([])
  })

  it('marks the cookie as Secure under TLS, which a trusted proxy tells', async () => {
    const forwarded = { 'x-forwarded-proto': 'https' }
    expect((await logIn(await server({ token }), forwarded)).cookie).not.toContain('Secure')
    expect((await logIn(await server({ token, trustProxy: 1 }), forwarded)).cookie).toMatch(/; Secure$/)
  })

  it('shows a browser the page that asks for the token, in its language, and nothing that the page would have to load', async () => {
    const ask = await server({ token })
    for (const [language, word] of [
      ['zh-CN,zh;q=0.9,en;q=0.8', '访问令牌'],
      ['en-GB,en', 'Access token'],
      ['de', 'Access token'],
    ] as const) {
      for (const url of ['/', '/?city=town', '/docs/', '/api/plans/town-1/report?format=html']) {
        const answer = await ask({ url, headers: { ...browser, 'accept-language': language } })
        expect([answer.statusCode, answer.headers['content-type']]).toEqual([401, 'text/html; charset=utf-8'])
        expect(answer.headers['cache-control']).toBe('no-store')
        expect(answer.body).toContain(word)
        expect(answer.body).not.toMatch(/(src|href)="(?!data:)/)
        expect(answer.headers['content-security-policy']).toMatch(
          /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-/,
        )
      }
    }
    expectProblem(await ask({ method: 'POST', url: '/api/nothing', headers: browser }), 401, 'login-required')
  })

  it('is not another page that uses a browser’s session, or no session at all, to change something', async () => {
    const commands = '/api/plans/town-1/commands'
    const change = (ask: Awaited<ReturnType<typeof server>>, headers: Record<string, string>) =>
      ask({ method: 'POST', url: commands, headers, payload: {} })
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost:5173' },
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'http://localhost:80', 'sec-fetch-site': 'cross-site' },
    ]
    const own: Record<string, string>[] = [{ origin: 'http://localhost' }, { 'sec-fetch-site': 'same-origin' }]

    const unguarded = await server({})
    for (const headers of foreign) expectProblem(await change(unguarded, headers), 403, 'foreign-origin')
    for (const headers of [...own, {}])
      expectProblem(await change(unguarded, { host: 'localhost', ...headers }), 400, 'invalid-request')

    const guarded = await server({ token })
    const { headers: session } = await logIn(guarded)
    for (const headers of [...foreign, {}])
      expectProblem(await change(guarded, { ...session, ...headers }), 403, 'foreign-origin')
    for (const headers of own)
      expectProblem(await change(guarded, { host: 'localhost', ...session, ...headers }), 400, 'invalid-request')
    // A program has the token and no origin.
    expectProblem(await change(guarded, bearer), 400, 'invalid-request')
    // Nor is another page let log a browser in.
    for (const headers of foreign)
      expectProblem(
        await guarded({ method: 'POST', url: '/api/session', headers, payload: { token } }),
        403,
        'foreign-origin',
      )
  })

  it('takes no body but JSON, which a form cannot send', async () => {
    const ask = await server({})
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const headers = { 'content-type': type }
      const answer = await ask({ method: 'POST', url: '/api/cities/town/partitions', headers, payload: '{"grids":3}' })
      expectProblem(answer, 415, 'unsupported-media-type')
    }
  })

  it('is nobody under a name that is not the server’s, whatever they ask for', async () => {
    const ask = await server({})
    for (const url of ['/', '/api/health', '/api/cities', '/docs/', '/nothing'])
      expect(
        expectProblem(await ask({ url, headers: { host: 'evil.example' } }), 421, 'unknown-host').detail,
      ).toContain('evil.example')
    for (const host of ['localhost:4000', '127.0.0.1:1', '[::1]:4000'])
      expect((await ask({ url: '/api/cities', headers: { host } })).statusCode).toBe(200)
    const named = await server({ hosts: ['shapan.example.com'] })
    expect((await named({ url: '/api/cities', headers: { host: 'shapan.example.com' } })).statusCode).toBe(200)
    const open = await server({ host: '0.0.0.0', token })
    expect((await open({ url: '/api/cities', headers: { ...bearer, host: '10.1.2.3:4000' } })).statusCode).toBe(200)
    expectProblem(await open({ url: '/api/cities', headers: { ...bearer, host: 'evil.example' } }), 421, 'unknown-host')
  })

  it('does not listen to an address that guesses, and goes on with the sessions there are', async () => {
    const ask = await server({ token })
    const { headers } = await logIn(ask)
    for (let i = 0; i < 5; i++) {
      expectProblem(
        await ask({ method: 'POST', url: '/api/session', payload: { token: `guess ${i}` } }),
        401,
        'login-required',
      )
      expectProblem(
        await ask({ url: '/api/cities', headers: { authorization: `Bearer guess${i}` } }),
        401,
        'login-required',
      )
    }
    const answer = await ask({ method: 'POST', url: '/api/session', payload: { token } })
    expectProblem(answer, 429, 'too-many-requests')
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expectProblem(await ask({ url: '/api/cities', headers: bearer }), 429, 'too-many-requests')
    expect((await ask({ url: '/api/cities', headers })).statusCode).toBe(200)
    expect((await ask({ url: '/api/cities', headers: bearer, remoteAddress: '10.0.0.9' })).statusCode).toBe(200)
  })

  it('does not start off loopback without a token, and describes in OpenAPI how it is shown', async () => {
    await expect(serve(database(), 1, { host: '0.0.0.0' })).rejects.toMatchObject({ code: 'invalid-config' })
    const document = (await (await server({ token }))({ url: '/openapi.json', headers: bearer })).json()
    expect(document.components.securitySchemes).toMatchObject({
      token: { type: 'http', scheme: 'bearer' },
      session: { type: 'apiKey', in: 'cookie', name: 'shapan_session' },
    })
    expect(document.security).toEqual([{ token: [] }, { session: [] }])
    expect((await (await server({}))({ url: '/openapi.json' })).json().security).toEqual([])
  })
})
