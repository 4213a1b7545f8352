/**
 * Recomputes everything a plan promises, from nothing but H3 ids and numbers, and lists what does not hold.
 *
 * This is the oracle of every test and of `shapan verify`, so it shares no code with the engine: it imports h3-js alone,
 * has its own neighbour search, its own sums and its own areas, and stays in one file for that reason. It trusts nothing
 * about its input beyond the types. Where cells are damaged it says so and checks the rest.
 *
 * Areas are compared in square degrees (shoelace over straight edges in longitude and latitude, as RFC 7946 draws them):
 * in that measure the cells' own boundaries add up exactly to the outline that encloses them, so a missing, doubled or
 * misplaced edge shows, whatever the Earth's shape. The centre of area is compared too, which a shifted outline fails.
 */
import { cellToBoundary, getResolution, gridDisk, isValidCell } from 'h3-js'

export interface VerifyInput {
  /** one a cell of the city; cellIndex is the place in this list */
  cellIds: readonly bigint[] | BigUint64Array
  /** the grid of each cell; 0 is unassigned, reported as a gap */
  assignment: Uint16Array
  gridNumbers: readonly number[]
  /** numbers of grids that may have no cell, such as one that was just made; a main grid may in any case */
  mayBeEmpty?: readonly number[]
  /** what is known of each grid: held against one another, and their pinned cells against the assignment */
  records?: readonly VerifyRecord[]
  /** cell pairs that count as neighbours: bridges and ferries */
  links?: readonly { a: number; b: number }[]
  /** one array a key, by cell */
  figures?: { keys: readonly string[]; values: readonly Float64Array[] }
  /** what others computed and this recount must equal, to the unit and to the cent */
  expected?: { totals?: VerifyFigures; perGrid?: ReadonlyMap<number, VerifyFigures> }
  /** every cell of each locked grid: none may have left, none may have joined */
  lockedCells?: readonly { cells: readonly number[]; grid: number }[]
  /** cells of each keep-whole unit */
  units?: readonly (readonly number[])[]
  /** cells of which no two may lie in one grid */
  centres?: readonly number[]
  /** cells of each group that is a grid by itself: all of them in one, and nothing else there */
  ownGrids?: readonly (readonly number[])[]
  /** GeoJSON MultiPolygon coordinates of every grid */
  outlines?: ReadonlyMap<number, [number, number][][][]>
}

export interface VerifyRecord {
  number: number
  gridId: string
  code: string
  name: string
  parentId: string | null
  pins: readonly { start: number; length: number }[]
}

/** By key. */
export type VerifyFigures = Readonly<Record<string, number>>

export type ViolationCode =
  | 'length-mismatch'
  | 'bad-cell'
  | 'bad-grid'
  | 'bad-link'
  | 'bad-figure'
  | 'overlap'
  | 'gap'
  | 'unknown-grid'
  | 'empty-grid'
  | 'duplicate-grid'
  | 'disconnected'
  | 'total-mismatch'
  | 'grid-figure-mismatch'
  | 'locked-changed'
  | 'unit-split'
  | 'centres-together'
  | 'own-grid-shared'
  | 'outline-mismatch'

/** `cells` are cell indices, at most the first 100; the message counts them all. */
export type Violation = { code: ViolationCode; message: string; grid?: number; cells?: number[] }

export interface VerifyResult {
  ok: boolean
  violations: Violation[]
  stats: { cells: number; grids: number; unassigned: number; figures: VerifyFigures }
}

type Report = (code: ViolationCode, message: string, grid?: number, cells?: readonly number[]) => void
interface Cells {
  readonly hexes: readonly string[]
  readonly indexOf: ReadonlyMap<string, number>
  readonly isBad: Uint8Array
}

const listedCells = 100
const outlineTolerance = 1e-6

