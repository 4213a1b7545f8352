import type { Lattice } from '../../../partition/index.ts'
import type { CityOwners } from './cityOwners.ts'

/** One division's grids, by which a place is read. */
export interface ServedDivision {
  readonly key: string
  readonly holdsUntil: string | null
  readonly assignment: Uint16Array
  /** id and code by the plan's number */
  readonly grids: readonly (readonly [number: number, gridId: string, code: string])[]
}

/** Plain data, its arrays in shared memory: a thread is handed all of it without a copy. */
export interface Served {
  readonly day: string
  readonly lattice: Lattice
  /** those that something is in force for */
  readonly divisions: readonly ServedDivision[]
  /** of whoever has no segment of another */
  readonly defaultDivision: string
  /** whose grids a bare point is placed in */
  readonly pointDivision: string
  readonly owners: CityOwners
}
