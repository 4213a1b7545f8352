import type { CellsPayload } from '../../server/contract/cellsBinary.ts'

/** The figures of a city's cells in one snapshot; arrays by cellIndex. */
export interface SnapshotModel {
  /** null for a city without data, whose figures are zeros */
  snapshotId: number | null
  customers: Float64Array
  revenueCents: Float64Array
}

export const snapshotModelOf = (
  { customers, revenueCents }: Pick<CellsPayload, 'customers' | 'revenueCents'>,
  snapshotId: number | null,
): SnapshotModel => ({ snapshotId, customers, revenueCents })
