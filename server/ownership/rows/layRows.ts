import { addDays } from '../../base/civilDates.ts'
import type { ErrorCode } from '../../base/errors.ts'
import type { OwnerKind } from '../../contract/owners.ts'
import type { AddedRow, SubjectKey } from '../../life/ownerRows.ts'
import { type LiveRow, layPeriods } from './layPeriods.ts'
import type { PackagePeriod, Periods } from './periods.ts'

/** Which days a period may begin on. */
export interface OpenDays {
  readonly earliest: string
  readonly latest: string
  /** nobody was ever owner: any day up to the latest is open */
  readonly isFirst: boolean
}

/** Whom a period names, as it was looked for. */
export interface FoundOwner {
  readonly kind: OwnerKind
  readonly ref: string
  readonly from: string
  /** null: nobody, or several */
  readonly id: string | null
  /** why there is none */
  readonly missing: string | null
}

export interface LayInput {
  readonly periods: Periods
  /** a JSON list of live rows of their subjects */
  readonly live: string
  readonly replace: boolean
  readonly days: OpenDays
  readonly owners: readonly FoundOwner[]
  /** subjects whose owner is for a ruling to say */
  readonly disputed: readonly (SubjectKey & { readonly dispute: number })[]
  readonly today: string
}

/** Why a period cannot be. */
export interface PeriodFault {
  readonly part: number
  /** of the file that the period came from */
  readonly line: number | undefined
  readonly subject: string
  readonly code: Extract<ErrorCode, 'date-not-open' | 'override-too-long' | 'unknown-owner' | 'disputed' | 'later-rows'>
  readonly reason: string
  readonly facts: Readonly<Record<string, string | number>>
}

/** What an event tells of periods: how many, and the first of them. */
export interface ToldPeriods {
  readonly count: number
  readonly first: readonly PackagePeriod[]
}

export interface Laid {
  /** rows to add: a JSON list of `AddedRow` */
  readonly added: string
  readonly addedCount: number
  /** numbers of rows that give way, as an array of the database */
  readonly gone: string
  readonly goneCount: number
  /** by part */
  readonly faults: readonly PeriodFault[]
  /** the periods without a fault, numbered anew */
  readonly kept: Periods
  /** those that begin today or before, and later */
  readonly begun: ToldPeriods
  readonly ahead: ToldPeriods
}

export const overrideDays = 365
/** of those that an event names */
const toldPeriods = 50

/**
 * What the periods of a package add and make void, beside what cannot be. Rows of a subject of which one period cannot be are left as they are. For a
 * thread; O(periods · rows of a subject).
 */
export function layRows(input: LayInput): Laid {
  const periods = JSON.parse(input.periods.text) as PackagePeriod[]
  const live = Map.groupBy(JSON.parse(input.live) as (LiveRow & SubjectKey)[], keyOf)
  const owners = new Map(input.owners.map((owner) => [ownerKey(owner), owner]))
  const disputed = new Map(input.disputed.map((one) => [keyOf(one), one.dispute]))
  const faults: PeriodFault[] = []
  const named: PackagePeriod[] = []
  for (const period of periods) {
    const found = period.ref === null ? undefined : owners.get(ownerKey({ ...period, ref: period.ref }))
    const fault = faultOf(period, input.days, found) ?? disputeFault(period, disputed.get(keyOf(period)))
    if (fault) faults.push({ ...whereOf(period), ...fault })
    else named.push(found ? { ...period, ref: found.id } : period)
  }
  const added: AddedRow[] = []
  const gone: number[] = []
  const kept: PackagePeriod[] = []
  for (const [key, own] of Map.groupBy(named, keyOf)) {
    const { layer, subject } = own[0]!
    const asked = own.map(({ from, until, kind, ref, plane, reason }) => ({
      ...{ from, until },
      value: { kind, ref, plane, reason },
    }))
    const laid = layPeriods(live.get(key) ?? [], asked, input.replace)
    if (laid.ok) {
      for (const row of laid.added) added.push({ ...row, layer, subject })
      for (const number of laid.gone) gone.push(number)
      for (const period of own) kept.push(period)
      continue
    }
    const reason = `Another owner of ${layer} ${subject} begins on ${laid.within}, within the period from ${own[0]!.from}: replace it, or end before it`
    for (const period of own)
      faults.push({ ...whereOf(period), code: 'later-rows', reason, facts: { from: laid.within } })
  }
  const inOrder = kept.sort((a, b) => a.part - b.part)
  return {
    ...{ added: JSON.stringify(added), addedCount: added.length, gone: `{${gone.join()}}`, goneCount: gone.length },
    faults: faults.sort((a, b) => a.part - b.part),
    kept: { text: JSON.stringify(inOrder.map((period, i) => ({ ...period, part: i + 1 }))), count: inOrder.length },
    begun: toldOf(inOrder.filter(({ from }) => from <= input.today)),
    ahead: toldOf(inOrder.filter(({ from }) => from > input.today)),
  }
}

const keyOf = ({ layer, subject }: SubjectKey) => `${layer} ${subject}`
const ownerKey = ({ kind, ref, from }: Pick<FoundOwner, 'kind' | 'ref' | 'from'>) => `${kind} ${from} ${ref}`
const toldOf = (periods: readonly PackagePeriod[]): ToldPeriods => ({
  count: periods.length,
  first: periods.slice(0, toldPeriods),
})
const whereOf = ({ part, line, subject }: PackagePeriod) => ({ part, line, subject })

type Fault = Pick<PeriodFault, 'code' | 'reason' | 'facts'>

function faultOf(
  { layer, subject, kind, from, until }: PackagePeriod,
  { earliest, latest, isFirst }: OpenDays,
  owner: FoundOwner | undefined,
): Fault | undefined {
  if ((from < earliest && !isFirst) || from > latest) {
    const open =
      from > latest ? `the last date that is open is ${latest}` : `the first date that is open is ${earliest}`
    return {
      code: 'date-not-open',
      reason: `An owner of ${layer} ${subject} cannot begin on ${from}: ${open}`,
      facts: { earliest, latest },
    }
  }
  const longest = addDays(from, overrideDays)
  if (layer === 'override' && (until === null || until > longest))
    return {
      code: 'override-too-long',
      reason: `The override of ${subject} from ${from} ${until === null ? 'has no end' : `ends on ${until}`}: it may last until ${longest}`,
      facts: { latest: longest },
    }
  if (owner && owner.id === null)
    return { code: 'unknown-owner', reason: owner.missing!, facts: { kind, id: owner.ref } }
  return undefined
}

function disputeFault({ layer, subject }: PackagePeriod, dispute: number | undefined): Fault | undefined {
  if (dispute === undefined) return undefined
  return {
    code: 'disputed',
    reason: `The owner of ${layer} ${subject} is disputed: rule dispute ${dispute} first, or have its claims withdrawn`,
    facts: { dispute },
  }
}
