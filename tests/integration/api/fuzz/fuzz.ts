import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { AnswerJudge, textOf } from './answers.ts'
import { type Document, type Operation, operationsOf, subjectOf } from './document.ts'
import { KnownNames } from './names.ts'
import { requestsOf } from './requests.ts'

export interface FuzzOptions {
  readonly app: FastifyInstance
  readonly seed: number
  readonly requests: number
  /** makes a thing to be destroyed or followed, and tells its path parameters; by the last parameter of a path */
  readonly makers: Readonly<Record<string, () => Promise<Record<string, string | number>>>>
  /** how often a maker may be called for one operation: some take a second */
  readonly makings: number
  /** requests that mere chance finds too seldom, by operation */
  readonly examples: Readonly<Record<string, () => Promise<InjectOptions>>>
}

export interface FuzzReport {
  readonly requests: number
  readonly faults: readonly string[]
  /** operations that never answered 2xx */
  readonly unreached: readonly string[]
  /** answers by operation and status */
  readonly answers: Readonly<Record<string, Record<number, number>>>
}

const mostFaults = 20
/** Operations after which a plan cannot be edited any more. */
const freezing = new Set(['POST /api/plans/{plan}/archive', 'PUT /api/plans/{plan}/submission'])

/**
 * Asks the server what its own OpenAPI document offers, in manners from proper to hostile, with ids learnt from its answers, and
 * holds every answer against that document. The same seed makes the same requests of a server that answers the same.
 */
export async function fuzz({ app, seed, requests, makers, makings, examples }: FuzzOptions): Promise<FuzzReport> {
  const document = (await app.inject({ url: '/openapi.json' })).json<Document>()
  const operations = operationsOf(document)
  const judge = new AnswerJudge()
  const known = new KnownNames()
  const faults: string[] = []
  const answers: Record<string, Record<number, number>> = Object.fromEntries(operations.map(({ name }) => [name, {}]))
  const requestsBy = new Map(operations.map((operation) => [operation, requestsOf(operation, known)]))
  const draft = (operation: Operation, turn: number) => sample(requestsBy.get(operation)!, turn)
  const throws = fc.noBias(fc.tuple(fc.nat(99), fc.nat(operations.length - 1)))
  const made = new Map<string, number>()
  const destroyed = new Map<string, Record<string, string | number>>()
  let sent = 0
  /** the last thing made to be followed, by operation: one that has ended can be followed again */
  const streamed = new Map<string, Record<string, string | number>>()

  const isReached = ({ name }: Operation) => Object.keys(answers[name]!).some((status) => status.startsWith('2'))
  const send = async (operation: Operation, request: InjectOptions, isProper: boolean) => {
    const answer = await whenWell(async () => {
      const ending = isEndless(operation) ? endSubject(app, String(request.url)) : undefined
      const answer = await app.inject(request)
      await ending
      return answer
    })
    sent++
    // Of a distorted request (HEAD, a longer address) only the form of refusals is known.
    const isOwn = isProper || (request.method === operation.method && matches(operation.path, String(request.url)))
    if (isOwn) answers[operation.name]![answer.statusCode] = (answers[operation.name]![answer.statusCode] ?? 0) + 1
    const fault =
      request.method === 'HEAD' || (!isOwn && answer.statusCode < 400)
        ? serverFault(answer)
        : judge.fault(operation, answer)
    if (fault) faults.push(`seed ${seed}, ${operation.name}: ${fault}\n  ${JSON.stringify(request).slice(0, 600)}`)
    if (isOwn && answer.statusCode < 300) learn(known, operation, operations, answer, String(request.url))
    return answer
  }

  // Once round without anything made up: what there is.
  for (const operation of operations.filter(({ method }) => method === 'GET')) {
    if (!isEndless(operation)) await send(operation, draft(operation, seed)(fixedBy(operation, known)), false)
  }
  for (let turn = 0; faults.length < mostFaults; turn++) {
    const [dice, chosen] = sample(throws, seed + 2 * turn)
    const waiting = operations.filter((operation) => !isReached(operation))
    // What chance has not reached by then is asked alone, as often again.
    const isOver = sent >= requests
    if (isOver && (waiting.length === 0 || sent >= 2 * requests)) break
    // Those not yet reached more often.
    const operation =
      (isOver || dice < 30) && waiting.length > 0 ? waiting[chosen % waiting.length]! : operations[chosen]!
    const example = examples[operation.name]
    if (example && dice % 5 === 0) {
      await send(operation, await example(), true)
      continue
    }
    const fixed = await subject(operation, dice)
    const answer = await send(operation, draft(operation, seed + 2 * turn + 1)(fixed), false)
    const location = answer.headers.location
    // What was started is mostly called off again, or jobs would pile up.
    if (answer.statusCode === 202 && operation.method === 'POST' && location && dice % 8 !== 0) {
      const undo = operations.find(({ method, path }) => method === 'DELETE' && matches(path, String(location)))
      if (undo) await send(undo, { method: 'DELETE', url: String(location) }, true)
    }
  }
  const unreached = operations.filter((operation) => !isReached(operation)).map(({ name }) => name)
  return { requests: sent, faults, unreached, answers }

  /** A fresh thing for what destroys its subject, or follows it to its end. */
  async function subject(operation: Operation, dice: number): Promise<Record<string, string | number>> {
    if (operation.method !== 'DELETE' && !isEndless(operation) && !freezing.has(operation.name)) return {}
    const count = made.get(operation.name) ?? 0
    const isEnough = count >= makings || (count > 0 && dice % 3 !== 0)
    const name = subjectOf(operation)
    if (name === undefined) return {}
    // What is gone already: anything else that the answers named might be needed.
    if (isEnough && operation.method === 'DELETE') return destroyed.get(operation.name) ?? {}
    const make = makers[name]
    if (!make) throw new Error(`${operation.name} needs a fresh ${name}: say in the fuzz's makers how one is made`)
    if (isEnough) return streamed.get(operation.name) ?? {}
    made.set(operation.name, count + 1)
    const fresh = await make()
    if (operation.method === 'DELETE') destroyed.set(operation.name, fresh)
    else streamed.set(operation.name, fresh)
    return fresh
  }
}

