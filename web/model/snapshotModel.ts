import type { CellsPayload } from '../../server/contract/cellsBinary.ts'

/** The figures of a city's cells in one snapshot; arrays by cellIndex. A plan is shown with those of its own snapshot, and no other. */
export interface CellFacts {
  /** null for a city without data, whose figures are zeros */
  snapshotId: number | null
  customers: Float64Array
  revenueCents: Float64Array
}

export const factsOf = (
  { customers, revenueCents }: Pick<CellsPayload, 'customers' | 'revenueCents'>,
  snapshotId: number | null,
): CellFacts => ({ snapshotId, customers, revenueCents })