/** Checks a whole plan. `ok` means no violation. About one h3-js disk a cell; with outlines one boundary a cell more. */
export function verify(input: VerifyInput): VerifyResult {
  const violations: Violation[] = []
  const report: Report = (code, message, grid, cells) => {
    violations.push({
      code,
      message,
      ...(grid === undefined ? {} : { grid }),
      ...(cells ? { cells: cells.slice(0, listedCells) } : {}),
    })
  }
  const cells = readCells(input, report)
  const stats = { cells: cells.hexes.length, grids: input.gridNumbers.length, unassigned: 0, figures: {} }
  if (input.assignment.length !== stats.cells) {
    report('length-mismatch', `the assignment has ${input.assignment.length} entries, ${stats.cells} cells expected`)
    return { ok: false, violations, stats }
  }
  const members = groupByGrid(input.assignment)
  stats.unassigned = members.get(0)?.length ?? 0
  checkGrids(input, cells, members, report)
  checkRecords(input, report)
  checkPieces(input, cells, members, report)
  const figures = checkFigures(input, cells, members, report)
  checkLocks(input, cells, report)
  checkUnits(input, cells, report)
  checkCentres(input, cells, report)
  checkOwnGrids(input, cells, members, report)
  if (input.outlines) checkOutlines(input.outlines, input.gridNumbers, cells, members, report)
  return { ok: violations.length === 0, violations, stats: { ...stats, figures } }
}

function readCells(input: VerifyInput, report: Report): Cells {
  const hexes = Array.from(input.cellIds, (id) => id.toString(16))
  const indexOf = new Map<string, number>()
  const isBad = new Uint8Array(hexes.length)
  let resolution = -1
  hexes.forEach((hex, cell) => {
    if (!isValidCell(hex)) {
      isBad[cell] = 1
      report('bad-cell', `cell ${cell} has id ${hex}, which is not an H3 cell`, undefined, [cell])
      return
    }
    const own = getResolution(hex)
    if (resolution < 0) resolution = own
    if (own !== resolution) {
      isBad[cell] = 1
      report('bad-cell', `cell ${cell} (${hex}) has resolution ${own}, ${resolution} expected`, undefined, [cell])
      return
    }
    const first = indexOf.get(hex)
    if (first === undefined) {
      indexOf.set(hex, cell)
      return
    }
    isBad[cell] = 1
    const grids = `grids ${input.assignment[first]} and ${input.assignment[cell]}`
    report('overlap', `cell ${hex} stands twice, as ${first} and ${cell}, in ${grids}`, undefined, [first, cell])
  })
  return { hexes, indexOf, isBad }
}

function groupByGrid(assignment: Uint16Array): Map<number, number[]> {
  const members = new Map<number, number[]>()
  assignment.forEach((grid, cell) => {
    const list = members.get(grid)
    if (list) list.push(cell)
    else members.set(grid, [cell])
  })
  return members
}

function checkGrids(
  { gridNumbers, mayBeEmpty = [], records = [] }: VerifyInput,
  cells: Cells,
  members: Map<number, number[]>,
  report: Report,
): void {
  const known = new Set<number>()
  const parents = new Set(records.map(({ parentId }) => parentId))
  const mains = records.filter(({ gridId }) => parents.has(gridId)).map(({ number }) => number)
  const canBeEmpty = new Set([...mayBeEmpty, ...mains])
  for (const grid of gridNumbers) {
    if (!Number.isInteger(grid) || grid < 1 || grid > 65535)
      report('bad-grid', `the list of grids holds ${grid}, a whole number 1..65535 expected`, grid)
    else if (known.has(grid)) report('bad-grid', `the list of grids holds ${grid} twice`, grid)
    else if (!members.has(grid) && !canBeEmpty.has(grid))
      report('empty-grid', `grid ${grid} has 0 cells, at least 1 expected`, grid)
    known.add(grid)
  }
  for (const [grid, own] of members) {
    if (grid === 0)
      report(
        'gap',
        `${own.length} cells have grid 0 (unassigned), a grid expected: ${name(cells, own)}`,
        undefined,
        own,
      )
    else if (!known.has(grid))
      report(
        'unknown-grid',
        `${own.length} cells are in grid ${grid}, which is not listed: ${name(cells, own)}`,
        grid,
        own,
      )
  }
}

