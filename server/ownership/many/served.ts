import type { Lattice } from '../../../partition/index.ts'
import type { OwnerTable } from './ownerTable.ts'

/** One division's grids, by which a place is read. */
export interface ServedDivision {
  readonly key: string
  readonly holdsUntil: string | null
  readonly assignment: Uint16Array
  /** id and code by the plan's number */
  readonly grids: readonly (readonly [number: number, gridId: string, code: string])[]
}

/** Who owns some customers above their places, if anybody, and the first day on which that may change. */
export interface OwnerKind {
  readonly owner: { readonly kind: string; readonly id: string; readonly basis: string } | null
  readonly until: string | null
}

/** Plain data, its arrays in shared memory: a thread is handed all of it without a copy. */
export interface Served {
  readonly lattice: Lattice
  /** those that something is in force for; the first is whose grids a bare point is placed in */
  readonly divisions: readonly ServedDivision[]
  readonly defaultDivision: string
  /** the customers whom an owner row is about */
  readonly owners: OwnerTable
  /** of each id of `owners`, its place among `ownerKinds` */
  readonly ownerOf: Uint32Array
  /** those that differ: a thousand managers, not a million rows */
  readonly ownerKinds: readonly OwnerKind[]
}
