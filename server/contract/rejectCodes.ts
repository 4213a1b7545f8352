/** Why a row of a file is refused; stable. */
export const rejectCodes = [
  // of the text
  'line-too-long',
  'unclosed-quote',
  'bad-quote',
  'field-count',
  'bad-encoding',
  'not-json',
  // of a value
  'missing-id',
  'id-too-long',
  'missing-coordinate',
  'not-a-number',
  'out-of-range',
  'swapped-lon-lat',
  'negative',
  'not-whole',
  'too-large',
  'bad-character',
  'unknown-value',
  // of a shape
  'bad-geometry',
  'not-a-period',
  'not-a-date',
  'other-period',
  // of the row beside others
  'duplicate-id',
  // of an owner
  'date-not-open',
  'override-too-long',
  'unknown-owner',
  'unknown-subject',
  'disputed',
  'later-rows',
] as const
export type RejectCode = (typeof rejectCodes)[number]
