import type { Problem } from '../contract/common.ts'
import { isProblemCode, type ProblemCode, thrownProblemCodes } from '../contract/problemCodes.ts'

/**
 * The server layer's one error class. `code` is stable and is what callers switch on; the message names the value, the place and
 * the way out. Nothing above the marked section knows HTTP.
 */
export const errorCodes = [
  ...thrownProblemCodes,
  // for the log, and for who runs a command
  'invalid-config',
  'database-locked',
  'database-too-old',
  'database-permission',
  'database-dropped-statement',
  'database-nested-query',
  'database-parameter',
  'migration-changed',
  'file-not-found',
  'too-many-segments',
  'several-periods',
  'period-to-come',
  'figures-too-large',
  'write-failed',
] as const
export type ErrorCode = (typeof errorCodes)[number]

export class ShapanError extends Error {
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'ShapanError'
    this.code = code
    this.details = details
  }
}

/** True for an error of this layer, optionally of one code. */
export function isShapanError(error: unknown, code?: ErrorCode): error is ShapanError {
  return error instanceof ShapanError && (code === undefined || error.code === code)
}

// ---- HTTP mapping (the API layer's section) -----------------------------------------------------------------------------------

/** The HTTP status of each code that is a problem's; any other is the server's own trouble, 500, whose message stays in the log. */
const statusOfCode: Readonly<Record<(typeof thrownProblemCodes)[number], number>> = {
  'invalid-request': 400,
  'city-not-found': 404,
  'plan-not-found': 404,
  'job-not-found': 404,
  'unknown-snapshot': 404,
  'unknown-division': 404,
  'unknown-period': 404,
  'link-not-found': 404,
  'grid-not-found': 404,
  'version-not-found': 404,
  'customer-not-found': 404,
  'snapshot-thinned': 410,
  'submission-not-found': 404,
  'not-in-force': 404,
  'snapshot-not-found': 409,
  'city-exists': 409,
  'plan-published': 409,
  'plan-not-draft': 409,
  'plan-in-use': 409,
  'snapshot-in-use': 409,
  'division-exists': 409,
  'division-in-use': 409,
  'default-division': 409,
  'segment-taken': 409,
  'plan-pending': 409,
  'not-pending': 409,
  'base-superseded': 409,
  'later-version': 409,
  'impact-outdated': 409,
  blocked: 409,
  'warnings-not-acknowledged': 409,
  'timeline-moved': 409,
  begun: 409,
  'version-void': 409,
  'city-in-use': 409,
  'too-many-jobs': 429,
  'too-many-streams': 429,
  'revision-conflict': 409,
  'command-id-taken': 409,
  'concurrent-change': 409,
  'import-running': 409,
  cancelled: 409,
  refused: 409,
  'invalid-city': 422,
  'invalid-boundary': 422,
  'invalid-admin-areas': 422,
  'invalid-link': 422,
  'solve-failed': 422,
  'wrong-file-type': 422,
  'unreadable-file': 422,
  'missing-column': 422,
  'duplicate-column': 422,
  'invalid-column-map': 422,
  'nothing-to-load': 422,
  'invalid-places': 422,
  'too-many-rejects': 422,
  'date-not-open': 422,
  'owner-change-not-found': 404,
  'later-rows': 409,
  'unknown-owner': 422,
  'override-too-long': 422,
  'party-exists': 409,
  'dispute-not-found': 404,
  'claim-not-found': 404,
  'dispute-closed': 409,
  'nothing-to-claim': 409,
  disputed: 409,
  'database-unreachable': 503,
  'database-busy': 503,
  'disk-full': 503,
  'database-crashed': 503,
  'database-lock-lost': 503,
}

const titleOfStatus: Readonly<Record<number, string>> = {
  400: 'The request is not valid',
  401: 'Log-in required',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'The request took too long to arrive',
  409: 'The request does not fit the present state',
  410: 'No longer available',
  413: 'The request is too large',
  414: 'The address is too long',
  415: 'The media type is not supported',
  421: 'This server does not go by that name',
  422: 'The request cannot be carried out',
  429: 'Too many requests',
  431: 'The request headers are too large',
  500: 'Internal error',
  503: 'Not available right now',
}

/** RFC 9457 problem details; `extra` adds members such as the current revision. */
export function problemOf(
  status: number,
  code: ProblemCode,
  detail: string,
  extra: Omit<Partial<Problem>, 'status' | 'code' | 'detail'> = {},
): Problem {
  const title = titleOfStatus[status] ?? 'The request failed'
  return { type: `urn:shapan:problem:${code}`, title, status, code, detail, ...extra }
}

/** The problem an error of this layer stands for; `null` for codes whose message is for the log only. */
export function problemOfError(error: ShapanError): Problem | null {
  const { code } = error
  const status = isProblemCode(code) ? statusOfCode[code] : undefined
  if (status === undefined || !isProblemCode(code)) return null
  const { refusal, facts } = error.details as Pick<Problem, 'refusal' | 'facts'>
  return problemOf(status, code, error.message, {
    ...(code === 'solve-failed' && refusal && { refusal }),
    ...(facts && { facts }),
  })
}
