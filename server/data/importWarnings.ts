import type { CrsSuspect, ImportWarning, ManyRejected, NeedlessShift } from '../contract/dataNotes.ts'
import type { LoadCounts } from './loadRows.ts'
import type { SnapshotFigures } from './snapshots.ts'

/** A share of the rows. */
const manyOutside = 0.05

interface Found {
  /** of the stated CRS */
  readonly suspicion: CrsSuspect | null
  readonly needless: readonly NeedlessShift[]
  readonly manyRejected: ManyRejected | null
  readonly counts: Pick<LoadCounts, 'read' | 'cutIds' | 'cutId'>
}

/** What a planner must know of an import that was done, the most serious first. */
export function warningsOf(
  city: string,
  { rowsOutside, rowsLoaded }: Pick<SnapshotFigures, 'rowsOutside' | 'rowsLoaded'>,
  { suspicion, needless, manyRejected, counts }: Found,
): ImportWarning[] {
  const warnings: ImportWarning[] = []
  if (manyRejected) warnings.push(manyRejected)
  if (counts.cutId !== undefined)
    warnings.push({ code: 'cut-ids', ids: counts.cutIds, rows: counts.read, example: counts.cutId })
  // with figures, the suspicion says the same better
  if (!suspicion?.suggested.includes('wgs84')) warnings.push(...needless)
  if (suspicion) warnings.push(suspicion)
  if (rowsOutside / rowsLoaded > manyOutside) warnings.push({ code: 'many-outside', city, rowsOutside, rowsLoaded })
  return warnings
}