/** Each key is one grid's, a parent is a main grid of the list, and a pinned cell is in its grid. */
function checkRecords({ records = [], assignment }: VerifyInput, report: Report): void {
  for (const key of ['number', 'gridId', 'code', 'name'] as const) {
    const numbersOf = new Map<string | number, number[]>()
    for (const record of records) numbersOf.set(record[key], [...(numbersOf.get(record[key]) ?? []), record.number])
    for (const [value, [first, second, ...more]] of numbersOf)
      if (second !== undefined)
        report('duplicate-grid', `grids ${[first, second, ...more].join(', ')} have one ${key}, ${value}`, second)
  }
  const parentOf = new Map(records.map(({ gridId, parentId }) => [gridId, parentId]))
  for (const { number, parentId, pins } of records) {
    if (parentId !== null && parentOf.get(parentId) !== null)
      report('bad-grid', `grid ${number} is a sub-grid of ${parentId}, which is no main grid of the list`, number)
    const strays: number[] = []
    for (const { start, length } of pins)
      for (let cell = start; cell < start + length; cell++) if (assignment[cell] !== number) strays.push(cell)
    if (strays.length > 0)
      report(
        'bad-grid',
        `${strays.length} cells pinned to grid ${number} are not in it, ${strays[0]} first`,
        number,
        strays,
      )
  }
}

function checkPieces(input: VerifyInput, cells: Cells, members: Map<number, number[]>, report: Report): void {
  const { assignment } = input
  const linked = new Map<number, number[]>()
  for (const { a, b } of input.links ?? []) {
    if (![a, b].every((cell) => cell in cells.hexes) || a === b)
      report('bad-link', `a link joins cells ${a} and ${b}: two different cells 0..${cells.hexes.length - 1} expected`)
    linked.set(a, [...(linked.get(a) ?? []), b])
    linked.set(b, [...(linked.get(b) ?? []), a])
  }
  const isSeen = cells.isBad.slice()
  const collectPiece = (start: number): number[] => {
    const piece = [start]
    isSeen[start] = 1
    const visit = (next: number | undefined) => {
      if (next === undefined || isSeen[next] !== 0 || assignment[next] !== assignment[start]) return
      isSeen[next] = 1
      piece.push(next)
    }
    for (let head = 0; head < piece.length; head++) {
      const cell = piece[head]!
      for (const hex of gridDisk(cells.hexes[cell]!, 1)) visit(cells.indexOf.get(hex))
      for (const next of linked.get(cell) ?? []) visit(next)
    }
    return piece
  }
  for (const [grid, own] of members) {
    if (grid === 0) continue
    const pieces: number[][] = []
    for (const cell of own) if (isSeen[cell] === 0) pieces.push(collectPiece(cell))
    if (pieces.length < 2) continue
    pieces.sort((p, q) => q.length - p.length)
    const apart = pieces.slice(1).flat()
    const sizes = `${pieces.slice(0, 5).map((piece) => piece.length)}${pieces.length > 5 ? ', …' : ''}`
    const message = `grid ${grid} is in ${pieces.length} pieces of ${sizes} cells, 1 expected; apart: ${name(cells, apart)}`
    report('disconnected', message, grid, apart)
  }
}

