import { type Lattice, locatePoints } from '../../partition/index.ts'
import type { CityRow } from '../cities/store.ts'
import type { Crs } from '../contract/common.ts'
import type { Period } from '../contract/periods.ts'
import { toWgs84 } from '../coordinates/toWgs84.ts'
import type { CsvRow } from './csvParser.ts'
import { formatCustomer } from './customerRows.ts'
import { isCutNumber } from './duplicates.ts'
import type { ResolvedColumns } from './findColumns.ts'
import { outsidePlace } from './outside.ts'
import type { PointSample } from './pointSample.ts'
import type { Reject, Rejects } from './rejects.ts'
import type { SeenIds } from './seenIds.ts'
import { rowValidator, type ValidRow } from './validateRow.ts'

export interface LoadCounts {
  read: number
  beyondBox: number
  nearby: number
  /** of the rows outside, by the snapshot's figures */
  readonly outside: number[]
  /** ids in scientific notation, and one of them */
  cutIds: number
  cutId?: string
  /** rows of each period that the file's column names */
  readonly periods: Map<Period, number>
}

/** One import's state while its rows pass. */
export interface Load {
  readonly city: CityRow
  readonly lattice: Lattice
  readonly snapshotId: number
  readonly columns: ResolvedColumns
  readonly crs: Crs
  /** whose rows are taken; undefined: those of the one that the file is of */
  readonly period: Period | undefined
  readonly rejects: Rejects
  readonly sample: PointSample
  readonly counts: LoadCounts
  /** undefined where ids may stand in several rows */
  readonly seenIds: SeenIds | undefined
  readonly report: (stage: 'load') => void
}

const chunkBytes = 1024 * 1024

/**
 * Validates, converts and locates rows, and gives them as COPY text in chunks of about 1 MiB; refused rows go to `rejects`. Once two periods
 * are seen, rows are only counted, for the file will be refused.
 */
export async function* copyChunks(batches: AsyncIterable<readonly CsvRow[]>, load: Load): AsyncGenerator<Uint8Array> {
  const validate = rowValidator(load.columns, load.city.bbox, load.period)
  const prefix = `${load.city.city_id}\t${load.snapshotId}\t`
  let parts: Buffer[] = []
  let length = 0
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
        const { period } = checked.row
        if (period !== null) load.counts.periods.set(period, (load.counts.periods.get(period) ?? 0) + 1)
      } else {
        refused.push({ line: row.line, ...checked.problem })
      }
    }
    await load.rejects.add(refused)
    if (load.counts.periods.size <= 1) {
      const part = Buffer.from(formatBatch(lines, valid, prefix, load))
      parts.push(part)
      length += part.length
    }
    load.report('load')
    if (length >= chunkBytes) {
      // in a buffer of its own, which can move to the database's thread without a copy
      yield Buffer.concat(parts)
      parts = []
      length = 0
    }
  }
  if (length > 0) yield Buffer.concat(parts)
}

function formatBatch(lines: readonly number[], rows: readonly ValidRow[], prefix: string, load: Load): string {
  const points = new Float64Array(2 * rows.length)
  for (const [index, row] of rows.entries()) {
    points.set(toWgs84(row.lon, row.lat, load.crs), 2 * index)
    load.sample.add(row.lon, row.lat, row.district)
    if (row.id === null) continue
    load.seenIds?.add(row.id)
    if (isCutNumber(row.id)) {
      load.counts.cutIds++
      load.counts.cutId ??= row.id
    }
  }
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

function countOutside({ counts, city }: Load, row: ValidRow, lng: number, lat: number): void {
  counts[outsidePlace(lng, lat, city.bbox)]++
  for (const [place, value] of row.figures.entries()) counts.outside[place] = (counts.outside[place] ?? 0) + value
}
