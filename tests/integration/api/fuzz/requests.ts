import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { InjectOptions } from 'fastify'
import { type Operation, subjectOf } from './document.ts'
import type { KnownNames } from './names.ts'
import { type Manner, valuesFor } from './values.ts'

/** A request as it is once the path parameters that are not to be made up are given. */
export type Draft = (fixed: Readonly<Record<string, string | number>>) => InjectOptions

/** Requests of an operation in every manner. */
export function requestsOf(operation: Operation, known: KnownNames): fc.Arbitrary<Draft> {
  const [valid, near, hostile] = (['valid', 'near', 'hostile'] as const).map((manner) =>
    drafts(operation, manner, known),
  )
  const distorted = fc.tuple(hostile!, distortions).map(
    ([draft, distort]): Draft =>
      (fixed) =>
        distort(draft(fixed)),
  )
  return fc.oneof(
    { weight: 9, arbitrary: valid! },
    { weight: 7, arbitrary: near! },
    { weight: 4, arbitrary: distorted },
  )
}

function drafts(operation: Operation, manner: Manner, known: KnownNames): fc.Arbitrary<Draft> {
  const { method, path, parameters, body } = operation
  const destroyed = method === 'DELETE' ? subjectOf(operation) : undefined
  const values = parameters.map(({ name, in: place, schema, required = false }) => {
    // Nothing that others work with is destroyed: what is made up does not exist.
    const value = name === destroyed ? valuesFor(schema, manner, known) : valuesFor(schema, manner, known, name)
    return place === 'path' || required ? value : fc.option(value, { nil: undefined })
  })
  const payload = body ? valuesFor(body, manner, known) : fc.constant(undefined)
  return fc.tuple(fc.tuple(...values), payload).map(
    ([given, content]): Draft =>
      (fixed) => {
        const query: string[] = []
        let url = path
        for (const [index, { name, in: place }] of parameters.entries()) {
          const value = given[index]
          if (place === 'path') url = url.replace(`{${name}}`, encoded(fixed[name] ?? value))
          else if (place === 'query' && value !== undefined) query.push(`${name}=${encoded(value)}`)
        }
        return {
          method: method as 'GET',
          url: query.length > 0 ? `${url}?${query.join('&')}` : url,
          ...(body ? { headers: { 'content-type': 'application/json' }, payload: JSON.stringify(content) ?? '' } : {}),
        }
      },
  )
}

/** Lone surrogates cannot be percent-encoded; an empty path parameter is another address. */
function encoded(value: unknown): string {
  const text = String(typeof value === 'object' ? JSON.stringify(value) : value).toWellFormed()
  return encodeURIComponent(text === '' ? ' ' : text)
}

type Distort = (request: InjectOptions) => InjectOptions

const asIs: Distort = (request) => request
const withHeaders =
  (headers: Record<string, string>): Distort =>
  (request) => ({ ...request, headers: { ...request.headers, ...headers } })
const withBody =
  (payload: string | Buffer, headers: Record<string, string> = {}): Distort =>
  (request) => ({ ...request, payload, headers: { 'content-type': 'application/json', ...headers } })
const packed: Distort = (request) => ({
  ...request,
  payload: gzipSync(String(request.payload ?? '')),
  headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
})

/** What has nothing to do with the contract's values: headers, packings, bodies that are no JSON, methods. */
const distortions: fc.Arbitrary<Distort> = fc.oneof(
  { weight: 8, arbitrary: fc.constant(asIs) },
  {
    weight: 10,
    arbitrary: fc.constantFrom<Distort>(
      withHeaders({ 'if-none-match': '*' }),
      withHeaders({ 'if-none-match': '"', 'accept-encoding': 'br;q=x,,gzip' }),
      withHeaders({ 'accept-encoding': 'gzip, br' }),
      withHeaders({ accept: 'application/xml' }),
      withHeaders({ 'content-type': 'text/plain' }),
      withHeaders({ 'content-type': 'application/xml' }),
      withHeaders({ 'content-type': 'application/json; charset=utf-16' }),
      withHeaders({ 'content-type': ';' }),
      withHeaders({ 'content-encoding': 'gzip', 'content-type': 'application/json' }),
      withHeaders({ 'content-encoding': 'br, gzip', 'content-type': 'application/json' }),
      withHeaders({ 'last-event-id': 'x'.repeat(500) }),
      packed,
      withBody(''),
      withBody('{"a":'),
      withBody('null'),
      withBody('{"__proto__":{"a":1}}'),
      withBody(Buffer.from([0xff, 0xfe, 0x00])),
      withBody('['.repeat(20_000) + ']'.repeat(20_000)),
      withBody(gzipSync('{},'.repeat(200_000)), { 'content-encoding': 'gzip' }),
      (request) => ({ ...request, method: 'PUT' }),
      (request) => ({ ...request, method: 'HEAD' }),
      (request) => ({ ...request, method: 'OPTIONS' }),
      (request) => ({ ...request, url: `${String(request.url)}/%E0%A4%A` }),
      (request) => ({ ...request, url: `${String(request.url)}/` }),
      (request) => ({ ...request, url: `${String(request.url).split('?')[0]}?a[]=1&a=2&lon=&=&%00=%00` }),
    ),
  },
)
