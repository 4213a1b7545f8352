import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Problem } from '../contract/common.ts'
import { BodyRefused, collectBytes } from './collectBytes.ts'
import { StreamBody } from './fileBody.ts'
import { type JsonExcess, JsonScanner } from './jsonScanner.ts'
import { invalidRequest } from './requestFaults.ts'

/**
 * JSON bodies are counted while they arrive (jsonScanner.ts), unpacked where they come compressed, so that what is too much is
 * refused before it is held, let alone built: thirty kilobytes of gzip can be ten million objects.
 */
export interface BodyRules {
  /** the list that may be long: its name in the body, and how many items it may have */
  readonly list?: { readonly name: string; readonly items: number; readonly valuesAnItem: number }
  /** hands the handler the bytes, as `RawJson`: a thread will read them */
  readonly isRaw?: boolean
  /** takes a file in place of JSON, as `FileBody` */
  readonly isFile?: boolean
  /** takes rows of any number beside JSON, as `StreamBody` */
  readonly isStream?: boolean
}

/** A body that no one has read yet. */
export class RawJson {
  readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
}

// No request of the contract is deeper than four; the others have no list of more than a few names.
const deepest = 20
const usualItems = 1000

/** For `schema.body` of a route with `isRaw`: documented as the schema, handed over unread. */
export function rawJson(schema: z.ZodType) {
  return unread(schema, (body): body is RawJson => body instanceof RawJson)
}

/** The same for a route with `isStream` too. */
export function rawJsonOrStream(schema: z.ZodType) {
  return unread(schema, (body): body is RawJson | StreamBody => body instanceof RawJson || body instanceof StreamBody)
}

function unread<T>(schema: z.ZodType, isUnread: (body: unknown) => body is T) {
  const { $schema: _, ...documented } = z.toJSONSchema(schema, { io: 'input' })
  return z
    .any()
    .meta(documented)
    .transform((body: unknown, context): T => {
      if (isUnread(body)) return body
      // No body, or one of another media type.
      for (const { path, message } of schema.safeParse(body).error?.issues ?? [])
        context.addIssue({ code: 'custom', path, message })
      return z.NEVER
    })
}

export function installJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', (request, payload: Readable, done) => {
    readBytes(request, payload).then(
      (bytes) => {
        if (bytes.length > 0 && request.routeOptions.config.body?.isRaw) done(null, new RawJson(bytes))
        else parse(request, new TextDecoder().decode(bytes), done)
      },
      (error: Error) => done(error),
    )
  })
}

function readBytes(request: FastifyRequest, payload: Readable): Promise<Buffer> {
  const { config } = request.routeOptions
  const { list } = config.body ?? {}
  const items = Math.max(list?.items ?? 0, usualItems)
  const values = usualItems + items * (list?.valuesAnItem ?? 1)
  const scanner = new JsonScanner({ items, values, depth: deepest })
  return collectBytes(request, payload, (chunk) => {
    const excess = scanner.push(chunk)
    return excess ? new BodyRefused(problemOfExcess(excess, list)) : undefined
  })
}

function problemOfExcess(excess: JsonExcess, list: BodyRules['list']): Problem {
  const isList = excess === 'items' && list !== undefined
  if (isList) return fault([...list.name.split('.')], `Too big: expected array to have <=${list.items} items`)
  if (excess === 'depth') return fault([], `Too deep: lists and objects may stand within ${deepest} others`)
  return fault([], 'Too big: no body of this address holds so many values')
}

function fault(keys: readonly string[], message: string): Problem {
  return invalidRequest('body', undefined, [{ keys, message }])
}

declare module 'fastify' {
  interface FastifyContextConfig {
    body?: BodyRules
  }
}
