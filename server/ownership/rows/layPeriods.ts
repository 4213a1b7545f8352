import type { NewRow, OwnerValue } from '../../life/ownerRows.ts'

/** A live row of one subject: from its date on, until the next one's. */
export interface LiveRow extends OwnerValue {
  readonly number: number
  readonly from: string
}

export interface Period {
  readonly from: string
  readonly until: string | null
  readonly value: OwnerValue
}

export type Laid =
  | { readonly ok: true; readonly added: readonly NewRow[]; readonly gone: readonly number[] }
  /** the first row that begins within a period, or another period of the same package */
  | { readonly ok: false; readonly within: string }

const nobody: OwnerValue = { kind: 'none', ref: null, plane: null, reason: '' }

/**
 * What periods of one subject, laid over its live rows, add and make void: a row at each start, and at each end one with what held there, unless
 * one begins there anyway. Rows that begin within a period give way where `replace` says so, and refuse it where not; a period never
 * gives way to another of the same package, but its end does. `live` ascends by `from`. O(periods · rows).
 */
export function layPeriods(live: readonly LiveRow[], periods: readonly Period[], replace: boolean): Laid {
  let rows: (NewRow & { readonly number: number | null })[] = live.map((row) => ({ ...row, isEnd: false }))
  const gone: number[] = []
  for (const { from, until, value } of [...periods].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    const isWithin = (row: { from: string }) => row.from >= from && (until === null || row.from < until)
    const held = until === null ? undefined : rows.findLast((row) => row.from <= until)
    for (const row of rows.filter(isWithin)) {
      const isOwnEnd = row.number === null && row.isEnd
      if (!isOwnEnd && (row.number === null || !replace)) return { ok: false, within: row.from }
      if (row.number !== null) gone.push(row.number)
    }
    rows = rows.filter((row) => !isWithin(row))
    rows.push({ ...value, from, isEnd: false, number: null })
    if (until !== null && held?.from !== until) {
      const { kind, ref, plane, reason } = held ?? nobody
      rows.push({ kind, ref, plane, reason, from: until, isEnd: true, number: null })
    }
    rows.sort((a, b) => (a.from < b.from ? -1 : 1))
  }
  const added = rows.filter(({ number }) => number === null)
  return { ok: true, added: added.map(({ number, ...row }) => row), gone }
}
