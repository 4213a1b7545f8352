import type { Lattice } from '../../partition/index.ts'

export interface CellDistrict {
  readonly code: string
  readonly name: string
}

/** A city's cells in memory; immutable, so callers may keep it for as long as the city exists. */
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

/** The same with the names of its city. */
export interface CityState extends CityCells {
  readonly cityId: number
  readonly code: string
  readonly cellCount: number
}
