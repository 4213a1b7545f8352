import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../../base/errors.ts'
import type { Grade, Listing } from '../../contract/accounts.ts'
import type { FigureKey } from '../../contract/figures.ts'
import type { PartitionRequest } from '../../contract/partitionRequest.ts'
import type { Division } from '../../data/divisions.ts'
import type { Schema } from '../../db/schema.ts'

/** An own outlet that is open, as far as is known. */
export interface OwnOutlet {
  readonly code: string
  readonly name: string
  /** null: outside the city, or its place is not known */
  readonly cell: number | null
}

/** A site of an account. */
export interface AccountSite {
  readonly account: string
  readonly name: string
  readonly grade: Grade | null
  readonly site: string
  readonly cell: number | null
  /** that its file tells, as the city keeps them */
  readonly figures: Readonly<Record<FigureKey, number>>
}

/** A row of the snapshot that is a listed account's by its id. */
export interface ListedRow {
  readonly account: string
  readonly id: string
  readonly cell: number
  /** in the order of the snapshot's figures; null where it has no value */
  readonly figures: readonly (number | null)[]
}

/** What the rules about outlets and accounts go by: JSON, which is read where the plan is made. */
export interface ListTexts {
  /** of `OwnOutlet` */
  readonly outletsText?: string
  /** of `AccountSite`: of key accounts */
  readonly keySitesText?: string
  /** of `AccountSite`: of listed accounts */
  readonly listedSitesText?: string
  /** of `ListedRow` */
  readonly listedRowsText?: string
}

interface Asked extends Pick<PartitionRequest, 'outletCentres' | 'keyAccounts' | 'listedAccounts'> {}

/** Reads what a request's rules need of a city's lists. Throws `invalid-request` where the city has nothing for one of them. */
export async function readLists(
  db: Kysely<Schema>,
  cityCode: string,
  { cityId, snapshotId, division }: { cityId: number; snapshotId: number; division: Division },
  { outletCentres, keyAccounts, listedAccounts }: Asked,
): Promise<ListTexts> {
  const need = (text: string | null, what: string, kind: string): string => {
    if (text !== null) return text
    throw new ShapanError(
      'invalid-request',
      `"${cityCode}" has no ${what} to go by. Import them: shapan import ${cityCode} <file> --kind ${kind} --crs <crs>`,
      { missing: [kind] },
    )
  }
  return {
    ...(outletCentres && { outletsText: need(await outletsText(db, cityId), 'own outlets that are open', 'outlet') }),
    ...(keyAccounts && { keySitesText: need(await sitesText(db, cityId, 'key'), 'key accounts', 'account') }),
    ...(listedAccounts && {
      listedSitesText: need(await sitesText(db, cityId, 'listed'), 'listed accounts', 'account'),
      listedRowsText: await listedRowsText(db, { cityId, snapshotId, division }),
    }),
  }
}

async function outletsText(db: Kysely<Schema>, cityId: number): Promise<string | null> {
  const { rows } = await sql<{ text: string | null }>`
    select json_agg(json_build_object('code', place_code, 'name', name, 'cell', cells[1]) order by place_code)::text as text
    from city_place
    where city_id = ${cityId} and kind = 'outlet' and details ->> 'type' = 'own'
      and coalesce(details ->> 'status', 'open') = 'open'`.execute(db)
  return rows[0]?.text ?? null
}

async function sitesText(db: Kysely<Schema>, cityId: number, listing: Listing): Promise<string | null> {
  const { rows } = await sql<{ text: string | null }>`
    select json_agg(json_build_object(
             'account', details -> 'account', 'name', details -> 'accountName', 'grade', details -> 'grade', 'site', details -> 'site',
             'cell', cells[1], 'figures', details -> 'figures')
             order by place_code)::text as text
    from city_place
    where city_id = ${cityId} and kind = 'account' and details ->> 'listing' = ${listing}`.execute(db)
  return rows[0]?.text ?? null
}

/**
 * The rows of a snapshot, of a division and in the city, whose id is a listed account's code, its code and a site's (`K1-2`), or a site's own where
 * that is more than a number. An id of several accounts is the first one's.
 */
async function listedRowsText(
  db: Kysely<Schema>,
  { cityId, snapshotId, division }: { cityId: number; snapshotId: number; division: Division },
): Promise<string> {
  const names = division.listed.map(({ name }) => name)
  const isOwn = division.isDefault
    ? sql<boolean>`(c.segment is null or c.segment <> all (${names}::text[]))`
    : sql<boolean>`c.segment = any (${names}::text[])`
  const { rows } = await sql<{ text: string | null }>`
    with site as materialized (
      select details ->> 'account' as account, details ->> 'site' as site from city_place
      where city_id = ${cityId} and kind = 'account' and details ->> 'listing' = 'listed'),
    known as materialized (
      select id collate "C" as id, min(account collate "C") as account
      from (select account as id, account from site
            union select account || '-' || site, account from site
            union select site, account from site where site !~ '^[0-9]+$') named
      group by id collate "C")
    select json_agg(json_build_object('account', known.account, 'id', known.id, 'cell', c.cell_index, 'figures', c.figures)
                    order by c.customer_id, c.line_number)::text as text
    from known join customer c on c.city_id = ${cityId} and c.snapshot_id = ${snapshotId} and c.customer_id = known.id
    where c.cell_index is not null and ${isOwn}`.execute(db)
  return rows[0]?.text ?? '[]'
}
