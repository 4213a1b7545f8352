import type { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { collectBytes } from './collectBytes.ts'
import { binary } from './media.ts'

export const csvType = 'text/csv'
export const ndjsonType = 'application/x-ndjson'
const types = ['application/geo+json', csvType]
export const streamTypes = [csvType, ndjsonType]

/** A file as it came, which no one has read yet: a thread will. */
class FileBody {
  readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
}

/** Rows that are read while they arrive, however many they are; nothing counts them but whoever reads. */
export class StreamBody {
  /** without parameters */
  readonly type: string
  readonly payload: Readable
  constructor(type: string, payload: Readable) {
    this.type = type
    this.payload = payload
  }
}

/** For the schema of a route that takes a file: documented in each of its types, and handed over unread. */
export const fileBody = { consumes: types, body: binary }
/** The same for a file of rows. */
export const rowsBody = { consumes: streamTypes, body: binary }
const fileTypes = [...new Set([...types, ...streamTypes])]

/** The bytes of a file that a route was sent; refuses another body, or none, with 415. */
export function bytesOfFile(body: unknown): Uint8Array {
  if (body instanceof FileBody) return body.bytes
  throw unsupported(`This address takes a file, sent as ${fileTypes.join(' or ')}`)
}

function unsupported(message: string): Error {
  return Object.assign(new Error(message), { statusCode: 415 })
}

/** Files are taken by routes that say so in `config.body`, as long as `bodyLimit` allows; others have no such type. */
export function installFileBodies(app: FastifyInstance): void {
  app.addContentTypeParser(fileTypes, (request, payload: Readable, done) => {
    const type = request.headers['content-type']!.split(';')[0]!.trim().toLowerCase()
    if (request.routeOptions.config.body?.isStream && streamTypes.includes(type)) {
      done(null, new StreamBody(type, payload))
      return
    }
    if (!request.routeOptions.config.body?.isFile) {
      done(unsupported('This address takes application/json'))
      return
    }
    collectBytes(request, payload).then(
      (bytes) => done(null, new FileBody(bytes)),
      (error: Error) => done(error),
    )
  })
}
