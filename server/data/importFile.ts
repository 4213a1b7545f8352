import type { Readable } from 'node:stream'
import { type Lattice, locatePoints } from '../../partition/index.ts'
import { loadCityCells } from '../cities/cityCells.ts'
import { type CityRow, findCity } from '../cities/store.ts'
import type { Crs, Figures } from '../contract/common.ts'
import type { Database } from '../db/database.ts'
import { ShapanError } from '../errors.ts'
import { type ColumnMap, type ResolvedColumns, resolveColumns } from './columnMap.ts'
import { CsvParser, type CsvRow } from './csvParser.ts'
import { customerColumns, formatCustomer } from './customerRows.ts'
import { rejectDuplicates } from './duplicates.ts'
import { openRejects, type Reject, type Rejects } from './rejects.ts'
import {
  aggregateCells,
  beginSnapshot,
  completeSnapshot,
  removeUnfinishedSnapshots,
  type SnapshotFigures,
} from './snapshots.ts'
import { openSource, type Source } from './source.ts'
import { toWgs84 } from './toWgs84.ts'
import { rowValidator, type ValidRow } from './validateRow.ts'

/**
 * Imports a city's customers from a CSV file as a new snapshot.
 *
 * Bytes stream through parser, validation and point location into COPY; nothing grows with the file. Until the last transaction
 * the city keeps its previous snapshot: that one sums the rows to cells, makes the snapshot ready and current. An import that fails or
 * is killed leaves rows of a snapshot still "loading", which nothing reads and the next import removes.
 */
export interface ImportOptions {
  readonly crs: Crs
  /** keys left out are looked for by their usual names */
  readonly columnMap?: ColumnMap
  /** where refused rows are written; null or absent: they are only counted */
  readonly rejectsPath?: string | null
  /** how the source is called in the snapshot; default: the file's name */
  readonly sourceName?: string
  readonly onProgress?: (progress: ImportProgress) => void
}

export interface ImportProgress {
  readonly stage: 'load' | 'duplicates' | 'aggregate'
  readonly rowsRead: number
  readonly bytesRead: number
  /** null for a stream */
  readonly totalBytes: number | null
}

export interface ImportSummary {
  readonly city: string
  readonly snapshotId: number
  readonly sourceName: string
  readonly sourceSha256: string
  readonly crs: Crs
  readonly columnMap: ColumnMap
  /** rowsRead = rowsLoaded + rowsRejected */
  readonly rowsRead: number
  readonly rowsLoaded: number
  readonly rowsRejected: number
  /** among the loaded ones; = beyondBox + nearby */
  readonly rowsOutside: number
  readonly outside: {
    /** outside the bounding box of the service area */
    readonly beyondBox: number
    /** inside that box, but in no cell of the city */
    readonly nearby: number
    readonly customers: number
    readonly revenueCents: number
  }
  /** of the rows inside the city: what the cells hold */
  readonly totals: Figures
  readonly rejects: {
    readonly byCode: Readonly<Record<string, number>>
    readonly first: readonly Reject[]
    readonly path: string | null
  }
}

/**
 * Throws `city-not-found`, `import-running`, `file-not-found`, `wrong-file-type`, `unreadable-file`, `missing-column`, `figures-too-large`,
 * or `nothing-to-load` when no row could be loaded or none lies in the city; the previous snapshot then stays current.
 */
export async function importFile(
  database: Database,
  cityCode: string,
  input: string | Readable,
  options: ImportOptions,
): Promise<ImportSummary> {
  const city = await findCity(database.kysely, cityCode)
  const unlock = await database.tryLock(`import/${city.city_id}`)
  if (!unlock) throw new ShapanError('import-running', `Another import of "${cityCode}" is running: wait until it ends`)
  try {
    await removeUnfinishedSnapshots(database.kysely, city.city_id)
    const { lattice } = await loadCityCells(database.kysely, city.city_id)
    const source = await openSource(input, options.sourceName)
    const rejects = openRejects(options.rejectsPath ?? null)
    try {
      return await importSource(database, city, lattice, source, rejects, options)
    } finally {
      await rejects.close()
    }
  } finally {
    await unlock()
  }
}

