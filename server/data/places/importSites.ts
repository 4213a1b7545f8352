import type { Readable } from 'node:stream'
import { ShapanError } from '../../base/errors.ts'
import { firstOf } from '../../cities/areaNotes.ts'
import { loadCityState } from '../../cities/cityState.ts'
import { deleteAccounts, type NewPlace, putPlaces } from '../../cities/places/store.ts'
import { tasks } from '../../cities/places/tasks.ts'
import { findCity } from '../../cities/store.ts'
import type { PlaceNote } from '../../contract/dataNotes.ts'
import type { ListKind } from '../../contract/placeKinds.ts'
import { noteNeedlessShift } from '../../coordinates/unshiftedPlaces.ts'
import type { Database } from '../../db/database.ts'
import { runTask } from '../../threads/threads.ts'
import { whileNobodyImports } from '../importLock.ts'
import type { Reject } from '../rejects.ts'
import { accountReader, type SiteFields } from './accountColumns.ts'
import { admitRows } from './admitRows.ts'
import type { ImportedPlaces, ImportPlacesOptions } from './importedPlaces.ts'
import { type OutletFields, outletReader } from './outletColumns.ts'
import { type ReadOptions, type ReadPlaces, type Row, readRows, withoutDoubles } from './readPlaces.ts'
import { refuseTooMany } from './refuseTooMany.ts'

/** An outlet, or a site of an account, as it is kept. */
interface Site {
  readonly line: number
  readonly code: string
  readonly name: string
  readonly details: NonNullable<NewPlace['details']>
  /** null: not known */
  readonly at: readonly [lng: number, lat: number] | null
}

const shownNames = 8

/**
 * Imports outlets, or accounts with a row a site, all or nothing. Each counts in the cell where it stands; one outside the city, or whose place the
 * file does not tell, is kept without a cell and told. With `isMerged` an account takes the place of all sites it had. Throws as `importPlaces` does.
 */
export async function importSites(
  database: Database,
  cityCode: string,
  input: string | Readable,
  options: ImportPlacesOptions & { readonly kind: ListKind },
): Promise<ImportedPlaces> {
  const { kind, isMerged = false, crs } = options
  const { city_id: cityId, bbox } = await findCity(database.kysely, cityCode)
  return await whileNobodyImports(database, { cityId, code: cityCode }, async () => {
    const read =
      kind === 'outlet' ? await readOutlets(input, { ...options, bbox }) : await readSites(input, { ...options, bbox })
    const sites = [...read.places].sort((a, b) => (a.code < b.code ? -1 : 1))
    const sourceName = read.file.name
    refuseTooMany(sites.length, sourceName, kind)
    const admitted = await admitRows(
      { kind, sourceName, rowsRead: read.rowsRead, loaded: sites.length, refused: read.rejects },
      options,
    )
    const { lattice, cellCount } = await loadCityState(database, cityCode)
    const located = sites.filter(({ at }) => at !== null)
    const shapes = located.map(({ at }) => ({ point: at! }))
    const touched = await runTask(tasks.touchedCells, { lattice, shapes }, cellCount + 10 * located.length)
    const cellsOf = new Map(located.map(({ code }, place) => [code, touched[place]!.cells]))
    const inside = located.filter(({ code }) => cellsOf.get(code)!.length > 0)
    if (located.length > 0 && inside.length === 0)
      throw new ShapanError(
        'nothing-to-load',
        `None of the ${located.length} of the kind ${kind} in ${sourceName} that have a place lies in "${cityCode}": is --crs ${crs} right? The city keeps what it has`,
      )
    const rows = sites.map((site) => rowOf(site, cellsOf.get(site.code) ?? []))
    const { removed } = await database.patient.transaction().execute(async (transaction) => {
      const accounts = sites.flatMap(({ details }) => ('account' in details ? [details.account] : []))
      const replaced =
        isMerged && kind === 'account' ? await deleteAccounts(transaction, cityId, [...new Set(accounts)]) : 0
      const put = await putPlaces(transaction, { cityId, kind, sourceName, isMerged }, rows)
      return { removed: replaced + put.removed }
    })
    return {
      ...{ city: cityCode, kind, sourceName, columnMap: read.columnMap, rowsRead: read.rowsRead, removed },
      ...{ rowsRejected: admitted.rowsRejected, loaded: sites.length, rejects: admitted.rejects },
      ...{ cells: new Set([...cellsOf.values()].flat()).size, pairs: null, reachM: null },
      warnings: [
        ...admitted.warnings,
        ...noteNeedlessShift(
          located.map(({ at }) => ({ lon: at![0], lat: at![1] })),
          crs,
          'units',
        ),
        ...noteMissing(
          'sites-unlocated',
          kind,
          sites.filter(({ at }) => at === null),
        ),
        ...noteMissing(
          'sites-outside',
          kind,
          located.filter((site) => !inside.includes(site)),
        ),
      ],
    }
  })
}

