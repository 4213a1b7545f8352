import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import {
  createRepresentationSender,
  matchTag,
  preferredEncoding,
  type Representation,
} from '../../../../server/http/representation.ts'

describe('preferredEncoding', () => {
  it.each([
    ['gzip, deflate, br', 'br'],
    ['gzip;q=1.0, br;q=0.5', 'gzip'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0', 'identity'],
    ['br;q=0, *', 'gzip'],
    ['*', 'br'],
    ['identity', 'identity'],
    ['BR', 'br'],
    ['br;q=nonsense', 'identity'],
    ['', 'identity'],
    [undefined, 'identity'],
  ])('%s gives %s', (header, encoding) => {
    expect(preferredEncoding(header)).toBe(encoding)
  })
})

describe('matchTag', () => {
  it('finds a tag among several, weak or strong', () => {
    expect(matchTag('"x", W/"b"', ['"a"', '"b"'])).toBe('"b"')
  })

  it('takes a star for the first tag, and an absent header for none', () => {
    expect(matchTag('*', ['"a"', '"b"'])).toBe('"a"')
    expect(matchTag(undefined, ['"a"'])).toBeUndefined()
  })
})

describe('createRepresentationSender', () => {
  const large = 'grid '.repeat(2000)

  it('gives each encoding its own strong ETag and the same content', async () => {
    const { get } = serve({ key: 'demo-1.r7', make: () => large })
    const plain = await get({})
    const brotli = await get({ 'accept-encoding': 'br' })
    const gzip = await get({ 'accept-encoding': 'gzip' })
    expect([plain, brotli, gzip].map(({ headers }) => headers.etag)).toEqual([
      '"demo-1.r7"',
      '"demo-1.r7.br"',
      '"demo-1.r7.gz"',
    ])
    expect(plain.body).toBe(large)
    expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(large)
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(large)
    expect(brotli.headers.vary).toContain('accept-encoding')
  })

  it('answers 304 to a tag of any encoding, without making the content', async () => {
    let made = 0
    const { get } = serve({ key: 'demo-1.r7', make: () => `${++made}` })
    const answer = await get({ 'if-none-match': '"demo-1.r7.gz"', 'accept-encoding': 'br' })
    expect([answer.statusCode, answer.body, answer.headers.etag]).toEqual([304, '', '"demo-1.r7.gz"'])
    expect(made).toBe(0)
    expect((await get({ 'if-none-match': '"demo-1.r6"' })).statusCode).toBe(200)
  })

  it('makes the content once for all requests', async () => {
    let made = 0
    const { get } = serve({ key: 'k', make: () => `${++made} ${large}` })
    await Promise.all([get({}), get({ 'accept-encoding': 'br' }), get({ 'accept-encoding': 'gzip' }), get({})])
    expect(made).toBe(1)
  })

  it('leaves small content as it is', async () => {
    const { get } = serve({ key: 'k', make: () => 'small' })
    const answer = await get({ 'accept-encoding': 'br' })
    expect([answer.headers['content-encoding'], answer.body]).toEqual([undefined, 'small'])
  })
})

function serve(representation: Omit<Representation, 'type'>) {
  const send = createRepresentationSender()
  const app = Fastify()
  app.get('/', (request, reply) => send(request, reply, { type: 'text/plain', ...representation }))
  return { get: (headers: Record<string, string>) => app.inject({ url: '/', headers }) }
}
