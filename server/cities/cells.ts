import type { Lattice } from '../../partition/index.ts'

export interface CellDistrict {
  readonly code: string
  readonly name: string
}

/** A city's cells in memory; never changed: districts with new borders make another. */
export interface CityCells {
  readonly lattice: Lattice
  /** six per cell, see neighborTable */
  readonly neighbors: Int32Array
  readonly areasKm2: Float64Array
  /** index into `districts` by cellIndex; -1 where no district touches the cell */
  readonly districtOfCell: Int32Array
  /** ascending by code */
  readonly districts: readonly CellDistrict[]
}

/** A district as it was before a change of borders. */
export interface FormerDistrict extends CellDistrict {
  /** of which change it was, from 1 */
  readonly change: number
  /** ISO 8601 */
  readonly replacedAt: string
  /** the file that took its place */
  readonly replacedBy: string
}

/** The same with the names of its city. */
export interface CityState extends CityCells {
  readonly cityId: number
  readonly code: string
  readonly cellCount: number
  /** how often its districts have got new borders */
  readonly districtChanges: number
  /** by change and code */
  readonly formerDistricts: readonly FormerDistrict[]
}