async function importSource(
  database: Database,
  city: CityRow,
  lattice: Lattice,
  source: Source,
  rejects: Rejects,
  options: ImportOptions,
): Promise<ImportSummary> {
  const db = database.kysely
  const cityId = city.city_id
  const { columns, batches } = await openRows(source, options.columnMap ?? {})
  const snapshotId = await beginSnapshot(db, cityId, { name: source.name, crs: options.crs, columnMap: columns.map })
  try {
    const counts = { read: 0, beyondBox: 0, nearby: 0, outsideCustomers: 0, outsideRevenueCents: 0 }
    const report = (stage: ImportProgress['stage']) =>
      options.onProgress?.({
        stage,
        rowsRead: counts.read,
        bytesRead: source.bytesRead(),
        totalBytes: source.totalBytes,
      })
    const load = { city, lattice, snapshotId, columns, crs: options.crs, rejects, counts, report }
    const loaded = await database.copyIn(
      { table: `customer_${cityId}`, columns: customerColumns },
      copyChunks(batches, load),
    )
    if (loaded === 0) throw nothingToLoad(source.name, counts.read, rejects)

    if (columns.index.id !== undefined) {
      report('duplicates')
      await rejectDuplicates(db, cityId, snapshotId, columns.map.id ?? 'id', (found) => rejects.add(found))
    }
    await rejects.close()
    report('aggregate')
    const sourceSha256 = source.sha256()
    const figures = await db.transaction().execute(async (transaction): Promise<SnapshotFigures> => {
      const figures = await aggregateCells(transaction, cityId, snapshotId)
      if (figures.rowsLoaded + rejects.count !== counts.read) {
        throw new Error(`${counts.read} rows were read, but ${figures.rowsLoaded} loaded and ${rejects.count} rejected`)
      }
      if (figures.rowsOutside === figures.rowsLoaded) throw allOutside(source.name, city, figures.rowsLoaded)
      await completeSnapshot(transaction, cityId, snapshotId, {
        ...figures,
        sourceSha256,
        rowsRead: counts.read,
        rowsRejected: rejects.count,
      })
      return figures
    })
    return {
      city: city.code,
      snapshotId,
      sourceName: source.name,
      sourceSha256,
      crs: options.crs,
      columnMap: columns.map,
      rowsRead: counts.read,
      rowsLoaded: figures.rowsLoaded,
      rowsRejected: rejects.count,
      rowsOutside: figures.rowsOutside,
      outside: {
        beyondBox: counts.beyondBox,
        nearby: counts.nearby,
        customers: counts.outsideCustomers,
        revenueCents: counts.outsideRevenueCents,
      },
      totals: { customers: figures.customers, revenueCents: figures.revenueCents },
      rejects: {
        byCode: Object.fromEntries([...rejects.countByCode].sort(([a], [b]) => (a < b ? -1 : 1))),
        first: rejects.first,
        path: rejects.count > 0 ? (options.rejectsPath ?? null) : null,
      },
    }
  } catch (error) {
    await removeUnfinishedSnapshots(db, cityId)
    throw error
  }
}

/** Reads the header and gives the rows after it, a batch for each chunk of bytes. */
async function openRows(
  source: Source,
  columnMap: ColumnMap,
): Promise<{ columns: ResolvedColumns; batches: AsyncIterable<readonly CsvRow[]> }> {
  const batches = parsedBatches(source.chunks)
  for (;;) {
    const next = await batches.next()
    if (next.done) throw new ShapanError('nothing-to-load', `${source.name} has no header line`)
    const [header, ...rows] = next.value
    if (!header) continue
    try {
      if (header.problem) {
        throw new ShapanError(
          'wrong-file-type',
          `${source.name}: line ${header.line} cannot be a header: ${header.problem.reason}`,
        )
      }
      const columns = resolveColumns(header.fields, columnMap)
      return { columns, batches: prepend(rows, batches) }
    } catch (error) {
      await batches.return(undefined)
      throw error
    }
  }
}

