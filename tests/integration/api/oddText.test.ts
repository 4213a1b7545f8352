import { expect, it } from 'vitest'
import { problem } from '../../../server/contract/common.ts'
import { describeOdd } from '../../../server/contract/plainText.ts'
import { anyTown } from '../databases.ts'
import { expectProblem, serveApp } from './apiServer.ts'

interface Schema {
  type?: string
  properties?: Record<string, Schema>
  items?: Schema
  oneOf?: Schema[]
  anyOf?: Schema[]
  required?: string[]
  const?: Value
  enum?: Value[]
  format?: string
  pattern?: string
  minimum?: number
}
interface Operation {
  parameters?: { name: string; in: string; schema: Schema }[]
  requestBody?: { content: { 'application/json'?: { schema: Schema } } }
}
type Value = string | number | boolean | null | Value[] | { [key: string]: Value }

const oddTexts = [
  '\u0000',
  'a\u0000b',
  '\u001b[2Jx',
  '\u009b31mx',
  'a\u202eb',
  'a\u2066b',
  'a\ud800',
  '\udc00',
  'a\nb',
  'a\u2028b',
]

/** A request of each operation with a body that does what it should, but for the text that is put in. */
const bodies: Record<string, Value> = {
  'put /api/cities/{city}/rules': { rules: { pins: [{ place: { kind: 'estate', code: 'a' }, grid: 1 }] } },
  'put /api/cities/{city}/links': { links: [{ link: '0-1', kind: 'ferry', name: 'a' }] },
  'put /api/cities/{city}/links/{link}': { kind: 'ferry', name: 'a' },
  'post /api/cities/{city}/divisions': { key: 'business', name: 'a', segments: ['a'] },
  'patch /api/cities/{city}/divisions/{division}': { name: 'a', segments: ['a'] },
  'post /api/cities/{city}/partitions': { grids: 4, weights: ['customers'], preset: 'fast', timeLimitSeconds: 1 },
  'post /api/plans/{plan}/impact': { effectiveFrom: '2026-01-01' },
  'put /api/plans/{plan}/submission': {
    revision: 0,
    effectiveFrom: '2026-01-01',
    impactId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
    note: 'a',
    acknowledge: ['moved'],
  },
  'post /api/plans/{plan}/copies': { name: 'a' },
  'post /api/plans/{plan}/rebase': {
    name: 'a',
    effectiveFrom: '2026-01-01',
    mine: ['6f9619ff-8b86-4d01-b42d-00cf4fc964ff'],
  },
  'post /api/cities/{city}/versions/{version}/withdrawal': { reason: 'a' },
  'post /api/cities/{city}/rollbacks': { version: 1, effectiveFrom: '2026-01-01', note: 'a' },
  'post /api/cities/{city}/corrections': { version: 1, effectiveFrom: '2026-01-01', note: 'a' },
  'post /api/cities/{city}/owner-changes': {
    ...{ layer: 'override', subject: 'a', effectiveFrom: '2026-01-01', effectiveUntil: '2026-01-02', reason: 'a' },
    owner: { kind: 'team', id: 'a' },
  },
  'post /api/cities/{city}/parties': { id: 'a', kind: 'team', name: 'a' },
  'post /api/cities/{city}/cluster-grids': { gridId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', code: 'a', name: 'a' },
  'post /api/cities/{city}/grid-members': {
    ...{ gridId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', role: 'head', party: 'a', effectiveFrom: '2026-01-01' },
  },
  'post /api/cities/{city}/disputes': {
    ...{ layer: 'override', subject: 'a', statement: 'a', evidence: ['a'] },
    claimant: { kind: 'team', id: 'a' },
  },
  'post /api/cities/{city}/disputes/{dispute}/ruling': { owner: { kind: 'team', id: 'a' }, reason: 'a' },
  'put /api/cities/{city}/settings': { disputeDays: 10 },
  'post /api/cities/{city}/ownership': { crs: 'wgs84', points: [{ id: 'a', lon: 121.5, lat: 31.2 }] },
  'post /api/plans/{plan}/ownership': { crs: 'wgs84', points: [{ id: 'a', lon: 121.5, lat: 31.2 }] },
}
/** Operations whose bodies are of several kinds: each is made from its own schema. */
const ofSeveralKinds = new Set([
  'post /api/plans/{plan}/commands',
  'post /api/plans/{plan}/grids/{gridId}/split-proposals',
  'post /api/plans/{plan}/decision',
  'post /api/cities/{city}/rollbacks/{submission}/decision',
  'post /api/cities/{city}/corrections/{submission}/decision',
  'post /api/cities/{city}/owner-changes/{ownerChange}/decision',
])
/** Texts that are compared and never kept or shown: any other answer than a fault will do. */
const compared = new Set([
  'post /api/session',
  // Of a city where no plan is in force; the texts are read as those of a plan's look-ups are.
  'post /api/cities/{city}/ownership',
])
const known: Record<string, string> = {
  city: 'town',
  link: '1-9',
  version: '1',
  submission: '1',
  ownerChange: '1',
  dispute: '1',
  claim: '1',
  customer: 'a',
  division: 'business',
  plan: 'town-1',
  job: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  gridId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
}

// Texts are refused before a database sees them; `data/oddText.test.ts` stores what is taken.
anyTown('texts with control characters, turned lines and half characters', (database) => {
  const server = serveApp(database)
  const operations = async () => {
    const { paths } = (await server().get('/openapi.json')).json<{ paths: Record<string, Record<string, Operation>> }>()
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation, name: `${method} ${path}` })),
    )
  }
  const filled = (path: string, values: Record<string, string> = known) =>
    path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent((values[name] ?? '').toWellFormed()))

  it('are refused in every text of every body, by name and place', async () => {
    let tried = 0
    for (const { path, method, name, operation } of await operations()) {
      const schema = operation.requestBody?.content['application/json']?.schema
      if (!schema) continue
      if (compared.has(name)) {
        for (const text of oddTexts)
          expect((await server().post(path, { token: text })).statusCode, name).toBeLessThan(500)
        continue
      }
      const body = bodies[name]
      if (body === undefined && !ofSeveralKinds.has(name))
        throw new Error(`a body for "${name}" is missing in this test`)
      const places = textsOf(schema)
      for (const { place, made } of body === undefined ? places : unique(places)) {
        for (const text of oddTexts) {
          const answer = await server().app.inject({
            method: method.toUpperCase() as 'PUT' | 'PATCH' | 'POST',
            url: filled(path),
            payload: withText(body ?? made, place, text) as object,
          })
          const found = expectProblem(answer, 400, 'invalid-request')
          expect(found.errors?.map((error) => error.path).join(), `${name} ${place.join('.')}`).toContain(
            place.filter((step) => step !== '*').at(0),
          )
          tried++
        }
      }
    }
    expect(tried).toBeGreaterThanOrEqual(10 * oddTexts.length)
  })

  it('in paths and queries are told as the caller’s fault, and shown as JSON that a terminal does not obey', async () => {
    for (const { path, method, operation } of await operations()) {
      for (const { name, in: place } of operation.parameters ?? []) {
        for (const text of oddTexts.map((odd) => odd.toWellFormed())) {
          const url =
            place === 'path'
              ? filled(path, { ...known, [name]: text })
              : `${filled(path)}?${name}=${encodeURIComponent(text)}`
          const answer = await server().app.inject({ method: method.toUpperCase() as 'GET', url })
          expect(answer.statusCode, url).toBeLessThan(500)
          // U+FFFD, which half a character becomes on its way, is as good as any other: nothing may be found by it.
          if (describeOdd(text)) expect(answer.statusCode, url).toBeGreaterThanOrEqual(400)
          if (answer.statusCode >= 400) problem.parse(answer.json())
        }
      }
    }
  })

  it('leave nothing behind', async () => {
    const plans = (await server().get('/api/cities/town/plans')).json<{ plans: { name: string }[] }>().plans
    expect(plans.map(({ name }) => describeOdd(name))).toEqual([undefined])
    expect((await server().get('/api/cities/town/jobs')).json()).toEqual({ jobs: [] })
  })
})