function sample<T>(arbitrary: fc.Arbitrary<T>, seed: number): T {
  return fc.sample(arbitrary, { numRuns: 1, seed })[0]!
}

function isEndless({ responses }: Operation): boolean {
  return responses['200']?.content?.['text/event-stream'] !== undefined
}

/** A stream ends with what it tells of. */
async function endSubject(app: FastifyInstance, url: string): Promise<void> {
  await sleep(200)
  await app.inject({ method: 'DELETE', url: url.replace(/\/events.*$/, '') })
}

function fixedBy({ parameters }: Operation, known: KnownNames): Record<string, string | number> {
  return Object.fromEntries(
    parameters.flatMap(({ name, in: place }) => {
      const value = known.of(name).at(-1)
      return place === 'path' && value !== undefined ? [[name, value]] : []
    }),
  )
}

/** Ids from the address that answered, from the address it names, and from what it says. */
function learn(
  known: KnownNames,
  { method, path }: Operation,
  operations: readonly Operation[],
  answer: LightMyRequestResponse,
  url: string,
): void {
  const { location } = answer.headers
  const named = location ? operations.map((operation) => parametersIn(operation.path, String(location))) : []
  for (const parameters of [method === 'DELETE' ? undefined : parametersIn(path, url), ...named])
    for (const [name, value] of Object.entries(parameters ?? {})) known.add(name, decodeURIComponent(value))
  if (!/json/.test(String(answer.headers['content-type']))) return
  try {
    known.learn(JSON.parse(textOf(answer)))
  } catch {
    // The judge has said so.
  }
}

function matches(path: string, url: string): boolean {
  return parametersIn(path, url) !== undefined
}

function parametersIn(path: string, url: string): Record<string, string> | undefined {
  return (
    new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/?]+)')}(\\?|$)`).exec(url)?.groups ??
    (path === url ? {} : undefined)
  )
}

const patience = 20

/** Health tells of a database that does not answer in time, as one on a slow machine may: then it is asked again. */
async function whenWell(ask: () => Promise<LightMyRequestResponse>): Promise<LightMyRequestResponse> {
  let answer = await ask()
  for (let again = 0; again < patience && answer.statusCode === 503 && isHealth(answer); again++) answer = await ask()
  return answer
}

function isHealth({ raw }: LightMyRequestResponse): boolean {
  return raw.req.url === '/api/health'
}

function serverFault({ statusCode }: LightMyRequestResponse): string | undefined {
  return statusCode >= 500 ? `answers ${statusCode}` : undefined
}
