import { isValidCell } from 'h3-js'
import { z } from 'zod'
import { cellsOfUnit } from '../../cities/places/cellsOfUnit.ts'
import { keptOwnGrid } from '../../contract/accounts.ts'
import { keptCentre } from '../../contract/outlets.ts'
import { keptArea, keptUnit } from '../../contract/places.ts'
import type { PlanLink } from '../../contract/plans.ts'
import { keptClassB, keptPair, keptPin } from '../../contract/things.ts'
import type { Violation } from '../../contract/verification.ts'
import type { GridRow } from '../store.ts'
import { aboutCells, some } from './damage.ts'
import { partedBy, pieces } from './links.ts'

export interface KeptRules {
  /** the plan's parameters ask to keep units whole */
  readonly keepsWhole: boolean
  /** they ask to take barriers for borders */
  readonly hasBarriers: boolean
  /** they ask that no grid cross from one subdistrict to another */
  readonly keepsAreas: boolean
  /** they ask for something of things by name: pins, things apart, class B areas */
  readonly namesThings: boolean
  /** they ask for centres, own grids or that listed accounts leave */
  readonly goesByLists: boolean
  /** what it was made to keep: not yet held against a schema */
  readonly rules: {
    readonly units: unknown
    readonly barriers: readonly number[]
    readonly areas: unknown
    readonly pins: unknown
    readonly apart: unknown
    readonly class_b: unknown
    readonly centres: unknown
    readonly ownGrids: unknown
  } | null
}

/** The plan at revision 0. */
export interface PlanStart {
  readonly start: Uint16Array
  readonly startRecords: readonly Pick<GridRow, 'number' | 'locked' | 'areaClass'>[]
}

/** What a plan was made to keep against the plan as it began; a brush may have cut a unit apart since. */
export function checkRules(
  { keepsWhole, hasBarriers, keepsAreas, namesThings, goesByLists, rules }: KeptRules,
  { start, startRecords }: PlanStart,
  city: { readonly hexes: readonly string[]; readonly links: readonly PlanLink[] },
): Violation[] {
  if (!rules) {
    if (!keepsWhole && !hasBarriers && !keepsAreas && !namesThings && !goesByLists) return []
    const message = 'the plan was made by rules, and what it kept of them is gone'
    return [{ code: 'bad-document', message }]
  }
  // what is no list of units is told with the other documents
  const units = Array.isArray(rules.units) ? rules.units.map((unit) => keptUnit.safeParse(unit)) : []
  return [
    // A copy of a plan that was drawn on keeps them for its links alone.
    ...(hasBarriers ? checkBarriers(rules.barriers, start, city) : []),
    ...checkAreas(rules.areas, keepsAreas, start),
    ...checkPins(rules.pins, start),
    ...checkApart(rules.apart, start),
    ...checkClassB(rules.class_b, start, startRecords),
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

/** What is pinned lay in its grid. */
function checkPins(pins: unknown, start: Uint16Array): Violation[] {
  return readList(pins, keptPin).flatMap(({ name, cells: runs, grid }): Violation[] => {
    const strays = cellsOfUnit(runs).filter((cell) => start[cell] !== grid)
    if (strays.length === 0) return []
    const message = `${name} was pinned to grid ${grid}, and the plan began with ${strays.length} cells of it elsewhere`
    return [{ ...aboutCells('pin-broken', message, strays), grid }]
  })
}

/** No grid had cells of two things that were to be apart. */
function checkApart(apart: unknown, start: Uint16Array): Violation[] {
  return readList(apart, keptPair).flatMap(([a, b]): Violation[] => {
    const [first, second] = [a, b].map(({ cells }) => new Set(cellsOfUnit(cells).map((cell) => start[cell])))
    const shared = [...first!].filter((grid) => second!.has(grid))
    if (shared.length === 0) return []
    const message = `${a.name} and ${b.name} were to be apart, and the plan began with both in grid ${shared[0]}`
    return [{ ...aboutCells('apart-broken', message, cellsOfUnit(b.cells)), grid: shared[0]! }]
  })
}

/** The grids that were mostly class B were of that class, and no others. */
function checkClassB(classB: unknown, start: Uint16Array, records: PlanStart['startRecords']): Violation[] {
  const { data: kept } = keptClassB.safeParse(classB)
  if (!kept) return []
  const isB = new Set(cellsOfUnit(kept.cells))
  const counts = new Map<number, { all: number; ofB: number }>()
  for (const [cell, grid] of start.entries()) {
    const count = counts.get(grid) ?? { all: 0, ofB: 0 }
    counts.set(grid, { all: count.all + 1, ofB: count.ofB + (isB.has(cell) ? 1 : 0) })
  }
  return records.flatMap(({ number, locked, areaClass }): Violation[] => {
    const { all, ofB } = counts.get(number) ?? { all: 0, ofB: 0 }
    if (locked || ofB > all / 2 === (areaClass === 'B')) return []
    const message = `${ofB} of ${all} cells of grid ${number} were class B when the plan began, and it was of class ${areaClass ?? 'none'}`
    return [{ code: 'class-mismatch', message, grid: number }]
  })
}

/** What of a list is as it should be; the rest is told with the other documents. */
function readList<T>(list: unknown, schema: z.ZodType<T>): T[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((value) => {
    const parsed = schema.safeParse(value)
    return parsed.success ? [parsed.data] : []
  })
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
