import { cellArea, isValidCell, latLngToCell, UNITS } from 'h3-js'
import type { CellFigures } from '../../../partition/index.ts'
import type { Violation } from '../../contract/verification.ts'
import { aboutCells, some } from './damage.ts'

/** relative; the lattice's areas and h3-js's differ by 4e-8 at most */
const areaTolerance = 1e-6

/** Indices 0, 1, 2, … in the order of the H3 ids, all of the city's resolution. */
export function checkOrder(indices: readonly number[], cellIds: readonly bigint[], resolution: number): Violation[] {
  const wrong = indices.findIndex((index, place) => index !== place)
  const falling = cellIds.findIndex((id, place) => place > 0 && id <= cellIds[place - 1]!)
  // the resolution stands in bits 52 to 55 of an H3 index
  const other = cellIds.findIndex((id) => Number((id >> 52n) & 15n) !== resolution)
  const found: Violation[] = []
  if (wrong >= 0)
    found.push(aboutCells('cell-order', `cell ${wrong} is missing: the next one is kept as ${indices[wrong]}`, [wrong]))
  if (falling >= 0)
    found.push(aboutCells('cell-order', `cell ${falling} has a lower H3 id than the one before it`, [falling]))
  if (other >= 0)
    found.push(aboutCells('bad-cell', `cell ${other} is not of the city's resolution, ${resolution}`, [other]))
  return found
}

/** Areas are kept, because densities and compactness are shares of them; h3-js says what they are. */
export function checkAreas(hexes: readonly string[], areasKm2: readonly number[]): Violation[] {
  const cells = hexes.flatMap((hex, cell) => {
    if (!isValidCell(hex)) return []
    const real = cellArea(hex, UNITS.km2)
    return Math.abs((areasKm2[cell] ?? 0) - real) <= areaTolerance * real ? [] : [cell]
  })
  if (cells.length === 0) return []
  return [
    aboutCells('area-mismatch', `the kept areas of ${cells.length} cells are not those of H3: ${some(cells)}`, cells),
  ]
}

/**
 * Sums `cell segment figure figure …,…` of some segments by cell index, a figure a key; what lies in no cell of the city is named.
 */
export function parseSums(
  text: string,
  keys: readonly string[],
  cellCount: number,
  segments: readonly number[],
): { sums: CellFigures; found: Violation[] } {
  const sums = { keys, values: keys.map(() => new Float64Array(cellCount)) }
  const isOwn = new Set(segments)
  const unknown: number[] = []
  for (const row of split(text)) {
    const [cell = -1, segment = 0, ...own] = row.split(' ').map(Number)
    if (!(cell >= 0 && cell < cellCount)) unknown.push(cell)
    if (!isOwn.has(segment)) continue
    for (const [f, values] of sums.values.entries()) values[cell]! += own[f] ?? 0
  }
  if (unknown.length === 0) return { sums, found: [] }
  const message = `customers lie in cells ${some(unknown)}, which the city does not have`
  return { sums, found: [aboutCells('bad-cell', message, unknown)] }
}

/** The kept figures, row for row, against the sums of the customers: a cell and segment with nothing in it has no row. */
export function checkCellFacts(counted: string, kept: string): Violation[] {
  const expected = new Set(split(counted).filter((row) => !/^\d+ \d+( 0)+$/.test(row)))
  const rows = new Set(split(kept))
  const differing = [...expected, ...rows].filter((row) => !expected.has(row) || !rows.has(row))
  if (differing.length === 0) return []
  const cells = [...new Set(differing.map((row) => Number(row.split(' ')[0])))].sort((a, b) => a - b)
  const message = `the figures of ${cells.length} cells are not the sums of their customers: ${some(cells)}`
  return [aboutCells('cell-fact-mismatch', message, cells)]
}

/** Each customer must lie in the cell that h3-js says, or in none where that cell is not the city's. */
export function checkPlaces(portions: readonly string[], hexes: readonly string[], resolution: number): Violation[] {
  const indexOf = new Map(hexes.map((hex, index) => [hex, String(index)]))
  const wrong: string[] = []
  for (const portion of portions) {
    for (const row of split(portion)) {
      const [line = '', kept, lng, lat] = row.split(' ')
      const cell = locate(Number(lng), Number(lat), resolution, indexOf)
      if (cell !== kept) wrong.push(`line ${line} lies in cell ${cell}, not ${kept}`)
    }
  }
  if (wrong.length === 0) return []
  return [{ code: 'customer-misplaced', message: `${wrong.length} customers are kept in a wrong cell: ${some(wrong)}` }]
}

function locate(lng: number, lat: number, resolution: number, indexOf: ReadonlyMap<string, string>): string {
  if (!Number.isFinite(lng) || !Number.isFinite(lat)) return 'nowhere'
  return indexOf.get(latLngToCell(lat, lng, resolution)) ?? '-'
}

function split(text: string): string[] {
  return text === '' ? [] : text.split(',')
}
