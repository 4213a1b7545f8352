/**
 * The server layer's one error class. `code` is stable and is what callers switch on; the message names the value, the place and
 * the way out. Nothing above the marked section knows HTTP.
 */
export const errorCodes = [
  'invalid-config',
  'database-locked',
  'database-unreachable',
  'database-too-old',
  'database-crashed',
  'database-dropped-statement',
  'database-nested-query',
  'database-parameter',
  'migration-changed',
  'city-exists',
  'city-not-found',
  'invalid-city',
  'invalid-boundary',
  'invalid-admin-areas',
  'file-not-found',
  'wrong-file-type',
  'unreadable-file',
  'missing-column',
  'invalid-column-map',
  'nothing-to-load',
  'import-running',
  'snapshot-not-found',
  'plan-not-found',
  'plan-published',
  'stale-revision',
  'refused',
  'invalid-request',
  'job-not-found',
  'solve-failed',
  'cancelled',
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
