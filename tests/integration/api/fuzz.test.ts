import fc from 'fast-check'
import type { InjectOptions } from 'fastify'
import { describe, expect, it } from 'vitest'
import { problem } from '../../../server/contract/common.ts'
import { eachDatabase } from '../databases.ts'
import { serveTown } from './apiServer.ts'

interface Schema {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  format?: string
  minimum?: number
  maximum?: number
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  oneOf?: Schema[]
  anyOf?: Schema[]
}
interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[]
  requestBody?: { content: { 'application/json': { schema: Schema } } }
}

const runsAnOperation = 40
/** Sent in a path, these reach what exists, so that the fuzz gets past the 404. */
const known: Record<string, string> = { city: 'town', plan: 'town-1' }

eachDatabase('requests made from the OpenAPI document and bent out of shape', (database) => {
  const server = serveTown(database)

  it('never make an answer of 500 and above, and every answer of 400 and above is problem details', async () => {
    const { paths } = (await server().get('/openapi.json')).json() as {
      paths: Record<string, Record<string, Operation>>
    }
    let tried = 0
    for (const [path, operations] of Object.entries(paths)) {
      // Events of a job that exists end only with the job.
      for (const [method, operation] of Object.entries(operations)) {
        await fc.assert(
          fc.asyncProperty(requests(path, method, operation), async (request) => {
            const answer = await server().app.inject(request)
            tried++
            expect(answer.statusCode, `${method} ${request.url}: ${answer.body.slice(0, 300)}`).toBeLessThan(500)
            if (answer.statusCode < 400) return
            expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
            expect(problem.strict().parse(answer.json()).status).toBe(answer.statusCode)
          }),
          { numRuns: method === 'post' ? 3 * runsAnOperation : runsAnOperation, seed: 20261121 },
        )
      }
    }
    expect(tried).toBeGreaterThan(500)
    expect((await server().get('/api/plans/town-1/verification')).json()).toMatchObject({ ok: true })
  })
})

describe('the fuzz', () => {
  it('makes valid values often enough to reach the handlers', () => {
    const schema: Schema = {
      type: 'object',
      required: ['n'],
      properties: { n: { type: 'integer', minimum: 1, maximum: 5 } },
    }
    const values = fc.sample(near(schema), { numRuns: 200, seed: 1 }) as { n?: unknown }[]
    const valid = values.filter((value) => Number.isInteger(value?.n) && Number(value.n) >= 1 && Number(value.n) <= 5)
    expect(valid.length).toBeGreaterThan(60)
    expect(valid.length).toBeLessThan(190)
  })
})

function requests(
  path: string,
  method: string,
  { parameters = [], requestBody }: Operation,
): fc.Arbitrary<InjectOptions> {
  const values = Object.fromEntries(
    parameters.map(({ name, in: place, schema }) => [
      name,
      place === 'path' ? inPath(name, schema) : fc.option(near(schema), { nil: undefined }),
    ]),
  )
  const headers = fc.constantFrom<Record<string, string>>(
    {},
    { 'if-none-match': '*' },
    { 'if-none-match': '"', 'accept-encoding': 'br;q=x,,gzip' },
    { 'content-type': 'text/plain' },
    { accept: 'application/xml' },
  )
  const body = requestBody
    ? fc.option(near(requestBody.content['application/json'].schema), { freq: 20 })
    : fc.constant(null)
  return fc
    .record({ values: fc.record(values), headers, body })
    .map(({ values: filled, headers: given, body: payload }) => {
      const query = parameters
        .filter(({ name, in: place }) => place === 'query' && filled[name] !== undefined)
        .map(({ name }) => `${name}=${encodeURIComponent(asText(filled[name]))}`)
      const url = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(asText(filled[name])))
      const options = {
        method: method.toUpperCase() as 'GET',
        url: query.length > 0 ? `${url}?${query.join('&')}` : url,
      }
      if (payload === null) return { ...options, headers: given }
      return { ...options, headers: { 'content-type': 'application/json', ...given }, payload: JSON.stringify(payload) }
    })
}

/** Lone surrogates cannot be percent-encoded. */
function asText(value: unknown): string {
  return String(typeof value === 'object' ? JSON.stringify(value) : value).toWellFormed()
}

function inPath(name: string, schema: Schema): fc.Arbitrary<unknown> {
  const existing = known[name]
  if (existing === undefined) return near(schema)
  return fc.oneof({ weight: 6, arbitrary: fc.constant(existing) }, { weight: 1, arbitrary: near(schema) })
}

/** With what databases and parsers stumble over: NUL, half a surrogate pair, a right-to-left override. */
const text = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom('\u0000', 'a\u0000b', '\ud800', 'x\udc00', '\u202e', "'; drop table plan; --", '../../etc/passwd'),
)

/** Mostly a value of the schema, sometimes one just beside it, sometimes anything. */
function near(schema: Schema): fc.Arbitrary<unknown> {
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('', ' ', '\u0000', '__proto__', -0, 1e308, '𠮷'),
  )
  return fc.oneof({ weight: 12, arbitrary: of(schema) }, { weight: 1, arbitrary: anything })
}

function of(schema: Schema): fc.Arbitrary<unknown> {
  const choices = schema.oneOf ?? schema.anyOf
  if (choices) return fc.oneof(...choices.map(near))
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  switch (type) {
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, value]) => [name, near(value)])),
        { requiredKeys: schema.required ?? [] },
      )
    case 'array':
      return fc.array(near(schema.items ?? {}), { maxLength: 6 })
    case 'integer':
    case 'number':
      return numbers(schema)
    case 'boolean':
      return fc.boolean()
    default:
      return schema.format === 'uuid' ? fc.uuid() : text
  }
}

function numbers({ type, minimum = -1e9, maximum = 1e9 }: Schema): fc.Arbitrary<unknown> {
  // Small numbers name grids, cells and revisions that exist.
  const inside =
    type === 'integer'
      ? fc.integer({ min: Math.ceil(minimum), max: Math.floor(Math.min(maximum, 2 ** 40)) })
      : fc.double({ min: minimum, max: maximum, noNaN: true })
  const small = fc.integer({ min: Math.ceil(Math.max(minimum, 0)), max: Math.max(Math.ceil(Math.max(minimum, 0)), 20) })
  return fc.oneof(small, inside, fc.constantFrom(minimum, maximum, minimum - 1, maximum + 1))
}
