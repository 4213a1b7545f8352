import type { Readable } from 'node:stream'
import { byKey, type Lattice } from '../../partition/index.ts'
import { dateAt } from '../base/civilDates.ts'
import { ShapanError } from '../base/errors.ts'
import { buildAreaIndex } from '../cities/areaIndex.ts'
import { loadCityCells } from '../cities/cityCells.ts'
import { type CityRow, findCity, loadDistrictPolygons } from '../cities/store.ts'
import type { Crs } from '../contract/common.ts'
import type { ImportWarning } from '../contract/dataNotes.ts'
import { rejectsEn } from '../contract/dataSentences.ts'
import { contractKeys, type Figures, sumFigures } from '../contract/figures.ts'
import { type Period, periodOf } from '../contract/periods.ts'
import { noteNeedlessShift } from '../coordinates/unshiftedPlaces.ts'
import type { Database } from '../db/database.ts'
import { refuseSharedFiles } from '../files/sameFile.ts'
import type { Encoding } from '../files/textEncoding.ts'
import { openText, type TextFile } from '../files/textFile.ts'
import { listFigures } from './cityFigures.ts'
import type { ColumnMap } from './columnMap.ts'
import { checkCrs } from './crsCheck.ts'
import type { CsvRow } from './csvParser.ts'
import { customerColumns } from './customerRows.ts'
import { addUpDuplicates, type Located, rejectDuplicates } from './duplicates.ts'
import { type PerhapsFigure, type ResolvedColumns, resolveColumns } from './findColumns.ts'
import { importLock } from './importLock.ts'
import { importedPeriod, type PeriodBasis, refusePeriodToCome } from './importPeriod.ts'
import { warningsOf } from './importWarnings.ts'
import { copyChunks, type Load, type LoadCounts } from './loadRows.ts'
import type { OutsidePlace } from './outside.ts'
import { pointSample } from './pointSample.ts'
import { judgeRejects, reasonsOf } from './rejectGate.ts'
import { openRejects, type Reject, type Rejects } from './rejects.ts'
import { SeenIds } from './seenIds.ts'
import {
  aggregateCells,
  beginSnapshot,
  completeSnapshot,
  removeUnfinishedSnapshots,
  type SnapshotFigures,
} from './snapshots.ts'
import { openTable } from './tableRows.ts'

/**
 * Imports a city's customers from a CSV file as a new snapshot.
 *
 * Bytes stream through parser, validation and point location into COPY; nothing grows with the file. Until the last transaction
 * the city keeps its previous snapshot: that one sums the rows to cells and makes the snapshot ready, the data of its period, and current
 * unless there is a newer period. An import that fails or
 * is killed leaves rows of a snapshot still "loading", which nothing reads and the next import removes.
 */
export interface ImportOptions {
  readonly crs: Crs
  /** when it is imported; now unless given */
  readonly now?: Date | undefined
  /** whose figures they are; default: as the file's column says, or the month of the import in the city's time zone */
  readonly period?: Period | undefined
  /** default: by its byte order mark, or UTF-8 */
  readonly encoding?: Encoding | undefined
  /** keys left out are looked for by their usual names */
  readonly columnMap?: ColumnMap
  /** one character; default: as the file says */
  readonly separator?: string | undefined
  /** what becomes of a row whose id an earlier one had; default `first` */
  readonly duplicates?: DuplicateRule | undefined
  /** the largest share of rows that may be refused; default 0.5 */
  readonly maxRejectedShare?: number | undefined
  /** where refused rows are written; null or absent: they are only counted */
  readonly rejectsPath?: string | null
  /** how the source is called in the snapshot; default: the file's name */
  readonly sourceName?: string
  readonly onProgress?: (progress: ImportProgress) => void
}

/**
 * Of rows with one id: `first` keeps the first and rejects the others, `sum` counts them all at the first one's place, `keep` loads each
 * as a row of its own.
 */
export const duplicateRules = ['first', 'sum', 'keep'] as const
export type DuplicateRule = (typeof duplicateRules)[number]

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
  readonly period: Period
  readonly periodBasis: PeriodBasis
  /** the snapshot that was its period's data before; null where it is the first of it */
  readonly corrects: number | null
  /** the city's newest data, which is this where no newer period is there */
  readonly current: { readonly snapshotId: number; readonly period: Period }
  readonly sourceName: string
  readonly sourceSha256: string
  readonly crs: Crs
  readonly columnMap: ColumnMap
  /** columns nothing was read from that are called like a usual figure which the city does not count */
  readonly perhapsFigures: readonly PerhapsFigure[]
  /** columns nothing was read from whose names speak of customers, where each row counted as one */
  readonly perhapsCustomers: readonly string[]
  /** rows that were counted at the place of an earlier one with the same id */
  readonly rowsAddedUp: number
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
    readonly figures: Figures
  }
  /** of the rows inside the city: what the cells hold */
  readonly totals: Figures
  readonly rejects: {
    readonly byCode: Readonly<Record<string, number>>
    readonly first: readonly Reject[]
    /** null when there is none, or no path was given */
    readonly path: string | null
  }
  readonly warnings: readonly ImportWarning[]
}

