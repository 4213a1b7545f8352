import { type UnitKind, unitKinds } from '../../server/contract/placeKinds.ts'
import type { UnitCollection } from '../../server/contract/places.ts'

type Unit = UnitCollection['features'][number]

/** The units of a city: estates, parks and what else may be kept whole. */
export interface UnitsModel {
  readonly units: Unit[]
  /** how many there are of each kind, in the order of the contract; none of 0 */
  readonly counts: ReadonlyMap<UnitKind, number>
  /** which unit of some kinds holds a cell */
  unitAt(cell: number, kinds: readonly UnitKind[]): Unit | undefined
}

export function buildUnitsModel({ features: units }: UnitCollection): UnitsModel {
  const ofKind = Map.groupBy(units, ({ properties }) => properties.kind)
  const holders = new Map<number, Unit>()
  for (const unit of units)
    for (const [start, length] of unit.properties.cells)
      for (let cell = start; cell < start + length; cell++) holders.set(cell, unit)
  return {
    units,
    counts: new Map(unitKinds.flatMap((kind) => (ofKind.has(kind) ? [[kind, ofKind.get(kind)!.length]] : []))),
    unitAt(cell, kinds) {
      const unit = holders.get(cell)
      return unit && kinds.includes(unit.properties.kind) ? unit : undefined
    },
  }
}
