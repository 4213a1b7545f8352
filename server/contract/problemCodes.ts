/** Codes of problems that the layers below HTTP throw (server/base/errors.ts). */
export const thrownProblemCodes = [
  // the request
  'invalid-request',
  // what it names
  'city-not-found',
  'plan-not-found',
  'job-not-found',
  'unknown-snapshot',
  'unknown-division',
  'unknown-period',
  'link-not-found',
  'grid-not-found',
  // what is there
  'snapshot-not-found',
  'city-exists',
  'plan-published',
  'plan-not-draft',
  'plan-in-use',
  'snapshot-in-use',
  'division-exists',
  'division-in-use',
  'default-division',
  'segment-taken',
  'city-in-use',
  'too-many-jobs',
  'too-many-streams',
  'import-running',
  'cancelled',
  'refused',
  'invalid-city',
  'invalid-boundary',
  'invalid-admin-areas',
  'invalid-link',
  'solve-failed',
  // a file
  'wrong-file-type',
  'unreadable-file',
  'missing-column',
  'duplicate-column',
  'invalid-column-map',
  'nothing-to-load',
  'invalid-places',
  'too-many-rejects',
  // how a plan takes effect
  'version-not-found',
  'customer-not-found',
  'snapshot-thinned',
  'submission-not-found',
  'not-in-force',
  'plan-pending',
  'not-pending',
  'base-superseded',
  'later-version',
  'impact-outdated',
  'blocked',
  'warnings-not-acknowledged',
  'timeline-moved',
  'begun',
  'version-void',
  'date-not-open',
  'owner-change-not-found',
  'later-rows',
  'unknown-owner',
  'override-too-long',
  'party-exists',
  // commands
  'revision-conflict',
  'command-id-taken',
  'concurrent-change',
  // the server
  'database-unreachable',
  'database-busy',
  'disk-full',
  'database-crashed',
  'database-lock-lost',
] as const

/**
 * Every `code` a problem may have. Callers switch on them and the sandbox has a sentence for each in every language, so a code is
 * never renamed; one that is not listed here cannot be sent (`problemOf` takes no other).
 */
export const problemCodes = [
  ...thrownProblemCodes,
  // the request
  'invalid-json',
  'malformed-http',
  'not-found',
  'request-timeout',
  'request-too-large',
  'address-too-long',
  'unsupported-media-type',
  'too-many-requests',
  // who asks, and where
  'login-required',
  'foreign-origin',
  'unknown-host',
  // what is there
  'interrupted',
  // commands
  'unknown-revision',
  'unknown-grid',
  'unknown-cell',
  'locked-grid',
  'would-disconnect',
  'would-empty',
  'stale',
  'nothing-changes',
  'unknown-command',
  'grid-gone',
  'pinned-cell',
  'contested',
  'not-empty',
  'has-sub-grids',
  'same-grid',
  'grid-id-taken',
  'too-many-grids',
  'empty-name',
  'name-taken',
  'bad-code',
  'code-taken',
  'bad-colour',
  'unknown-parent',
  'parent-circle',
  'parent-too-deep',
  'nothing-left',
  // the server
  'unavailable',
  'internal',
] as const
export type ProblemCode = (typeof problemCodes)[number]

export function isProblemCode(code: string): code is ProblemCode {
  return (problemCodes as readonly string[]).includes(code)
}
