import type { CityState } from '../cities/cells.ts'
import type { Snapshot } from '../contract/cities.ts'
import type { Facts } from '../data/facts.ts'
import type { Descent } from './descent.ts'
import type { GridRow, PlanRow } from './store.ts'

/**
 * A plan in memory, at one revision, with all it is computed from. Never changed: a command makes a new state that shares the
 * parts it did not touch. What is derived (figures, outlines) hangs on the state by identity, see `derived`.
 */
export interface PlanState extends Omit<PlanRow, 'assignment'> {
  readonly planId: string
  readonly city: CityState
  /** the data of every figure, and those of its cells: that of `snapshotId`, which the plan was made from, unless another was asked for */
  readonly snapshot: Snapshot
  readonly facts: Facts
  readonly grids: readonly GridRow[]
  readonly descent: Descent
  /** of the whole state (hashPlan), null where it has not been computed yet */
  readonly hash: number | null
  /** of the moment before `grids` were read, see PlanStamp */
  readonly gridsSeal: string
  readonly assignment: Uint16Array
}
