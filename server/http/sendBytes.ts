import type { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'

/** Sends what is already in its final form, whole or as a stream, past the route's response schema. */
export function sendBytes(reply: FastifyReply, type: string, body: Uint8Array | Readable): FastifyReply {
  const payload = body instanceof Uint8Array ? Buffer.from(body.buffer, body.byteOffset, body.byteLength) : body
  return reply.type(type).send(payload)
}

export const jsonType = 'application/json; charset=utf-8'
