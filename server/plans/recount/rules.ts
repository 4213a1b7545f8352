import { isValidCell } from 'h3-js'
import { z } from 'zod'
import { cellsOfUnit } from '../../cities/places/cellsOfUnit.ts'
import { keptOwnGrid } from '../../contract/accounts.ts'
import { keptCentre } from '../../contract/outlets.ts'
import { keptUnit } from '../../contract/places.ts'
import type { PlanLink } from '../../contract/plans.ts'
import type { Violation } from '../../contract/verification.ts'
import { aboutCells, some } from './damage.ts'
import { partedBy, pieces } from './links.ts'

export interface KeptRules {
  /** the plan's parameters ask to keep units whole */
  readonly keepsWhole: boolean
  /** they ask to take barriers for borders */
  readonly hasBarriers: boolean
  /** they ask for centres, own grids or that listed accounts leave */
  readonly goesByLists: boolean
  /** what it was made to keep: not yet held against a schema */
  readonly rules: {
    readonly units: unknown
    readonly barriers: readonly number[]
    readonly centres: unknown
    readonly ownGrids: unknown
  } | null
}

/** What a plan was made to keep against the plan as it began; a brush may have cut a unit apart since. `start` is the assignment at revision 0. */
export function checkRules(
  { keepsWhole, hasBarriers, goesByLists, rules }: KeptRules,
  start: Uint16Array,
  city: { readonly hexes: readonly string[]; readonly links: readonly PlanLink[] },
): Violation[] {
  if (!rules) {
    if (!keepsWhole && !hasBarriers && !goesByLists) return []
    const message = 'the plan was made to keep units, barriers, outlets or accounts, and what it kept is gone'
    return [{ code: 'bad-document', message }]
  }
  // what is no list of units is told with the other documents
  const units = Array.isArray(rules.units) ? rules.units.map((unit) => keptUnit.safeParse(unit)) : []
  return [
    ...checkBarriers(rules.barriers, start, city),
    ...checkCentres(rules.centres, start),
    ...checkOwnGrids(rules.ownGrids, start),
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

/** Each centre lay in a grid without another one. What is no list of centres is told with the other documents. */
function checkCentres(stored: unknown, start: Uint16Array): Violation[] {
  const first = new Map<number, string>()
  return (z.array(keptCentre).safeParse(stored).data ?? []).flatMap(({ code, name, cell }): Violation[] => {
    const called = `the outlet ${code} (${name})`
    const grid = start[cell]
    if (grid === undefined)
      return [aboutCells('bad-cell', `${called} stands in a cell that is not in the city: ${cell}`, [cell])]
    const other = first.get(grid)
    if (other === undefined) {
      first.set(grid, called)
      return []
    }
    const message = `${called} was to be a centre, and the plan began with it in grid ${grid}, which has ${other}`
    return [{ ...aboutCells('centres-together', message, [cell]), grid }]
  })
}

/** Each key account's grid was of its cells alone. */
function checkOwnGrids(stored: unknown, start: Uint16Array): Violation[] {
  return (z.array(keptOwnGrid).safeParse(stored).data ?? []).flatMap(({ account, name, grid, cells }): Violation[] => {
    const own = new Set(cellsOfUnit(cells))
    const wrong: number[] = []
    for (const [cell, held] of start.entries()) if (own.has(cell) !== (held === grid)) wrong.push(cell)
    const strange = [...own].filter((cell) => cell >= start.length)
    const called = `the key account ${account} (${name})`
    if (strange.length > 0)
      return [aboutCells('bad-cell', `${called} names cells that are not in the city: ${some(strange)}`, strange)]
    if (wrong.length === 0) return []
    const message = `${called} was to have grid ${grid} by itself, and the plan began with cells ${some(wrong)} otherwise`
    return [{ ...aboutCells('own-grid-shared', message, wrong), grid }]
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
