/** What a field of a form holds, and what may be wrong with it. Fields hold what an input gives: a number, or the text of one that is none. */
export type Entry = number | string

export interface OutOfRange {
  readonly kind: 'range'
  readonly min: number
  readonly max: number
}

export const outside = (
  value: Entry,
  { min, max }: { min: number; max: number },
  isRight: (value: number) => boolean = Number.isFinite,
): OutOfRange | null =>
  typeof value === 'number' && value >= min && value <= max && isRight(value) ? null : { kind: 'range', min, max }