/**
 * Throws `city-not-found`, `import-running`, `file-not-found`, `wrong-file-type`, `unreadable-file`, `missing-column`, `duplicate-column`, `figures-too-large`, `too-many-segments`,
 * `too-many-rejects`, `several-periods`, `period-to-come`, or `nothing-to-load` when no row could be loaded or none lies in the city; the previous snapshot then stays current.
 */
export async function importFile(
  database: Database,
  cityCode: string,
  input: string | Readable,
  options: ImportOptions,
): Promise<ImportSummary> {
  const { rejectsPath = null } = options
  if (rejectsPath !== null && typeof input === 'string')
    refuseSharedFiles([{ name: 'the file', path: input }], [{ name: 'the rejects file', path: rejectsPath }])
  const city = await findCity(database.kysely, cityCode)
  const month = periodOf(options.now ?? new Date(), city.timezone)
  if (options.period !== undefined) refusePeriodToCome(options.period, month)
  const lost = new AbortController()
  const unlock = await database.tryLock(importLock(city.city_id), () => lost.abort(lockLost(cityCode)))
  if (!unlock) throw new ShapanError('import-running', `Another import of "${cityCode}" is running: wait until it ends`)
  try {
    await removeUnfinishedSnapshots(database.patient, city.city_id)
    const { lattice } = await loadCityCells(database.kysely, city.city_id)
    const source = await openText(input, { expected: 'csv', encoding: options.encoding, name: options.sourceName })
    const rejects = openRejects(rejectsPath)
    try {
      const { columnMap = {}, crs, separator } = options
      const own = sumFigures(await listFigures(database.kysely, cityCode)).filter(
        ({ key }) => !contractKeys.includes(key),
      )
      const { head: columns, batches } = await openTable(source.chunks, source.name, separator, (names) =>
        resolveColumns(names, columnMap, crs, own),
      )
      const { signal } = lost
      return await importRows({ database, city, lattice, source, columns, rejects, options, month, signal }, batches)
    } finally {
      await rejects.close()
    }
  } finally {
    await unlock()
  }
}

/** Removes what killed imports and deletions left in any city where none is running now; for a server's start. */
export async function removeAbandonedImports(database: Database): Promise<number> {
  const cities = await database.kysely
    .selectFrom('snapshot')
    .where('status', '<>', 'ready')
    .select('city_id')
    .distinct()
    .execute()
  let removed = 0
  for (const { city_id: cityId } of cities) {
    const unlock = await database.tryLock(importLock(cityId))
    if (!unlock) continue
    try {
      removed += await removeUnfinishedSnapshots(database.patient, cityId)
    } finally {
      await unlock()
    }
  }
  return removed
}

function lockLost(cityCode: string): ShapanError {
  return new ShapanError(
    'database-unreachable',
    `The database session that kept other imports of "${cityCode}" out has ended: nothing was loaded, import the file again`,
  )
}

interface Context {
  readonly database: Database
  readonly city: CityRow
  readonly lattice: Lattice
  readonly source: TextFile
  readonly columns: ResolvedColumns
  readonly rejects: Rejects
  readonly options: ImportOptions
  /** the present one of the city */
  readonly month: Period
  /** aborted where another import may begin, because the lock is lost */
  readonly signal: AbortSignal
}

