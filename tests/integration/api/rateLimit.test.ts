import { expect, it, onTestFinished } from 'vitest'
import type { Config } from '../../../server/base/config.ts'
import { anyDatabase } from '../databases.ts'
import { expectProblem, serve } from './apiServer.ts'

anyDatabase('how often an address may ask', (database) => {
  async function server(settings: Partial<Config>) {
    const { app } = await serve(database(), 1_000_000, settings)
    onTestFinished(() => app.close())
    return (url: string, forwardedFor?: string, remoteAddress = '127.0.0.1') =>
      app.inject({ url, remoteAddress, headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor } })
  }

  it('is counted by client behind a proxy that is trusted', async () => {
    for (const trustProxy of [1, '127.0.0.1', 'loopback']) {
      const ask = await server({ requestsAMinute: 2, trustProxy })
      for (const client of ['10.0.0.1', '10.0.0.2'])
        for (let i = 0; i < 2; i++) expect((await ask('/api/config', client)).statusCode).toBe(200)
      for (const client of ['10.0.0.1', '10.0.0.2']) {
        const answer = await ask('/api/config', client)
        expectProblem(answer, 429, 'too-many-requests')
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
        expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(60)
      }
    }
  })

  it('is counted by connection where no proxy is trusted: no client chooses its own address', async () => {
    for (const settings of [{}, { trustProxy: '10.9.9.9' }]) {
      const ask = await server({ requestsAMinute: 2, ...settings })
      for (const client of ['10.0.0.1', '10.0.0.2']) expect((await ask('/api/config', client)).statusCode).toBe(200)
      expectProblem(await ask('/api/config', '10.0.0.3'), 429, 'too-many-requests')
    }
  })

  it('believes one trusted proxy for one hop: what the client wrote before it does not count', async () => {
    const ask = await server({ requestsAMinute: 2, trustProxy: 1 })
    for (const spoofed of ['1.1.1.1', '2.2.2.2'])
      expect((await ask('/api/config', `${spoofed}, 10.0.0.1`)).statusCode).toBe(200)
    expectProblem(await ask('/api/config', '3.3.3.3, 10.0.0.1'), 429, 'too-many-requests')
  })

  it('is counted apart for ownership look-ups, so that neither uses up the other', async () => {
    const ask = await server({ requestsAMinute: 2, lookupsAMinute: 5 })
    const lookup = '/api/plans/town-1/ownership?lon=121.5&lat=31.2&crs=wgs84'
    for (let i = 0; i < 5; i++) expectProblem(await ask(lookup), 404, 'plan-not-found')
    expectProblem(await ask(lookup), 429, 'too-many-requests')
    for (let i = 0; i < 2; i++) expect((await ask('/api/config')).statusCode).toBe(200)
    expectProblem(await ask('/api/config'), 429, 'too-many-requests')
    expect((await ask('/api/health')).statusCode).toBe(200)
  })
})