async function* parsedBatches(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly CsvRow[], void, undefined> {
  const parser = new CsvParser()
  for await (const chunk of chunks) yield parser.push(chunk)
  yield parser.end()
}

async function* prepend<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first
  yield* rest
}

interface Load {
  readonly city: CityRow
  readonly lattice: Lattice
  readonly snapshotId: number
  readonly columns: ResolvedColumns
  readonly crs: Crs
  readonly rejects: Rejects
  readonly counts: {
    read: number
    beyondBox: number
    nearby: number
    outsideCustomers: number
    outsideRevenueCents: number
  }
  readonly report: (stage: 'load') => void
}

const chunkBytes = 1024 * 1024

/** Validates, converts and locates rows, and gives them as COPY text in chunks of about 1 MiB; refused rows go to `rejects`. */
async function* copyChunks(batches: AsyncIterable<readonly CsvRow[]>, load: Load): AsyncGenerator<Uint8Array> {
  const validate = rowValidator(load.columns, load.city.bbox)
  const prefix = `${load.city.city_id}\t${load.snapshotId}\t`
  let text = ''
  for await (const batch of batches) {
    const refused: Reject[] = []
    const lines: number[] = []
    const valid: ValidRow[] = []
    for (const row of batch) {
      load.counts.read++
      if (row.problem) {
        refused.push({
          line: row.line,
          column: '',
          value: row.problem.text,
          code: row.problem.code,
          reason: row.problem.reason,
        })
        continue
      }
      const checked = validate(row.fields)
      if (checked.ok) {
        lines.push(row.line)
        valid.push(checked.row)
      } else {
        refused.push({ line: row.line, ...checked.problem })
      }
    }
    await load.rejects.add(refused)
    text += formatBatch(lines, valid, prefix, load)
    load.report('load')
    if (text.length >= chunkBytes) {
      yield ownBytes(text)
      text = ''
    }
  }
  if (text.length > 0) yield ownBytes(text)
}

function formatBatch(lines: readonly number[], rows: readonly ValidRow[], prefix: string, load: Load): string {
  const points = new Float64Array(2 * rows.length)
  for (const [index, row] of rows.entries()) points.set(toWgs84(row.lon, row.lat, load.crs), 2 * index)
  const cells = locatePoints(load.lattice, points)
  let text = ''
  for (const [index, row] of rows.entries()) {
    const lng = points[2 * index] as number
    const lat = points[2 * index + 1] as number
    const cell = cells[index] as number
    text += formatCustomer(prefix, lines[index] as number, row, lng, lat, cell)
    if (cell < 0) countOutside(load, row, lng, lat)
  }
  return text
}

function countOutside(load: Load, row: ValidRow, lng: number, lat: number): void {
  const [west = -180, south = -90, east = 180, north = 90] = load.city.bbox
  if (lng < west || lng > east || lat < south || lat > north) load.counts.beyondBox++
  else load.counts.nearby++
  load.counts.outsideCustomers += row.customers
  load.counts.outsideRevenueCents += row.revenueCents
}

/** Bytes in a buffer of their own, which can move to the database's thread without a copy. */
function ownBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

function nothingToLoad(name: string, read: number, rejects: Rejects): ShapanError {
  const first = rejects.first[0]
  const why = first
    ? `all ${read} rows were rejected; the first (line ${first.line}): ${first.reason}`
    : 'it has no rows after the header'
  return new ShapanError('nothing-to-load', `Nothing to load from ${name}: ${why}. The city keeps its previous data`, {
    rowsRead: read,
    rejects: Object.fromEntries(rejects.countByCode),
    first: rejects.first,
  })
}

function allOutside(name: string, city: CityRow, rows: number): ShapanError {
  const box = city.bbox.map((degree) => degree.toFixed(3)).join(', ')
  return new ShapanError(
    'nothing-to-load',
    `None of the ${rows} rows of ${name} lies in "${city.code}" (${box}): is it another city's file, or are the wrong columns mapped?`,
  )
}
