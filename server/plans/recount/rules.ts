import { cellsOfUnit } from '../../cities/places/cellsOfUnit.ts'
import { keptUnit } from '../../contract/places.ts'
import type { Violation } from '../../contract/verification.ts'
import { aboutCells, some } from './damage.ts'

export interface KeptRules {
  /** the plan's parameters ask to keep units whole */
  readonly keepsWhole: boolean
  /** what it was made to keep: not yet held against a schema */
  readonly rules: { readonly units: unknown; readonly barriers: readonly number[] } | null
}

/** What a plan was made to keep against the plan as it began; a brush may have cut a unit apart since. `start` is the assignment at revision 0. */
export function checkRules({ keepsWhole, rules }: KeptRules, start: Uint16Array): Violation[] {
  if (!rules) {
    if (!keepsWhole) return []
    const message = 'the plan was made to keep units whole, and what it kept is gone'
    return [{ code: 'bad-document', message }]
  }
  // what is no list of units is told with the other documents
  const units = Array.isArray(rules.units) ? rules.units.map((unit) => keptUnit.safeParse(unit)) : []
  return units.flatMap(({ data: unit }): Violation[] => {
    if (!unit) return []
    const cells = cellsOfUnit(unit.cells)
    const name = `the ${unit.kind} ${unit.code} (${unit.name})`
    const strange = cells.filter((cell) => cell >= start.length)
    if (strange.length > 0)
      return [aboutCells('bad-cell', `${name} names cells that are not in the city: ${some(strange)}`, strange)]
    const grids = [...new Set(cells.map((cell) => start[cell]!))]
    if (grids.length === 1) return []
    return [
      aboutCells('unit-split', `${name} was to be whole, and the plan began with it in grids ${some(grids)}`, cells),
    ]
  })
}
