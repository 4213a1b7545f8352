/** Figures of a city's cells: whole numbers by cellIndex, one array a key. */
export interface CellFigures {
  readonly keys: readonly string[]
  readonly values: readonly Float64Array[]
}

/** One of the figures. Throws where there is none of that key. */
export function valuesOf({ keys, values }: CellFigures, key: string): Float64Array {
  const own = values[keys.indexOf(key)]
  if (!own) throw new RangeError(`there is no figure ${key} among ${keys.join(', ')}`)
  return own
}