type Read = Pick<ReadPlaces<Site>, 'file' | 'columnMap' | 'rowsRead' | 'places' | 'rejects'>

async function readOutlets(input: string | Readable, options: Omit<ReadOptions, 'kind'>): Promise<Read> {
  const { file, ...read } = await readRows(input, options, outletReader)
  const single = withoutDoubles(read)
  return { ...single, file, places: single.places.map(outletOf) }
}

function outletOf({ line, code, name, type, status, shape }: Row<OutletFields>): Site {
  return { line, code, name, details: { type, status }, at: shape.points[0] ?? null }
}

async function readSites(input: string | Readable, options: Omit<ReadOptions, 'kind'>): Promise<Read> {
  const { file, ...read } = await readRows(input, options, accountReader)
  const agreed = withoutDisagreeing(read.places, read.columnMap)
  const single = withoutDoubles({
    ...read,
    places: agreed.places.map(siteOf),
    rejects: [...read.rejects, ...agreed.refused],
  })
  return { ...single, file }
}

function siteOf({ line, shape, name, ...details }: Row<SiteFields>): Site {
  return { line, code: `${details.account}/${details.site}`, name, details, at: shape.points[0] ?? null }
}

/** Rows of one account that call it, grade it or list it differently: none of them counts, since the order should not say which is right. */
function withoutDisagreeing(rows: readonly Row<SiteFields>[], columnMap: ReadPlaces['columnMap']) {
  const first = new Map<string, Row<SiteFields>>()
  const disagreed = new Map<string, string>()
  for (const row of rows) {
    const known = first.get(row.account)
    if (!known) first.set(row.account, row)
    else if (known.accountName !== row.accountName) disagreed.set(row.account, 'names')
    else if (known.grade !== row.grade) disagreed.set(row.account, 'grades')
    else if (known.listing !== row.listing) disagreed.set(row.account, 'lists')
  }
  return {
    places: rows.filter(({ account }) => !disagreed.has(account)),
    refused: rows.flatMap(({ account, line }): Reject[] => {
      const what = disagreed.get(account)
      if (what === undefined) return []
      const reason = `the account "${account}" has several ${what}, the first in line ${first.get(account)!.line}: none of its rows counts`
      return [{ line, column: columnMap.code ?? columnMap.name ?? '', value: account, code: 'duplicate-id', reason }]
    }),
  }
}

function rowOf({ code, name, details, at }: Site, cells: readonly number[]): NewPlace {
  const geometry = at && JSON.stringify({ type: 'Point', coordinates: at })
  const none = { households: null, penetration: null, reachM: null, shares: null }
  return { ...none, code, name, details, geometry, cells }
}

function noteMissing(code: 'sites-outside' | 'sites-unlocated', kind: ListKind, sites: readonly Site[]): PlaceNote[] {
  if (sites.length === 0) return []
  const names = sites.map(({ name, details }) => ('account' in details ? details.accountName : name))
  return [{ code, kind, sites: sites.length, names: firstOf([...new Set(names)], shownNames) }]
}
