/** Figures of a city's cells: whole numbers by cellIndex, one array a key. */
export interface CellFigures {
  readonly keys: readonly string[]
  readonly values: readonly Float64Array[]
}