function checkFigures(input: VerifyInput, cells: Cells, members: Map<number, number[]>, report: Report): VerifyFigures {
  const recount = (values: Float64Array, what: string): Map<number, number> => {
    const sums = new Map<number, number>()
    if (values.length !== cells.hexes.length) {
      report('length-mismatch', `${what}: ${values.length} values, ${cells.hexes.length} cells expected`)
      return sums
    }
    for (const [grid, own] of members) {
      let sum = 0
      for (const cell of own) sum += values[cell]!
      sums.set(grid, sum)
    }
    const odd = [...values.keys()].filter((cell) => !Number.isSafeInteger(values[cell]))
    if (odd.length > 0)
      report('bad-figure', `${what}: ${values[odd[0]!]} at ${name(cells, odd)}, whole numbers expected`, undefined, odd)
    return sums
  }
  const { keys, values } = input.figures ?? { keys: [], values: [] }
  const totals: Record<string, number> = {}
  for (const [f, key] of keys.entries()) {
    const sums = recount(values[f] ?? new Float64Array(0), key)
    const total = [...sums.values()].reduce((all, sum) => all + sum, 0)
    totals[key] = total
    const expected = input.expected?.totals
    if (expected && expected[key] !== total)
      report('total-mismatch', `the cells hold ${total} ${key} in total, ${expected[key]} expected`)
    const perGrid = input.expected?.perGrid
    if (!perGrid) continue
    for (const grid of new Set([...input.gridNumbers, ...perGrid.keys()])) {
      const found = perGrid.get(grid)?.[key]
      const counted = sums.get(grid) ?? 0
      if (found !== counted)
        report('grid-figure-mismatch', `grid ${grid} says ${found ?? 'nothing of'} ${key}, ${counted} expected`, grid)
    }
  }
  return totals
}

function checkLocks({ assignment, lockedCells }: VerifyInput, cells: Cells, report: Report): void {
  const locked = new Map<number, Set<number>>()
  for (const { grid, cells: own } of lockedCells ?? []) locked.set(grid, new Set([...(locked.get(grid) ?? []), ...own]))
  for (const [grid, own] of locked) {
    const left = [...own].filter((cell) => assignment[cell] !== grid)
    const joined = [...assignment.keys()].filter((cell) => assignment[cell] === grid && !own.has(cell))
    if (left.length > 0)
      report('locked-changed', `${left.length} cells left locked grid ${grid}: ${name(cells, left)}`, grid, left)
    if (joined.length > 0)
      report(
        'locked-changed',
        `${joined.length} cells joined locked grid ${grid}: ${name(cells, joined)}`,
        grid,
        joined,
      )
  }
}

function checkUnits({ assignment, units }: VerifyInput, cells: Cells, report: Report): void {
  units?.forEach((own, unit) => {
    const outside = own.filter((cell) => !(cell in cells.hexes))
    if (outside.length > 0) report('bad-cell', `unit ${unit} names cell ${outside[0]}, which is not in the city`)
    const grids = [...new Set(own.filter((cell) => cell in cells.hexes).map((cell) => assignment[cell]!))]
    if (grids.length > 1)
      report(
        'unit-split',
        `unit ${unit} lies in grids ${grids.join(', ')}, 1 expected: ${name(cells, own)}`,
        undefined,
        own,
      )
  })
}

/** No two cells of the list in one grid. */
function checkCentres({ assignment, centres = [] }: VerifyInput, cells: Cells, report: Report): void {
  const first = new Map<number, number>()
  for (const cell of centres) {
    if (!(cell in cells.hexes)) {
      report('bad-cell', `a centre is cell ${cell}, which is not in the city`)
      continue
    }
    const grid = assignment[cell]!
    const other = first.get(grid)
    if (other === undefined) first.set(grid, cell)
    else
      report('centres-together', `grid ${grid} has two centres, 1 expected: ${name(cells, [other, cell])}`, grid, [
        other,
        cell,
      ])
  }
}

/** Each list is all of one grid. */
function checkOwnGrids(
  { assignment, ownGrids = [] }: VerifyInput,
  cells: Cells,
  members: Map<number, number[]>,
  report: Report,
): void {
  ownGrids.forEach((own, place) => {
    const outside = own.find((cell) => !(cell in cells.hexes))
    if (outside !== undefined) {
      report('bad-cell', `own grid ${place} names cell ${outside}, which is not in the city`)
      return
    }
    const grids = [...new Set(own.map((cell) => assignment[cell]!))]
    const held = grids.reduce((sum, grid) => sum + (members.get(grid)?.length ?? 0), 0)
    if (grids.length === 1 && held === new Set(own).size) return
    report(
      'own-grid-shared',
      `own grid ${place} has ${own.length} cells, which lie in grids ${grids.join(', ')} with ${held} cells: one grid of these alone expected: ${name(cells, own)}`,
      grids[0],
      own,
    )
  })
}