async function importRows(context: Context, batches: AsyncIterable<readonly CsvRow[]>): Promise<ImportSummary> {
  const { database, city, lattice, source, columns, rejects, options, month, signal } = context
  const db = database.patient
  const cityId = city.city_id
  const keys = [...contractKeys, ...columns.own.map(({ key }) => key)]
  const { crs, period: asked } = options
  const begun = { name: source.name, crs, columnMap: columns.map, figureKeys: keys, period: asked ?? month }
  const snapshotId = await beginSnapshot(db, city, begun)
  try {
    const counts: LoadCounts = {
      read: 0,
      beyondBox: 0,
      nearby: 0,
      outside: keys.map(() => 0),
      cutIds: 0,
      periods: new Map(),
    }
    const report = (stage: ImportProgress['stage']) => {
      signal.throwIfAborted()
      const { totalBytes } = source
      options.onProgress?.({ stage, rowsRead: counts.read, bytesRead: source.bytesRead(), totalBytes })
    }
    const sample = pointSample()
    const seenIds = columns.map.id !== undefined && options.duplicates !== 'keep' ? new SeenIds() : undefined
    const load: Load = {
      city,
      lattice,
      snapshotId,
      columns,
      crs,
      period: asked,
      rejects,
      sample,
      counts,
      seenIds,
      report,
    }
    const target = { table: 'customer', columns: customerColumns }
    const loaded = await database.copyIn(target, copyChunks(batches, load))
    const { period, basis } = importedPeriod(source.name, asked, counts.periods, month)
    if (loaded === 0) throw nothingToLoad(source.name, counts.read, rejects)

    const outside = {
      beyondBox: counts.beyondBox,
      nearby: counts.nearby,
      figures: counts.outside,
    }
    let rowsAddedUp = 0
    const suspects = seenIds?.suspects()
    if (seenIds && suspects?.length !== 0) {
      report('duplicates')
      const rows = { city, snapshotId, ids: suspects ?? null }
      if (options.duplicates === 'sum') {
        rowsAddedUp = await addUpDuplicates(db, rows, columns.map.customers !== undefined, (from, to) => {
          countAway(outside, from)
          countAway(outside, to, -1)
        })
      } else {
        await rejectDuplicates(db, rows, columns.map.id ?? '', async (found) => {
          await rejects.add(found.map(({ reject }) => reject))
          for (const duplicate of found) countAway(outside, duplicate)
        })
      }
    }
    await rejects.close()
    const manyRejected = judgeRejects({
      name: source.name,
      rowsRead: counts.read,
      rejects,
      path: options.rejectsPath ?? null,
      maxShare: options.maxRejectedShare,
      otherwise: 'the city keeps its previous data',
    })

    report('aggregate')
    const districts = await loadDistrictPolygons(db, cityId)
    const points = sample.points()
    const needless = noteNeedlessShift(points, crs, 'customers')
    const suspicion = await checkCrs({
      stated: crs,
      points,
      areas: buildAreaIndex(districts.map(({ polygons }) => polygons)),
      districts,
    })
    const done = { period, sourceSha256: source.sha256(), rowsRead: counts.read, rowsRejected: rejects.count }
    const { figures, warnings, served } = await db.transaction().execute(async (transaction) => {
      const figures = await aggregateCells(transaction, cityId, snapshotId, columns.map.segment ?? '')
      checkCounts(context, figures, counts.read, outside)
      const warnings = warningsOf(city.code, figures, { suspicion, needless, manyRejected, counts })
      signal.throwIfAborted()
      const served = await completeSnapshot(transaction, cityId, snapshotId, {
        ...figures,
        ...done,
        warnings,
        today: dateAt(options.now ?? new Date(), city.timezone),
      })
      return { figures, warnings, served }
    })
    return {
      city: city.code,
      snapshotId,
      periodBasis: basis,
      ...served,
      sourceName: source.name,
      crs,
      columnMap: columns.map,
      perhapsFigures: columns.perhapsFigures,
      perhapsCustomers: columns.perhapsCustomers,
      rowsAddedUp,
      ...done,
      rowsLoaded: figures.rowsLoaded,
      rowsOutside: figures.rowsOutside,
      outside: {
        beyondBox: outside.beyondBox,
        nearby: outside.nearby,
        figures: byKey(keys, (_, place) => outside.figures[place]!),
      },
      totals: byKey(keys, (_, place) => figures.totals[place]!),
      rejects: {
        byCode: Object.fromEntries([...rejects.countByCode].sort(([a], [b]) => (a < b ? -1 : 1))),
        first: rejects.first,
        path: rejects.count > 0 ? (options.rejectsPath ?? null) : null,
      },
      warnings,
    }
  } catch (error) {
    // What cannot be removed now (the database may be what failed, or another import may run) the next import removes.
    if (!signal.aborted) await removeUnfinishedSnapshots(db, cityId).catch(() => undefined)
    throw error
  }
}

type Outside = Record<OutsidePlace, number> & { readonly figures: number[] }

/** Takes a row that moves or goes out of what is counted outside; `times` -1 counts it in. */
function countAway(outside: Outside, { outside: place, figures }: Located, times = 1): void {
  if (place === null) return
  outside[place] -= times
  for (const [f, value] of figures.entries()) outside.figures[f] = outside.figures[f]! - times * value
}

/** Every row read is in the database or among the rejects; anything else would be a row lost on the way. */
function checkCounts(
  { city, source, rejects }: Context,
  figures: SnapshotFigures,
  read: number,
  outside: Outside,
): void {
  if (figures.rowsLoaded + rejects.count !== read || figures.rowsOutside !== outside.beyondBox + outside.nearby) {
    throw new Error(
      `${read} rows were read, but ${figures.rowsLoaded} loaded (${figures.rowsOutside} outside) and ${rejects.count} rejected`,
    )
  }
  if (figures.rowsOutside < figures.rowsLoaded) return
  const box = city.bbox.map((degree) => degree.toFixed(3)).join(', ')
  throw new ShapanError(
    'nothing-to-load',
    `None of the ${figures.rowsLoaded} rows of ${source.name} lies in "${city.code}" (west, south, east, north: ${box}). Is it another city's file, or are the wrong columns mapped? The city keeps its previous data`,
  )
}

function nothingToLoad(name: string, read: number, rejects: Rejects): ShapanError {
  const why =
    rejects.count > 0
      ? `all ${read} rows were rejected: ${rejectsEn(reasonsOf(rejects))}`
      : 'it has no rows after the header'
  return new ShapanError('nothing-to-load', `Nothing to load from ${name}: ${why}. The city keeps its previous data`, {
    rowsRead: read,
    rejects: Object.fromEntries(rejects.countByCode),
    first: rejects.first,
  })
}
