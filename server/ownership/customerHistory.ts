import { sql } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import type { CustomerHistory } from '../contract/ownership.ts'
import type { Database } from '../db/database.ts'
import { disputesOf } from '../life/disputes.ts'
import type { SubjectKey } from '../life/ownerRows.ts'
import { liveAt } from '../life/timeline.ts'
import { findOwnership, type Moment, readMoment } from './cityOwnership.ts'
import { type Subjects, subjectsOf } from './rows/resolveRows.ts'

type Period = CustomerHistory['periods'][number]

/** of one customer: a version, data and an owner that change each month make as many in twenty years */
const mostPeriods = 500

/**
 * Whose a customer was, is and will be, and why: the periods from the first version on, each as the look-up answers it; those that differ by the
 * data alone are one. Throws `city-not-found`, `not-in-force`, and `customer-not-found` where no data of any period has him. A few queries a
 * period.
 */
export async function readHistory(
  database: Database,
  cityCode: string,
  customer: string,
  known: number | undefined,
  now: Date,
): Promise<CustomerHistory> {
  const moment = await readMoment(database, cityCode, { known }, now)
  const first = liveAt(moment.read.versions, moment.known)[0]
  const periods: Period[] = []
  let missing: unknown
  for (let from: string | null = first?.from ?? moment.date; from !== null && periods.length < mostPeriods; ) {
    const found: Period = await periodFrom(database, moment, customer, from, now).catch((error: unknown) => {
      if (!(error instanceof ShapanError) || !isMissing(error.code)) throw error
      missing ??= error
      return { from: from!, until: nextStart(moment, from!), missing: error.code, ...nowhere }
    })
    const last = periods.at(-1)
    if (last && isSame(last, found)) periods[periods.length - 1] = { ...last, until: found.until }
    else periods.push(found)
    from = found.until
  }
  if (periods.every((period) => period.missing !== null)) throw missing
  const subjects = await subjectsEver(database, moment, customer)
  return { customer, known: moment.known, periods, disputes: await disputesOf(database.kysely, moment, subjects) }
}

/** What owner rows of a customer are about, in whichever data that was known. */
async function subjectsEver({ kysely }: Database, { cityId, starts }: Moment, customer: string): Promise<SubjectKey[]> {
  const { rows } = await sql<Omit<Subjects, 'customer'>>`
    select distinct account_id as account, unit_id as unit from customer
    where city_id = ${sql.lit(cityId)} and snapshot_id = any (${starts.map(({ id }) => id)}::int[])
      and customer_id = ${customer}`.execute(kysely)
  const all = rows.flatMap((row) => subjectsOf({ customer, ...row }))
  return [...new Map(all.map((key) => [`${key.layer} ${key.subject}`, key])).values()]
}

const nowhere = { version: null, active: false, place: null, owner: null } as const

function isMissing(code: string): code is NonNullable<Period['missing']> {
  return code === 'customer-not-found' || code === 'snapshot-thinned'
}

async function periodFrom(
  database: Database,
  { cityCode, known }: Moment,
  customer: string,
  from: string,
  now: Date,
): Promise<Period> {
  const answer = await findOwnership(database, cityCode, { customer, on: from, known }, now)
  const { version, active, place, owner, holds } = answer
  return { from, until: holds?.until ?? null, missing: null, version: version?.id ?? null, active, place, owner }
}

/** The first day after one on which another version begins or other data serves. */
function nextStart({ read, starts, known }: Moment, date: string): string | null {
  const days = [...liveAt(read.versions, known), ...starts].map(({ from }) => from).filter((from) => from > date)
  return days.sort()[0] ?? null
}

function isSame(a: Period, b: Period): boolean {
  const gist = ({ from, until, ...rest }: Period) => JSON.stringify(rest)
  return gist(a) === gist(b)
}
