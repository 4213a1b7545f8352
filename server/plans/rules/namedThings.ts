import { cellsOfRuns } from '../../../partition/index.ts'
import { holdCells, type UnitCells } from '../../cities/places/holdCells.ts'
import type { UnitKind } from '../../contract/placeKinds.ts'
import type { Thing, UnitPlace } from '../../contract/things.ts'

/** A thing of a rule as it lies in the city. */
export interface NamedThing {
  /** a unit's name; of cells their indices, such as `#12-15` */
  readonly name: string
  /** ascending, each once; none where other units of its kind cover more of all that it touches */
  readonly cells: readonly number[]
}

export interface ThingFinder {
  of(thing: Thing): NamedThing
  unit(place: UnitPlace): NamedThing
}

/**
 * Finds what the things of rules are, among the city's units of the kinds that are named: a unit holds the cells that it covers most of
 * among those of its own kind, whatever other kinds lie there. O(cells touched), once.
 */
export function findThings(units: readonly UnitCells<UnitKind>[]): ThingFinder {
  const known = new Map<string, NamedThing>()
  for (const kind of new Set(units.map((unit) => unit.kind))) {
    const own = units.filter((unit) => unit.kind === kind)
    const { cells } = holdCells(own)
    for (const [place, { code, name }] of own.entries())
      known.set(keyOf({ kind, code }), { name, cells: cells[place]! })
  }
  const unit = (place: UnitPlace): NamedThing => known.get(keyOf(place)) ?? { name: place.code, cells: [] }
  return { unit, of: (thing) => ('place' in thing ? unit(thing.place) : thingOfCells(thing.cells)) }
}

function keyOf({ kind, code }: UnitPlace): string {
  return `${kind} ${code}`
}

function thingOfCells(runs: readonly (readonly [start: number, length: number])[]): NamedThing {
  const cells = cellsOfRuns(runs.map(([start, length]) => ({ start, length })))
  const [[start, length] = [0, 1]] = runs
  const first = length === 1 ? `#${start}` : `#${start}-${start + length - 1}`
  return { name: runs.length === 1 ? first : `${first},…`, cells: [...new Set(cells)].sort((a, b) => a - b) }
}