function checkOutlines(
  outlines: ReadonlyMap<number, [number, number][][][]>,
  gridNumbers: readonly number[],
  cells: Cells,
  members: Map<number, number[]>,
  report: Report,
): void {
  for (const grid of new Set([...gridNumbers, ...outlines.keys()])) {
    const mismatch = (message: string) => report('outline-mismatch', `outline of grid ${grid}: ${message}`, grid)
    const own = (members.get(grid) ?? []).filter((cell) => cells.isBad[cell] === 0)
    const polygons = outlines.get(grid)
    if (own.length === 0 && !polygons) continue
    if (own.length === 0 || !polygons) {
      mismatch(polygons ? 'given for a grid without cells' : `missing, ${own.length} cells to enclose`)
      continue
    }
    const origin = cellToBoundary(cells.hexes[own[0]!]!, true)[0]!
    const enclosed = { area: 0, x: 0, y: 0 }
    const expected = { area: 0, x: 0, y: 0 }
    for (const polygon of polygons)
      polygon.forEach((ring, order) => {
        const fault = faultOfRing(ring, order, addRing(enclosed, ring, origin))
        if (fault) mismatch(fault)
      })
    for (const cell of own) addRing(expected, cellToBoundary(cells.hexes[cell]!, true), origin)
    const excess = enclosed.area / expected.area - 1
    if (!(Math.abs(excess) <= outlineTolerance)) {
      mismatch(`encloses ${enclosed.area} square degrees, its ${own.length} cells have ${expected.area}`)
      continue
    }
    const shift = Math.hypot(
      enclosed.x / enclosed.area - expected.x / expected.area,
      enclosed.y / enclosed.area - expected.y / expected.area,
    )
    if (!(shift <= 10 * outlineTolerance * Math.sqrt(expected.area)))
      mismatch(`its centre lies ${shift} degrees from the centre of its cells`)
  }
}

function faultOfRing(ring: readonly [number, number][], order: number, area: number): string | undefined {
  const first = ring[0]
  const last = ring.at(-1)
  if (!first || !last || ring.length < 4) return `a ring has ${ring.length} positions, at least 4 expected`
  if (first[0] !== last[0] || first[1] !== last[1])
    return `a ring starts at ${first} and ends at ${last}, closed expected`
  if (order === 0 ? area > 0 : area < 0) return undefined
  return order === 0
    ? `an outer ring at ${first} does not run counterclockwise`
    : `a hole at ${first} does not run clockwise`
}

/** Adds a ring's signed area and first moments, about `origin`, to the sums; answers with the signed area. */
function addRing(
  sums: { area: number; x: number; y: number },
  ring: readonly number[][],
  origin: readonly number[],
): number {
  let area = 0
  for (let i = 0; i < ring.length; i++) {
    const [lngA, latA] = ring[i] as [number, number]
    const [lngB, latB] = ring[(i + 1) % ring.length] as [number, number]
    const xA = aroundZero(lngA - origin[0]!)
    const xB = aroundZero(lngB - origin[0]!)
    const yA = latA - origin[1]!
    const yB = latB - origin[1]!
    const cross = xA * yB - xB * yA
    area += cross / 2
    sums.x += ((xA + xB) * cross) / 6
    sums.y += ((yA + yB) * cross) / 6
  }
  sums.area += area
  return area
}

/** A difference of longitudes the short way round. */
function aroundZero(degrees: number): number {
  return degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees
}

/** The first few cells as H3 ids. */
function name({ hexes }: Cells, cells: readonly number[]): string {
  const shown = cells.slice(0, 3).map((cell) => hexes[cell] ?? `no cell ${cell}`)
  return cells.length > 3 ? `${shown.join(', ')} and ${cells.length - 3} more` : shown.join(', ')
}
