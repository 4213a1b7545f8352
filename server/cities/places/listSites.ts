import { ShapanError } from '../../base/errors.ts'
import type { Grade, Listing, SiteDetails } from '../../contract/accounts.ts'
import type { OutletDetails } from '../../contract/outlets.ts'
import type { ListKind } from '../../contract/placeKinds.ts'
import type { Database } from '../../db/database.ts'
import { findCity } from '../store.ts'
import { deleteAccounts } from './store.ts'

export interface ListedOutlet extends OutletDetails {
  readonly code: string
  readonly name: string
  /** null: outside the city, or its place is not known */
  readonly cell: number | null
  readonly sourceName: string
  readonly importedAt: string
}

export interface ListedAccount {
  readonly account: string
  readonly name: string
  readonly listing: Listing
  readonly grade: Grade | null
  readonly sites: number
  /** of these, in a cell of the city */
  readonly located: number
  /** of ours at its sites, as its file says; null where it says of none */
  readonly customers: number | null
}

/** A city's outlets by code. Throws `city-not-found`. */
export async function listOutlets(database: Database, cityCode: string): Promise<ListedOutlet[]> {
  const rows = await listRows(database, cityCode, 'outlet')
  return rows.map(({ code, name, details, cells, sourceName, importedAt }) => ({
    ...{ code, name, ...(details as OutletDetails) },
    ...{ cell: cells[0] ?? null, sourceName, importedAt: importedAt.toISOString() },
  }))
}

/** A city's accounts by code, with their sites counted. Throws `city-not-found`. */
export async function listAccounts(database: Database, cityCode: string): Promise<ListedAccount[]> {
  const accounts = new Map<string, ListedAccount>()
  for (const { details, cells } of await listRows(database, cityCode, 'account')) {
    const { account, accountName: name, listing, grade, figures } = details as SiteDetails
    const { customers = null } = figures
    const known = accounts.get(account) ?? { account, name, listing, grade, sites: 0, located: 0, customers: null }
    accounts.set(account, {
      ...known,
      sites: known.sites + 1,
      located: known.located + cells.length,
      customers: customers === null ? known.customers : (known.customers ?? 0) + customers,
    })
  }
  return [...accounts.values()].sort((a, b) => (a.account < b.account ? -1 : 1))
}

async function listRows(database: Database, cityCode: string, kind: ListKind) {
  const { city_id: cityId } = await findCity(database.kysely, cityCode)
  return await database.kysely
    .selectFrom('city_place')
    .where('city_id', '=', cityId)
    .where('kind', '=', kind)
    .select([
      'place_code as code',
      'name',
      'details',
      'cells',
      'source_name as sourceName',
      'imported_at as importedAt',
    ])
    .orderBy('place_code')
    .execute()
}

/** Removes some accounts with all their sites. Throws `city-not-found`, or `invalid-places` where one is not there. */
export async function removeAccounts(
  database: Database,
  cityCode: string,
  accounts: readonly string[],
): Promise<number> {
  const { city_id: cityId } = await findCity(database.kysely, cityCode)
  const known = new Set((await listAccounts(database, cityCode)).map(({ account }) => account))
  const missing = accounts.filter((account) => !known.has(account))
  if (missing.length > 0)
    throw new ShapanError(
      'invalid-places',
      `"${cityCode}" has no account ${missing.join(', ')}: nothing was removed; shapan account list ${cityCode} tells those there are`,
    )
  return await database.kysely.transaction().execute((transaction) => deleteAccounts(transaction, cityId, accounts))
}
