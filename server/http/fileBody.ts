import type { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { collectBytes } from './collectBytes.ts'
import { binary } from './media.ts'

const types = ['application/geo+json', 'text/csv']

/** A file as it came, which no one has read yet: a thread will. */
class FileBody {
  readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
}

/** For the schema of a route that takes a file: documented in each of its types, and handed over unread. */
export const fileBody = { consumes: types, body: binary }

/** The bytes of a file that a route was sent; refuses another body, or none, with 415. */
export function bytesOfFile(body: unknown): Uint8Array {
  if (body instanceof FileBody) return body.bytes
  throw unsupported(`This address takes a file, sent as ${types.join(' or ')}`)
}

function unsupported(message: string): Error {
  return Object.assign(new Error(message), { statusCode: 415 })
}

/** Files are taken by routes that say so in `config.body`, as long as `bodyLimit` allows; others have no such type. */
export function installFileBodies(app: FastifyInstance): void {
  app.addContentTypeParser(types, (request, payload: Readable, done) => {
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
