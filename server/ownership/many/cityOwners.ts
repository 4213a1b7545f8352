import type { OwnerLayer } from '../../contract/owners.ts'
import type { OwnerValue } from '../../life/ownerRows.ts'
import { resolveRows, type Subjects, subjectsOf } from '../rows/resolveRows.ts'
import { buildOwnerTable, type OwnerTable } from './ownerTable.ts'

/** As `readOwners` gives it: JSON. */
export interface OwnersInput {
  /** of each subject what holds on the day, and the day on which the next row begins: [layer, subject, kind, ref, until] */
  readonly held: string
  /** whom they are about: [customer, account, unit, the day on which he has ended] */
  readonly customers: string
  readonly day: string
}

type HeldText = readonly [OwnerLayer, subject: string, OwnerValue['kind'], ref: string | null, until: string | null]
type CustomerText = readonly [customer: string, account: string | null, unit: string | null, endedOn: string | null]

export interface RowOwner {
  readonly kind: 'grid' | 'team' | 'person'
  readonly id: string
  /** the layer that decided */
  readonly basis: OwnerLayer
}

/** Who owns some customers above their places, if anybody, and the first day on which that may change. */
export interface OwnerKind {
  readonly owner: RowOwner | null
  readonly until: string | null
}

/** The customers whom owner rows are about, on a day. Plain data, its arrays in shared memory. */
export interface CityOwners {
  readonly table: OwnerTable
  /** of each id of `table`, its place among `kinds` */
  readonly kindOf: Uint32Array
  /** those that differ: as many as owners and dates, not as customers */
  readonly kinds: readonly OwnerKind[]
}

/**
 * Resolves all owner rows of a day for the customers that they are about, by the same order of layers as a single question. An override holds for
 * its customer whether the data has him or not. O(rows + customers).
 */
export function resolveCityOwners({ held, customers, day }: OwnersInput): CityOwners {
  const rows = new Map(
    (JSON.parse(held) as HeldText[]).map(([layer, subject, kind, ref, until]) => [
      `${layer} ${subject}`,
      { layer, subject, kind, ref, until },
    ]),
  )
  const resolve = (subjects: Subjects, endedOn: string | null): OwnerKind => {
    const own = subjectsOf(subjects).map(({ layer, subject }) => rows.get(`${layer} ${subject}`))
    const hasEnded = endedOn !== null && endedOn <= day
    const row = hasEnded ? undefined : resolveRows(own)
    const ends = own.map((one) => one?.until ?? null)
    if (row && endedOn !== null) ends.push(endedOn)
    return {
      owner: row?.ref ? { kind: row.kind as RowOwner['kind'], id: row.ref, basis: row.layer } : null,
      until: ends.reduce(earlier, null),
    }
  }
  const found = new Map<string, OwnerKind>()
  for (const { layer, subject } of rows.values())
    if (layer === 'override') found.set(subject, resolve({ customer: subject, account: null, unit: null }, null))
  for (const [customer, account, unit, endedOn] of JSON.parse(customers) as CustomerText[])
    found.set(customer, resolve({ customer, account, unit }, endedOn))
  return numberKinds(found)
}

/** Of two days, of which null never comes. */
export function earlier(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b < a) ? b : a
}

function numberKinds(found: ReadonlyMap<string, OwnerKind>): CityOwners {
  const numbers = new Map<string, number>()
  const kinds: OwnerKind[] = []
  const kindOf = new Uint32Array(new SharedArrayBuffer(4 * found.size))
  for (const [index, kind] of [...found.values()].entries()) {
    const key = JSON.stringify([kind.until, kind.owner])
    let number = numbers.get(key)
    if (number === undefined) {
      number = kinds.length
      numbers.set(key, number)
      kinds.push(kind)
    }
    kindOf[index] = number
  }
  return { table: buildOwnerTable([...found.keys()]), kindOf, kinds }
}
