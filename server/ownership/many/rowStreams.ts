/**
 * Streams of rows over HTTP. Each has a place, and gives it back however it ends. What is wrong before the first row is a problem like any other;
 * after it the answer is cut off, so that no client takes a part for the whole.
 */
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ShapanError } from '../../base/errors.ts'
import type { Limits } from '../../base/limits.ts'
import { ownershipBatchResult } from '../../contract/ownership.ts'
import type { ManyQuery, RowFormat } from '../../contract/ownershipRows.ts'
import type { Database } from '../../db/database.ts'
import { csvType, ndjsonType, type StreamBody } from '../../http/fileBody.ts'
import { text } from '../../http/media.ts'
import { sendBytes } from '../../http/sendBytes.ts'
import { StreamPlaces } from '../../http/streamPlaces.ts'
import type { When } from '../cityOwnership.ts'
import { answerStream } from './answerStream.ts'
import { exportStream } from './exportStream.ts'
import { loadServedCity } from './servedCity.ts'

/** A day's work at the slowest. Who is silent for `silenceMs` is cut off before. */
export const longestStreamMs = 6 * 3600_000
const silenceMs = 120_000

const rowsContent = { [ndjsonType]: { schema: text }, [csvType]: { schema: text } }
export const exportAnswer = { description: 'A line a customer, then the summary', content: rowsContent }
export const manyAnswer = {
  description: 'As JSON the results, as CSV or NDJSON a line a row and then the summary',
  content: { 'application/json': { schema: ownershipBatchResult }, ...rowsContent },
}

const mediaTypes: Readonly<Record<RowFormat, string>> = {
  csv: `${csvType}; charset=utf-8`,
  ndjson: `${ndjsonType}; charset=utf-8`,
}

/** Throws `invalid-request` where a batch of points comes with what only rows can be read by. */
export function refuseRowOptions({ by, crs }: ManyQuery): void {
  if (by !== undefined || crs !== undefined)
    throw new ShapanError('invalid-request', 'by and crs are for CSV and NDJSON: a batch of JSON says its crs itself')
}

export function rowStreams(app: FastifyInstance, database: Database, limits: Limits, clock: () => Date) {
  const places = new StreamPlaces({
    most: limits.ownerStreams,
    mostOfAddress: limits.ownerStreamsOfAddress,
    what: 'streams of owners',
    variable: 'SHAPAN_MAX_OWNER_STREAMS',
    way: 'wait until one has ended',
  })
  const open = new Set<Readable>()
  app.addHook('preClose', async () => {
    for (const stream of open) stream.destroy()
  })

  /** The first portion is waited for: until then what is wrong is a problem like any other. */
  const send = async (
    request: FastifyRequest,
    reply: FastifyReply,
    format: RowFormat,
    rows: AsyncGenerator<Uint8Array, unknown>,
  ) => {
    const leave = places.take(request.ip)
    let stream: Readable | undefined
    const silence = setTimeout(() => {
      const error = new Error(`Nobody has sent or taken a row for ${silenceMs / 1000} s`)
      if (stream) stream.destroy(error)
      else request.raw.destroy(error)
    }, silenceMs)
    const end = () => {
      clearTimeout(silence)
      if (stream) open.delete(stream)
      leave()
    }
    try {
      const first = await rows.next()
      stream = Readable.from(heard(continued(first, rows), silence), { objectMode: false, highWaterMark: 1 })
    } catch (error) {
      end()
      throw request.raw.destroyed && !request.raw.complete ? cutShort() : error
    }
    open.add(stream)
    stream.once('close', end)
    return sendBytes(reply.header('cache-control', 'no-store'), mediaTypes[format], stream)
  }

  return {
    /** Throws `invalid-request` and what `loadServedCity` and `StreamPlaces` do. */
    async answer(
      request: FastifyRequest,
      reply: FastifyReply,
      cityCode: string,
      query: ManyQuery,
      { type, payload }: StreamBody,
    ): Promise<FastifyReply> {
      const { by, crs } = query
      if (by === undefined)
        throw new ShapanError('invalid-request', 'query.by: point or customer is needed with CSV and NDJSON')
      if (by === 'point' && crs === undefined)
        throw new ShapanError('invalid-request', 'query.crs: wgs84, gcj02 or bd09 is needed with points')
      refuseTwoMoments(query)
      const format = type === csvType ? 'csv' : 'ndjson'
      const wanted = formatOf(request.headers.accept) ?? format
      const city = await loadServedCity(database, cityCode, query, clock(), by === 'point')
      const rows = answerStream(database, {
        ...{ city, by, format, crs: crs ?? 'wgs84' },
        form: { format: wanted, isExact: true },
        chunks: payload,
        isWaiting: () => payload.readableLength > 0,
      })
      return await send(request, reply, wanted, rows)
    },

    async export(
      request: FastifyRequest,
      reply: FastifyReply,
      cityCode: string,
      { format, ...when }: When & { readonly format: RowFormat },
    ): Promise<FastifyReply> {
      refuseTwoMoments(when)
      const city = await loadServedCity(database, cityCode, when, clock(), false)
      return await send(request, reply, format, exportStream(database, city, { format, isExact: true }))
    },
  }
}

async function* continued<T>(first: IteratorResult<T, unknown>, rest: AsyncGenerator<T, unknown>): AsyncGenerator<T> {
  if (first.done) return
  yield first.value
  yield* rest
}

/** Each portion that is taken up shows that somebody is there. */
async function* heard<T>(portions: AsyncIterable<T>, silence: NodeJS.Timeout): AsyncGenerator<T> {
  for await (const portion of portions) {
    silence.refresh()
    yield portion
  }
}

const cutShort = () => Object.assign(new Error('The request was cut short'), { statusCode: 400 })

function refuseTwoMoments({ on, at }: When): void {
  if (on !== undefined && at !== undefined)
    throw new ShapanError('invalid-request', 'query.at: either on or at, not both')
}

function formatOf(accept: string | undefined): RowFormat | null {
  const types = (accept ?? '').toLowerCase()
  const at = { csv: types.indexOf(csvType), ndjson: types.indexOf(ndjsonType) }
  if (at.csv < 0 && at.ndjson < 0) return null
  return at.csv >= 0 && (at.ndjson < 0 || at.csv < at.ndjson) ? 'csv' : 'ndjson'
}
