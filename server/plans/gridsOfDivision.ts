import { createHash } from 'node:crypto'
import {
  cellsOfRuns,
  colourGrids,
  type GridName,
  nameAddedGrids,
  nameGrids,
  runsOf,
  type SolveResult,
  valuesOf,
} from '../../partition/index.ts'
import { firstDivision } from '../contract/divisions.ts'
import type { PlanInput } from './planInput.ts'
import type { SolveSetup } from './solveSetup.ts'
import type { GridRow } from './store.ts'

export type Solved = Extract<SolveResult, { ok: true }>

/** Of a grid's name. */
const mostLetters = 120
/** Cells with the numbers of their grids, and these with all that is kept of each. */
interface Numbered {
  readonly assignment: Uint16Array
  readonly grids: GridRow[]
}

/**
 * What becomes of a solved division: its parts as grids with number, id, code, name and colour. Grids that go on from the plan to stay near
 * keep theirs; `known` are the records of those, and of key accounts' own. The same division gives the same bytes. O(cells).
 */
export function gridsOfDivision(
  input: PlanInput,
  setup: SolveSetup,
  solved: Solved,
): Numbered & { readonly known: readonly GridRow[] } {
  const { open, things, rows, ownRows } = setup
  const known = [...rows, ...ownRows.flatMap((row) => row ?? [])]
  const made = makeGrids(input, open, known, pinnedParts(input, things, solved))
  return { ...keepRecords(input, nameOwnGrids(made, setup)), known }
}

/** Ids of a plan's main grids, by the cells of each. */
export function mainGridIds(input: PlanInput): (mainOfCell: Uint16Array) => (number: number) => string {
  return (mainOfCell) => gridIdsFrom(`${birthplaceOf(input)}/main`, mainOfCell)
}

/** New grids of a key account are called as it is; where another grid has the name already, with a number. */
function nameOwnGrids({ assignment, grids }: Numbered, { lists, ownRows }: SolveSetup): Numbered {
  const nameOf = new Map<number, string>()
  for (const [own, { name, cells }] of lists.ownGrids?.entries() ?? [])
    if (!ownRows[own]) nameOf.set(assignment[cells[0]!]!, name)
  const taken = new Set(grids.flatMap(({ number, name }) => (nameOf.has(number) ? [] : [name])))
  const named = grids.map((grid) => {
    const wanted = nameOf.get(grid.number)
    if (wanted === undefined) return grid
    let name = wanted.slice(0, mostLetters)
    for (let turn = 2; taken.has(name); turn++) name = `${wanted.slice(0, mostLetters - 6)} ${turn}`
    taken.add(name)
    return { ...grid, name }
  })
  return { assignment, grids: named }
}

/** A grid that something is pinned to goes on, even where no cell that it has today stays in it. */
function pinnedParts(
  { from }: Pick<PlanInput, 'from'>,
  { pinned }: SolveSetup['things'],
  { parts, origins: goingOn = [] }: Solved,
): Pick<Solved, 'parts' | 'origins'> {
  const origins = goingOn.slice()
  for (const { part } of (from && pinned?.things) ?? [])
    if (origins[part] === -1 && !origins.includes(part)) origins[part] = part
  return { parts, origins }
}

/** Parts as grids: those that go on as they were, new ones numbered, named and coloured around them. */
function makeGrids(
  input: PlanInput,
  graph: SolveSetup['graph'],
  rows: readonly GridRow[],
  { parts, origins = [] }: Pick<Solved, 'parts' | 'origins'>,
): Numbered {
  const kept = new Map(origins.flatMap((origin, part) => (rows[origin] ? [[part, rows[origin]] as const] : [])))
  const { centers, districtOfCell, districts, facts, cityName: city } = input
  const place = { centers, districtOfCell, districts, customers: valuesOf(facts, 'customers'), city }
  if (kept.size === 0) {
    const numbered = parts.map((part) => part + 1)
    const { assignment, grids: names } = nameGrids({ ...place, assignment: numbered })
    return {
      assignment,
      grids: toGridRows(birthplaceOf(input), assignment, names, colourGrids(graph, assignment, names.length)),
    }
  }
  const numberOf = new Map([...kept].map(([part, { number }]) => [part, number]))
  const taken = new Set(numberOf.values())
  let next = 1
  const assignment = parts.map((part) => {
    const known = numberOf.get(part)
    if (known !== undefined) return known
    while (taken.has(next)) next++
    taken.add(next)
    numberOf.set(part, next)
    return next
  })
  const added = nameAddedGrids({ ...place, assignment }, [...kept.values()])
  const colours = new Map([...kept.values()].map(({ number, colour }) => [number, colour]))
  const all = colourGrids(graph, assignment, Math.max(...taken), colours)
  const grids = [...kept.values(), ...toGridRows(birthplaceOf(input), assignment, added, all)]
  return { assignment, grids: grids.sort((a, b) => a.number - b.number) }
}

/** Main grids of grids that go on come with them; what a record names that does not, such as a cell that left, goes. */
function keepRecords({ from }: PlanInput, { assignment, grids }: Numbered): Numbered {
  const ids = new Set(grids.map(({ gridId }) => gridId))
  const parents = new Set(grids.map(({ parentId }) => parentId))
  const mains = (from?.grids ?? []).filter(({ gridId }) => parents.has(gridId) && !ids.has(gridId))
  // A number that a new grid was given is not the main grid's any more.
  const taken = new Set(grids.map(({ number }) => number))
  let next = Math.max(0, ...taken, ...mains.map(({ number }) => number))
  const kept = mains.map((grid) => (taken.has(grid.number) ? { ...grid, number: ++next } : grid))
  for (const { gridId } of mains) ids.add(gridId)
  const records = [...grids, ...kept].map((grid) => ({
    ...grid,
    parentId: grid.parentId !== null && ids.has(grid.parentId) ? grid.parentId : null,
    pins: runsOf(cellsOfRuns(grid.pins).filter((cell) => assignment[cell] === grid.number)),
  }))
  return { assignment, grids: records.sort((a, b) => a.number - b.number) }
}

function toGridRows(
  birthplace: string,
  assignment: Uint16Array,
  names: readonly GridName[],
  colours: readonly string[],
) {
  const idOf = gridIdsFrom(birthplace, assignment)
  return names.map(
    ({ number, code, name }): GridRow => ({
      number,
      gridId: idOf(number),
      code,
      name,
      colour: colours[number - 1] ?? '#9aa5ab',
      locked: false,
      areaClass: null,
      parentId: null,
      pins: [],
    }),
  )
}

/** The division that every city starts with goes without saying: ids are what they were before there were others. */
function birthplaceOf({ cityCode, division = firstDivision }: PlanInput): string {
  return division === firstDivision ? cityCode : `${cityCode}/${division}`
}

/**
 * A grid's id is drawn from the city, the division and the whole assignment it was born with, so that the same partition made twice is the same
 * bytes. RFC 9562 version 8: a hash with the version and variant bits set.
 */
function gridIdsFrom(birthplace: string, assignment: Uint16Array): (number: number) => string {
  const bytes = new Uint8Array(assignment.buffer, assignment.byteOffset, assignment.byteLength)
  const birth = createHash('sha256').update(bytes).digest('hex')
  return (number) => {
    const hash = createHash('sha256').update(`${birthplace}/${birth}/${number}`).digest()
    hash[6] = (hash[6]! & 0x0f) | 0x80
    hash[8] = (hash[8]! & 0x3f) | 0x80
    const hex = hash.toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
  }
}
