import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip, gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import type { Problem } from '../../../server/contract/common.ts'
import { anyTown } from '../databases.ts'
import { expectProblem, serveApp } from './apiServer.ts'

const batch = '/api/plans/town-1/ownership'
const commands = '/api/plans/town-1/commands'
const partitions = '/api/cities/town/partitions'
const every = [batch, commands, partitions]

anyTown('a body that is too much', (database) => {
  const server = serveApp(database)
  const send = (url: string, payload: string | Buffer, headers: Record<string, string> = {}) =>
    server().app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json', ...headers } })

  it('is refused by its count while it is unpacked: 30 kB of gzip do not become ten million objects', async () => {
    const bomb = gzipSync(`{"crs":"wgs84","points":[${'{},'.repeat(10_000_000)}{}]}`, { level: 9 })
    expect(bomb.length).toBeLessThan(40_000)
    const before = process.resourceUsage().maxRSS
    for (const url of every) {
      const problem = expectProblem(await send(url, bomb, { 'content-encoding': 'gzip' }), 400, 'invalid-request')
      expect(problem.detail).toContain('Too big')
    }
    // In kB. Built, it is 850 MB more.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(200_000)
  })

  it('is answered although it never ends', async () => {
    await server().app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = server().app.server.address() as AddressInfo
    for (const url of every) {
      const { status, type, problem } = await sendEndlessly(port, url)
      expect([status, type, problem.code]).toEqual([400, 'application/problem+json; charset=utf-8', 'invalid-request'])
    }
  })

  it('is refused by its depth, in the one form', async () => {
    const deep = '['.repeat(20_000) + ']'.repeat(20_000)
    for (const url of every) {
      for (const body of [deep, `{"points":${deep}}`, '['.repeat(20_000)])
        expectProblem(await send(url, body), 400, 'invalid-request')
    }
    // Within the depth that is counted, the contract is the judge.
    const problem = expectProblem(
      await send(commands, JSON.stringify({ command: [[[[[[1]]]]]] })),
      400,
      'invalid-request',
    )
    expect(problem.errors?.map(({ path }) => path)).toContain('body.command')
  })

  it('says what is too much: one point, one cell, one name', async () => {
    const points = Array.from({ length: 100_001 }, (_, index) => ({ id: String(index), lon: 121.5, lat: 31.2 }))
    const tooMany = expectProblem(await send(batch, JSON.stringify({ crs: 'wgs84', points })), 400, 'invalid-request')
    expect(tooMany.errors).toEqual([{ path: 'body.points', message: 'Too big: expected array to have <=100000 items' }])
    const cells = new Array(500_001).fill(1)
    const command = { commandId: randomUUID(), baseRevision: 0, command: { kind: 'paint', grid: 1, cells } }
    expect(expectProblem(await send(commands, JSON.stringify(command)), 400, 'invalid-request').detail).toContain(
      'body.command.cells: Too big: expected array to have <=500000 items',
    )
    const soft = new Array(1001).fill('revenue')
    expectProblem(await send(partitions, JSON.stringify({ grids: 5, soft })), 400, 'invalid-request')
  })

  it('is refused by its bytes, packed or not, by the limit of its address', async () => {
    const long = JSON.stringify({ crs: 'wgs84', points: [{ id: 'x'.repeat(33 * 2 ** 20), lon: 0, lat: 0 }] })
    expectProblem(await send(batch, long), 413, 'request-too-large')
    expectProblem(await send(batch, gzipSync(long), { 'content-encoding': 'gzip' }), 413, 'request-too-large')
    expectProblem(await send(partitions, JSON.stringify({ name: 'x'.repeat(2 ** 21) })), 413, 'request-too-large')
  })

  it('comes as gzip or as it is, and in no other packing', async () => {
    const body = JSON.stringify({ crs: 'wgs84', points: [{ id: 'a', lon: 121.5, lat: 31.2 }] })
    const plain = await send(batch, body)
    expect(plain.json()).toMatchObject({ owned: 1, unresolved: 0, results: [{ id: 'a', basis: 'cell' }] })
    expect((await send(batch, gzipSync(body), { 'content-encoding': 'gzip' })).json()).toEqual(plain.json())
    expectProblem(await send(batch, body, { 'content-encoding': 'br' }), 415, 'unsupported-media-type')
    expectProblem(await send(batch, body, { 'content-encoding': 'gzip' }), 400, 'invalid-request')
  })

  it('leaves the server whole: what fits is answered as before', async () => {
    const points = [
      { id: 'a', lon: 500, lat: 31.2 },
      { id: 'b', lon: 121.5 },
    ]
    const problem = expectProblem(await send(batch, JSON.stringify({ crs: 'wgs84', points })), 400, 'invalid-request')
    expect(problem.errors).toMatchObject([{ path: 'body.points.0.lon', value: 500 }, { path: 'body.points.1.lat' }])
    for (const url of [batch, commands]) {
      expectProblem(await send(url, '{"a":'), 400, 'invalid-json')
      expectProblem(await send(url, ''), 400, 'invalid-request')
      expectProblem(await server().app.inject({ method: 'POST', url }), 400, 'invalid-request')
    }
  })
})

/** Sends the gzip of a list without an end, and gives up sending when the answer comes. */
function sendEndlessly(port: number, path: string): Promise<{ status: number; type: string; problem: Problem }> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      ...{ host: '127.0.0.1', port, path, method: 'POST' },
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    })
    outgoing.on('response', async (answer) => {
      const chunks = await answer.toArray()
      const problem = JSON.parse(Buffer.concat(chunks).toString()) as Problem
      resolve({ status: answer.statusCode ?? 0, type: String(answer.headers['content-type']), problem })
      outgoing.destroy()
    })
    // A server that closes while we send is what we wait for; one that closes without an answer is not.
    pipeline(Readable.from(endless()), createGzip(), outgoing).catch((error) => setTimeout(reject, 5000, error))
  })
}

function* endless(): Generator<Buffer> {
  yield Buffer.from('{"crs":"wgs84","points":[')
  for (;;) yield Buffer.from('{},'.repeat(1000))
}
