import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { problemOf } from '../base/errors.ts'
import type { Problem } from '../contract/common.ts'

/** A body refused before it was read. */
export class BodyRefused extends Error {
  override name = 'BodyRefused'
  readonly problem: Problem
  readonly statusCode: number

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
    this.statusCode = problem.status
  }
}

/**
 * The bytes of a body, unpacked, counted while they arrive: what is longer than the route's `bodyLimit`, or what `judge` refuses of a chunk, is
 * refused before it is held.
 */
export function collectBytes(
  request: FastifyRequest,
  payload: Readable,
  judge: (chunk: Buffer) => BodyRefused | undefined = () => undefined,
): Promise<Buffer> {
  const { bodyLimit } = request.routeOptions
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const stop = (error: Error) => {
      payload.off('data', onData).off('end', onEnd).off('error', stop).off('close', onClose)
      // Nothing more is unpacked; what still comes over the wire is let go until the answer closes the connection.
      if (payload !== request.raw) payload.pause()
      reject(error)
    }
    const onData = (chunk: Buffer) => {
      length += chunk.length
      if (length > bodyLimit) return stop(tooLarge(bodyLimit))
      const refused = judge(chunk)
      if (refused) return stop(refused)
      chunks.push(chunk)
    }
    const onEnd = () => {
      payload.off('error', stop).off('close', onClose)
      resolve(Buffer.concat(chunks, length))
    }
    const onClose = () => stop(Object.assign(new Error('The request was cut short'), { statusCode: 400 }))
    if (Number(request.headers['content-length']) > bodyLimit) return stop(tooLarge(bodyLimit))
    payload.on('data', onData).on('end', onEnd).on('error', stop).on('close', onClose)
    payload.resume()
  })
}

function tooLarge(limit: number): BodyRefused {
  return new BodyRefused(problemOf(413, 'request-too-large', `The body may have ${limit} bytes here, unpacked`))
}
