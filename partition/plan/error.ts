/** What went wrong, for a program to switch on. */
export type PlanErrorCode = 'bad-patch' | 'bad-figures' | 'length-mismatch' | 'malformed-bytes' | 'too-many-grids'

/** A mistake of the calling program or damaged stored bytes; a planner's mistake is a `Refusal`, never this. */
export class PlanError extends Error {
  readonly code: PlanErrorCode

  constructor(code: PlanErrorCode, message: string) {
    super(message)
    this.name = 'PlanError'
    this.code = code
  }
}
