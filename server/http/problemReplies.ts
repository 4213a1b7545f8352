import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { problemOf, problemOfError } from '../base/errors.ts'
import type { Problem } from '../contract/common.ts'
import type { ProblemCode } from '../contract/problemCodes.ts'
import { failureOf } from '../db/failure.ts'
import { BodyRefused } from './collectBytes.ts'
import { describeRequest } from './logging.ts'
import { prefersHtml } from './prefersHtml.ts'
import { faultsOfNearest, invalidRequest } from './requestFaults.ts'

/**
 * Every answer of 400 and above is problem details (RFC 9457), whatever went wrong: our own errors by their code, a request that
 * does not fit the contract value by value, Fastify's refusals by status, and anything unforeseen as a bare `internal` with the
 * request's id, whose story is in the log. An address that is neither the API's nor a file's is a page of the sandbox to a browser that
 * asks for a page, and nothing to anyone else: a probe of `/metrics` must not be told that all is well.
 */
export function installProblemReplies(app: FastifyInstance, isSitePath: (url: string) => boolean): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => sendProblem(reply, problemOfThrown(error, request)))
  app.setNotFoundHandler((request, reply) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    const isPage = isRead && isSitePath(request.url) && prefersHtml(request.headers.accept)
    reply.header('vary', 'accept')
    return isPage ? reply.sendFile('index.html') : sendProblem(reply, unknownAddress(request))
  })
}

/** What passes by itself is worth another try after this; a client that knows nothing of the cause needs a figure. */
const retryAfterSeconds = 5

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.status === 503) reply.header('retry-after', retryAfterSeconds)
  // A Buffer, so that no response schema of the route stands in between.
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .removeHeader('etag')
    .removeHeader('content-encoding')
    .type('application/problem+json; charset=utf-8')
    .send(Buffer.from(JSON.stringify(problem)))
}

function unknownAddress(request: FastifyRequest): Problem {
  const path = request.url.split('?', 1)[0]?.slice(0, 200)
  return problemOf(404, 'not-found', `There is no ${request.method} ${path}: /docs lists every address`)
}

/** Never throws: what it cannot put into words is `internal` too. */
export function problemOfThrown(error: FastifyError, request: FastifyRequest): Problem {
  try {
    return inWords(error, request)
  } catch (failure) {
    request.log.error({ err: failure }, 'an error could not be answered in its own words')
    return internal(error, request)
  }
}

function inWords(error: FastifyError, request: FastifyRequest): Problem {
  if (error instanceof BodyRefused) return error.problem
  if (hasZodFastifySchemaValidationErrors(error)) return faultsOf(error, request)
  const failure = failureOf(error)
  if (failure) {
    const problem = problemOfError(failure)
    if (problem) {
      if (problem.status >= 500) request.log.error({ err: error }, `${describeRequest(request)} failed`)
      return problem
    }
  }
  const status = error.statusCode ?? 500
  if (status >= 400 && status < 500) return problemOf(status, codeOfFramework(error, status), error.message)
  // The framework's own wait limit passes; all else is a mistake of ours.
  if (status !== 503) return internal(error, request)
  request.log.error({ err: error }, `${describeRequest(request)} failed`)
  return problemOf(503, 'unavailable', 'The server is busy: try again in a moment')
}

function internal(error: FastifyError, request: FastifyRequest): Problem {
  request.log.error({ err: error }, `${describeRequest(request)} failed`)
  return problemOf(
    500,
    'internal',
    `Something went wrong in the server; its log tells more under request ${request.id}`,
    {
      requestId: request.id,
    },
  )
}

/** Fastify's `FST_ERR_CTP_INVALID_MEDIA_TYPE` and the like, in words of our own. */
function codeOfFramework(error: FastifyError, status: number): ProblemCode {
  const byStatus: Record<number, ProblemCode> = {
    404: 'not-found',
    408: 'request-timeout',
    413: 'request-too-large',
    414: 'address-too-long',
    415: 'unsupported-media-type',
    429: 'too-many-requests',
  }
  return byStatus[status] ?? (error.code === 'FST_ERR_CTP_INVALID_JSON_BODY' ? 'invalid-json' : 'invalid-request')
}

function faultsOf(error: FastifyError, request: FastifyRequest): Problem {
  const place = error.validationContext ?? 'body'
  const sources: Record<string, unknown> = {
    body: request.body,
    querystring: request.query,
    params: request.params,
    headers: request.headers,
  }
  const faults = (error.validation ?? []).flatMap(({ instancePath, message = 'is not valid', params }) => {
    const keys = instancePath.split('/').filter((key) => key !== '')
    return faultsOfNearest({ keys, message }, params.errors)
  })
  return invalidRequest(place === 'querystring' ? 'query' : place, sources[place], faults)
}
