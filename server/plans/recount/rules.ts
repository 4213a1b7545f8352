import { isValidCell } from 'h3-js'
import { z } from 'zod'
import { cellsOfUnit } from '../../cities/places/cellsOfUnit.ts'
import { keptArea, keptUnit } from '../../contract/places.ts'
import type { PlanLink } from '../../contract/plans.ts'
import type { Violation } from '../../contract/verification.ts'
import { aboutCells, some } from './damage.ts'
import { partedBy, pieces } from './links.ts'

export interface KeptRules {
  /** the plan's parameters ask to keep units whole */
  readonly keepsWhole: boolean
  /** they ask to take barriers for borders */
  readonly hasBarriers: boolean
  /** they ask that no grid cross from one subdistrict to another */
  readonly keepsAreas: boolean
  /** what it was made to keep: not yet held against a schema */
  readonly rules: { readonly units: unknown; readonly barriers: readonly number[]; readonly areas: unknown } | null
}

/** What a plan was made to keep against the plan as it began; a brush may have cut a unit apart since. `start` is the assignment at revision 0. */
export function checkRules(
  { keepsWhole, hasBarriers, keepsAreas, rules }: KeptRules,
  start: Uint16Array,
  city: { readonly hexes: readonly string[]; readonly links: readonly PlanLink[] },
): Violation[] {
  if (!rules) {
    if (!keepsWhole && !hasBarriers && !keepsAreas) return []
    const message = 'the plan was made to keep units whole, or barriers or areas as borders, and what it kept is gone'
    return [{ code: 'bad-document', message }]
  }
  // what is no list of units is told with the other documents
  const units = Array.isArray(rules.units) ? rules.units.map((unit) => keptUnit.safeParse(unit)) : []
  return [
    ...checkBarriers(rules.barriers, start, city),
    ...checkAreas(rules.areas, keepsAreas, start),
    ...units.flatMap(({ data: unit }): Violation[] => {
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
    }),
  ]
}

/** No grid goes from one area to another, nor to what is of none; one that was locked beforehand may. */
function checkAreas(areas: unknown, keepsAreas: boolean, start: Uint16Array): Violation[] {
  if (!keepsAreas) return []
  if (areas === null)
    return [
      { code: 'bad-document', message: 'the plan was made to cross no subdistrict, and which there were is gone' },
    ]
  // what is no list of areas is told with the other documents
  const { data: list = [] } = z.array(keptArea).safeParse(areas)
  const areaOf = new Map(list.flatMap(({ name, cells }) => cellsOfUnit(cells).map((cell) => [cell, name] as const)))
  const found = new Map<number, Set<string>>()
  for (const [cell, grid] of start.entries()) {
    if (grid === 0) continue
    found.set(grid, (found.get(grid) ?? new Set()).add(areaOf.get(cell) ?? ''))
  }
  return [...found].flatMap(([grid, names]): Violation[] => {
    if (names.size < 2) return []
    const message = `grid ${grid} crossed from ${[...names].slice(0, 3).join(' to ')} when the plan began`
    return [{ code: 'area-crossed', message, grid }]
  })
}

/** No grid crosses a barrier but by a link. */
function checkBarriers(
  barriers: readonly number[],
  start: Uint16Array,
  { hexes, links }: { readonly hexes: readonly string[]; readonly links: readonly PlanLink[] },
): Violation[] {
  if (barriers.length === 0 || !hexes.every((hex) => isValidCell(hex))) return []
  const isParted = partedBy(barriers)
  const { pieceOf, members } = pieces(hexes, (a, b) => start[a] === start[b] && !isParted(a, b))
  const leaderOf = members.map((_, piece) => piece)
  const leader = (piece: number): number => (leaderOf[piece] === piece ? piece : leader(leaderOf[piece]!))
  for (const { a, b } of links) {
    if (start[a] === undefined || start[a] !== start[b]) continue
    leaderOf[leader(pieceOf[a]!)] = leader(pieceOf[b]!)
  }
  const first = new Map<number, number>()
  const found: Violation[] = []
  for (const [piece, [cell]] of members.entries()) {
    const grid = start[cell!]!
    const other = first.get(grid)
    if (other === undefined) first.set(grid, leader(piece))
    else if (other !== leader(piece) && grid !== 0) {
      const message = `grid ${grid} lay on two sides of a barrier when the plan began`
      found.push({ ...aboutCells('disconnected', message, members[piece]!), grid })
    }
  }
  return found
}
