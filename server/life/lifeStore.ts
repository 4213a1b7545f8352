import { type Kysely, sql, type Transaction } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import { takeChange } from '../cities/cityLife.ts'
import type { VersionKind } from '../contract/versions.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import type { Start } from './timeline.ts'

export interface VersionRow extends Start {
  readonly kind: VersionKind
  readonly planNumber: number
  readonly division: string
  readonly submissionNumber: number
  readonly timezone: string
  readonly soleUser: boolean
  readonly contentSha256: string
  readonly recordedAt: Date
  readonly voidReason: string | null
}

/** What a city's versions stood at when they were read; `timeline` opens the gate. */
export interface Timeline {
  readonly timeline: number
  readonly change: number
  /** of the whole city, by number */
  readonly versions: readonly VersionRow[]
}

/** One statement, so that the versions are those of that timeline. */
export async function readTimeline(db: Kysely<Schema>, cityId: number): Promise<Timeline> {
  const { rows } = await sql<{ timeline: string; change: string; versions: StoredVersion[] }>`
    select timeline::text, change::text,
           (select coalesce(jsonb_agg(to_jsonb(v) - 'seal' order by version_number), '[]'::jsonb)
            from plan_version v where v.city_id = ${sql.lit(cityId)}) as versions
    from city_life where city_id = ${sql.lit(cityId)}`.execute(db)
  const row = rows[0]
  if (!row) throw new ShapanError('city-not-found', 'The city was deleted meanwhile')
  return { timeline: Number(row.timeline), change: Number(row.change), versions: row.versions.map(toVersion) }
}

/** As JSON writes it. */
interface StoredVersion {
  readonly version_number: number
  readonly kind: VersionKind
  readonly plan_number: number
  readonly division: string
  readonly submission_number: number
  readonly effective_from: string
  readonly timezone: string
  readonly sole_user: boolean
  readonly content_sha256: string
  readonly change: number
  readonly recorded_at: string
  readonly void_change: number | null
  readonly void_reason: string | null
}

function toVersion(row: StoredVersion): VersionRow {
  return {
    number: row.version_number,
    kind: row.kind,
    planNumber: row.plan_number,
    division: row.division,
    submissionNumber: row.submission_number,
    from: row.effective_from,
    timezone: row.timezone,
    soleUser: row.sole_user,
    contentSha256: row.content_sha256,
    change: row.change,
    recordedAt: new Date(row.recorded_at),
    voidChange: row.void_change,
    voidReason: row.void_reason,
  }
}

/** What an act writes with: its change is the city's next, and nobody else's. */
export interface Turn {
  readonly transaction: Transaction<Schema>
  readonly cityId: number
  readonly change: number
}

const attempts = 3

/**
 * Runs an act that adds versions or makes them void. `check` reads and refuses; `write` runs in one transaction that began by passing the
 * gate: of several who checked the same timeline one gets through, and the others check again. Throws `timeline-moved` where that was in
 * vain three times.
 */
export async function passGate<C, T>(
  database: Database,
  cityId: number,
  check: (read: Timeline) => Promise<C>,
  write: (turn: Turn, checked: C) => Promise<T>,
): Promise<T> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const read = await readTimeline(database.kysely, cityId)
    const checked = await check(read)
    const done = await database.kysely.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ change: string }>`
        update city_life set timeline = timeline + 1, change = change + 1
        where city_id = ${sql.lit(cityId)} and timeline = ${read.timeline} returning change::text`.execute(transaction)
      if (!rows[0]) return undefined
      return { value: await write({ transaction, cityId, change: Number(rows[0].change) }, checked) }
    })
    if (done) return done.value
  }
  throw new ShapanError(
    'timeline-moved',
    `Others changed the city's versions ${attempts} times meanwhile: look at the versions and try again`,
  )
}

/** Runs an act that leaves the versions as they are, in a transaction that takes the city's next change. */
export async function takeTurn<T>(database: Database, cityId: number, write: (turn: Turn) => Promise<T>): Promise<T> {
  return await database.kysely.transaction().execute(async (transaction) => {
    const change = await takeChange(transaction, cityId)
    return await write({ transaction, cityId, change })
  })
}

export type NewVersion = Omit<VersionRow, 'number' | 'change' | 'voidChange' | 'voidReason'>

/** Adds a version under the city's next number, which it returns. Those that may not be live beside it are made void before. */
export async function insertVersion({ transaction, cityId, change }: Turn, version: NewVersion): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    insert into plan_version (city_id, version_number, kind, plan_number, division, submission_number, effective_from,
                              timezone, sole_user, content_sha256, recorded_at, change)
    select ${cityId}::int, coalesce(max(version_number), 0) + 1, ${version.kind}::text, ${version.planNumber}::int,
           ${version.division}::text, ${version.submissionNumber}::int, ${version.from}::date, ${version.timezone}::text,
           ${version.soleUser}::boolean, ${version.contentSha256}::text, ${version.recordedAt}::timestamptz, ${change}::bigint
    from plan_version where city_id = ${sql.lit(cityId)}
    returning version_number as number`.execute(transaction)
  return rows[0]!.number
}

export async function voidVersion(
  { transaction, cityId, change }: Turn,
  number: number,
  reason: string,
): Promise<void> {
  await transaction
    .updateTable('plan_version')
    .set({ void_change: change, void_reason: reason })
    .where('city_id', '=', cityId)
    .where('version_number', '=', number)
    .execute()
}

/** Who acts, and when. */
export interface Act {
  readonly actor: string
  readonly via: 'api' | 'cli' | 'clock'
  readonly address: string | null
  readonly now: Date
}

/** Writes what was done into the audit, and what others are to learn of into the outbox: both with the change itself. */
export async function recordAct(
  { transaction, cityId, change }: Turn,
  { actor, via, address, now }: Act,
  {
    act,
    subject,
    reason = null,
    detail,
    events = [],
  }: {
    readonly act: string
    readonly subject: string
    readonly reason?: string | null
    readonly detail?: unknown
    readonly events?: readonly { readonly type: string; readonly data: unknown }[]
  },
): Promise<void> {
  await transaction
    .insertInto('audit')
    .values({
      ...{ city_id: cityId, change, part: 0, at: now, actor, via, address, act, subject, reason },
      detail: detail === undefined ? null : JSON.stringify(detail),
      events: events.length,
    })
    .execute()
  if (events.length === 0) return
  // Arrays, not rows: a file may open a thousand disputes.
  await sql`
    insert into outbox (city_id, change, part, type, data, recorded_at)
    select ${cityId}::int, ${change}::bigint, place - 1, type, data::jsonb, ${now}::timestamptz
    from unnest(${events.map(({ type }) => type)}::text[], ${events.map(({ data }) => JSON.stringify(data))}::text[])
         with ordinality as told (type, data, place)`.execute(transaction)
}
