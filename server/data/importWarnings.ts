import type { CrsSuspicion } from './crsCheck.ts'
import type { LoadCounts } from './loadRows.ts'
import type { SnapshotFigures } from './snapshots.ts'

export interface ImportWarning {
  readonly code: 'crs-suspect' | 'crs-needless' | 'many-outside' | 'many-rejected' | 'cut-ids'
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
}

/** A share of the rows. */
const manyOutside = 0.05

interface Found {
  readonly suspicion: CrsSuspicion | null
  readonly needless: string | undefined
  readonly manyRejected: string | null
  readonly counts: LoadCounts
}

/** What a planner must know of an import that was done, the most serious first. */
export function warningsOf(
  cityCode: string,
  figures: SnapshotFigures,
  { suspicion, needless, manyRejected, counts }: Found,
): ImportWarning[] {
  const warnings: ImportWarning[] = []
  if (manyRejected !== null) warnings.push({ code: 'many-rejected', message: manyRejected, details: {} })
  if (counts.cutIds > 0) {
    warnings.push({
      code: 'cut-ids',
      message: `${counts.cutIds} of ${counts.read} ids are numbers that a spreadsheet cut short, such as ${counts.cutId}: format their column as text and save the file again`,
      details: { rows: counts.cutIds },
    })
  }
  // with figures, the suspicion says the same better
  if (needless !== undefined && !suspicion?.suggested.includes('wgs84'))
    warnings.push({ code: 'crs-needless', message: `${needless}, import it again with --crs wgs84`, details: {} })
  if (suspicion) {
    const { message, ...details } = suspicion
    warnings.push({ code: 'crs-suspect', message, details })
  }
  const share = figures.rowsOutside / figures.rowsLoaded
  if (share > manyOutside) {
    warnings.push({
      code: 'many-outside',
      message: `${figures.rowsOutside} of ${figures.rowsLoaded} rows (${(100 * share).toFixed(1)} %) lie outside "${cityCode}" and count for no grid`,
      details: { rowsOutside: figures.rowsOutside, rowsLoaded: figures.rowsLoaded },
    })
  }
  return warnings
}
