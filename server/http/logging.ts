import type { FastifyRequest } from 'fastify'
import type { Config } from '../base/config.ts'

/** Anything with a method for lines of text, such as standard output. */
export interface LogStream {
  write(line: string): void
}

/**
 * What the log may hold: the route's pattern and never the address, whose query has places and whose path has names; of an error,
 * where it happened and which kind it is. A database's error repeats rows (`detail`, `where`) and, in classes 22 and 23, values
 * in its message; those are left out. Headers are never logged.
 */
export function loggerOptions(level: Config['logLevel'], stream?: LogStream) {
  return {
    level,
    ...(stream && { stream }),
    serializers: {
      req: (request: FastifyRequest) => ({ request: describeRequest(request) }),
      err: (error: unknown) => describeError(error),
    },
  }
}

/** `GET /api/plans/:plan/ownership`. */
export function describeRequest(request: FastifyRequest): string {
  return `${request.method} ${request.routeOptions?.url ?? 'an unknown address'}`
}

const causesShown = 5

interface ErrorDescription {
  readonly [field: string]: unknown
  readonly type: string
  readonly message: string
  readonly stack: string
}

function describeError(error: unknown, depth = 0): ErrorDescription {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an error', stack: '' }
  const { code, constraint, table } = error as Error & Record<string, unknown>
  const repeatsValues = typeof code === 'string' && /^2[23][0-9A-Z]{3}$/.test(code)
  const message = repeatsValues ? 'left out, for it repeats values' : error.message
  // Without its head, which is the message again.
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: error.name,
    message,
    ...(code !== undefined && { code }),
    ...(constraint !== undefined && { constraint }),
    ...(table !== undefined && { table }),
    stack: frames.join('\n'),
    ...(error.cause !== undefined && depth < causesShown && { cause: describeError(error.cause, depth + 1) }),
  }
}
