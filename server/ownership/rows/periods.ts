import { sql } from 'kysely'
import type { OwnerPeriod } from '../../contract/owners.ts'
import type { OwnerValue, SubjectKey } from '../../life/ownerRows.ts'

/** A period of one subject, as it was asked for. */
export interface AskedPeriod extends SubjectKey, OwnerValue {
  readonly from: string
  readonly until: string | null
}

/** A period in its place within a package, from 1. */
export interface PackagePeriod extends AskedPeriod {
  readonly part: number
  /** of the file that it came from */
  readonly line?: number | undefined
}

/** Periods on their way between the database and a thread: a package may have a hundred thousand. */
export interface Periods {
  /** a JSON list of `PackagePeriod` */
  readonly text: string
  readonly count: number
}

export function askedPeriod({
  layer,
  subject,
  effectiveFrom,
  effectiveUntil,
  owner,
  reason,
}: OwnerPeriod): AskedPeriod {
  const value = { kind: owner.kind, ref: owner.id ?? null, plane: owner.plane ?? null, reason }
  return { layer, subject, from: effectiveFrom, until: effectiveUntil ?? null, ...value }
}

/** Of a few; those of a file are put together in a thread. */
export function writePeriods(periods: readonly (AskedPeriod & { readonly line?: number })[]): Periods {
  return { text: JSON.stringify(periods.map((period, i) => ({ ...period, part: i + 1 }))), count: periods.length }
}

/** The periods as rows of a statement, called `p`. */
export const periodRows = ({ text }: Periods) => sql`
  jsonb_to_recordset(${text}::jsonb) as p (part int, layer text, subject text, "from" date, until date, kind text, ref text, plane text, reason text)`
