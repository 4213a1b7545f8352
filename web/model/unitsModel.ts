import { type UnitKind, unitKinds } from '../../server/contract/placeKinds.ts'
import type { UnitCollection } from '../../server/contract/places.ts'

export type Unit = UnitCollection['features'][number]

/** Units of a city, estates, parks and what else may be kept whole, with the cells that each holds among them. */
export interface UnitsModel {
  readonly units: readonly Unit[]
  /** how many there are of each kind, in the order of the contract; none of 0 */
  readonly counts: ReadonlyMap<UnitKind, number>
  byId(id: string): Unit | undefined
  /** which one holds a cell */
  unitAt(cell: number): Unit | undefined
}

export function buildUnitsModel({ features: units }: UnitCollection): UnitsModel {
  const ofKind = Map.groupBy(units, ({ properties }) => properties.kind)
  const ids = new Map(units.map((unit) => [unit.id, unit]))
  const holders = new Map<number, Unit>()
  for (const unit of units) for (const cell of cellsOfUnit(unit)) holders.set(cell, unit)
  return {
    units,
    counts: new Map(unitKinds.flatMap((kind) => (ofKind.has(kind) ? [[kind, ofKind.get(kind)!.length]] : []))),
    byId: (id) => ids.get(id),
    unitAt: (cell) => holders.get(cell),
  }
}

/** The cells a unit holds, ascending. */
export function cellsOfUnit({ properties: { cells } }: Unit): number[] {
  return cells.flatMap(([start, length]) => Array.from({ length }, (_, i) => start + i))
}