/** Where a schema has texts: keys from the top, `*` for each item of a list. */
/** Where a text stands, and a value of the schema that has it there. */
interface TextPlace {
  place: string[]
  made: Value
}

function textsOf(schema: Schema): TextPlace[] {
  const choices = schema.oneOf ?? schema.anyOf
  if (choices) return choices.flatMap(textsOf)
  if (schema.type === 'string' && schema.const === undefined) return [{ place: [], made: sampleOf(schema) }]
  if (schema.items) return textsOf(schema.items).map(({ place, made }) => ({ place: ['*', ...place], made: [made] }))
  const sample = sampleOf(schema) as { [key: string]: Value }
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) =>
    textsOf(value).map(({ place, made }) => ({ place: [key, ...place], made: { ...sample, [key]: made } })),
  )
}

/** The least that a schema of ours takes. */
function sampleOf(schema: Schema): Value {
  const [choice] = schema.oneOf ?? schema.anyOf ?? []
  if (choice) return sampleOf(choice)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]!
  if (schema.items) return [sampleOf(schema.items)]
  if (schema.type === 'string') return schema.format === 'uuid' ? known.job! : schema.pattern ? '#8aa6f2' : 'a'
  if (schema.type === 'boolean') return false
  if (schema.type !== 'object') return Math.max(1, schema.minimum ?? 1)
  const required = schema.required ?? []
  return Object.fromEntries(required.map((key) => [key, sampleOf(schema.properties![key]!)]))
}

function unique(places: readonly TextPlace[]): TextPlace[] {
  return [...new Map(places.map((one) => [one.place.join('.'), one])).values()]
}

function withText(value: Value | undefined, [step, ...rest]: readonly string[], text: string): Value {
  if (step === undefined) return text
  if (step === '*') return [withText(Array.isArray(value) ? value[0] : undefined, rest, text)]
  const object = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
  return { ...object, [step]: withText(object[step], rest, text) }
}
