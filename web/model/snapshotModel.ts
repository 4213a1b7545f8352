import type { CellFigures } from '../../partition/index.ts'

/** The figures of a city's cells in one snapshot. */
export interface SnapshotModel {
  /** null for a city without data, whose figures are zeros */
  snapshotId: number | null
  facts: CellFigures
}
