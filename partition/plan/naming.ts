/**
 * Numbers, codes and names of a new plan's grids, after the practice of Chinese city management: the code of an area and
 * a sequence that runs west to east and, on one meridian, north to south.
 *
 *   code   district code + sequence inside the district, at least two digits:      51030403
 *   name   district + subdistrict, where known, + sequence + 网格:                  大安区03网格
 *          where it lies in no district, that of the city:                          自贡市03网格
 *
 * A grid belongs to the district of most of its customers (of most of its cells where it has none, or on a tie), and
 * inside that to the subdistrict of most. All sequences of one plan have the same width, so that two codes can only be
 * equal where two districts share a code, and those share one sequence. Nothing depends on the numbers that come in.
 */
import { PlanError } from './error.ts'
import { gridName } from './gridName.ts'
import { unassigned } from './plan.ts'

export interface NamingDistrict {
  readonly code: string
  readonly name: string
  /** present where the entry stands for one subdistrict of the district; its siblings share code and name */
  readonly subdistrict?: string
}

export interface NamingInput {
  /** any grid numbers; 0 stays unassigned */
  readonly assignment: Uint16Array
  /** longitude and latitude of each cell, interleaved */
  readonly centers: Float64Array
  /** index into `districts` of each cell, -1 for none */
  readonly districtOfCell: Int32Array
  readonly districts: readonly NamingDistrict[]
  readonly customers: Float64Array
  /** name of the city, the place of a grid that lies in no district */
  readonly city: string
  /** what is named, 网格 unless given */
  readonly what?: string
}

export interface GridName {
  number: number
  code: string
  name: string
}

interface Site {
  /** the number that came in */
  readonly from: number
  readonly lng: number
  readonly lat: number
  readonly firstCell: number
  readonly district: NamingDistrict
}

/** A grid without a cell in any district; no real district has this code. */
const nowhere: NamingDistrict = { code: '00', name: '' }

/** Renumbers the grids 1..k in the order of their codes, and names them. O(cells + grids log grids). */
export function nameGrids(input: NamingInput): { assignment: Uint16Array; grids: GridName[] } {
  const { assignment, centers, districtOfCell, customers } = input
  const cellCount = assignment.length
  if (centers.length !== cellCount * 2 || districtOfCell.length !== cellCount || customers.length !== cellCount)
    throw new PlanError(
      'length-mismatch',
      `${cellCount} cells, but ${centers.length} coordinates, ${districtOfCell.length} districts, ${customers.length} customers`,
    )
  const sites = [...cellsOfGrids(assignment)].map(([grid, own]) => siteOf(grid, own, input)).sort(bySequence)

  const sequences = new Map<string, number>()
  const sequenceOf = sites.map(({ district: { code } }) => {
    const sequence = (sequences.get(code) ?? 0) + 1
    sequences.set(code, sequence)
    return sequence
  })
  const width = Math.max(2, `${Math.max(0, ...sequences.values())}`.length)
  const numberOf = new Uint16Array(65536)
  const taken = new Set<string>()
  const grids = sites.map(({ from, district }, i) => {
    const sequence = `${sequenceOf[i]}`.padStart(width, '0')
    const code = district.code + sequence
    const plain = gridName(placeOf(district, input), sequence, input.what)
    const name = taken.has(plain) ? `${plain}(${code})` : plain
    taken.add(name)
    numberOf[from] = i + 1
    return { number: i + 1, code, name }
  })
  return { assignment: assignment.map((grid) => numberOf[grid]!), grids }
}

/**
 * Names the grids that a plan has beside those of the plan it was made from. Numbers stay, and so do the codes and names
 * in `kept`: a new grid takes the next sequence after the last of its district. O(cells + grids log grids).
 */
export function nameAddedGrids(input: NamingInput, kept: readonly GridName[]): GridName[] {
  const isKept = new Set(kept.map(({ number }) => number))
  const sites = [...cellsOfGrids(input.assignment)]
    .filter(([grid]) => !isKept.has(grid))
    .map(([grid, own]) => siteOf(grid, own, input))
    .sort(bySequence)
  const codes = new Set(kept.map(({ code }) => code))
  const names = new Set(kept.map(({ name }) => name))
  return sites.map(({ from, district }) => {
    const width = Math.max(2, ...kept.map(({ code }) => sequenceIn(code, district.code).length))
    let sequence = Math.max(0, ...[...codes].map((code) => Number(sequenceIn(code, district.code)))) + 1
    const codeOf = () => district.code + `${sequence}`.padStart(width, '0')
    while (codes.has(codeOf())) sequence++
    const code = codeOf()
    const plain = gridName(placeOf(district, input), code.slice(district.code.length))
    const name = names.has(plain) ? `${plain}(${code})` : plain
    codes.add(code)
    names.add(name)
    return { number: from, code, name }
  })
}

const placeOf = (district: NamingDistrict, { city }: NamingInput): string =>
  district === nowhere ? city : `${district.name}${district.subdistrict ?? ''}`

/** The digits of a code after its district's; none where it is not of that district. */
function sequenceIn(code: string, district: string): string {
  const rest = code.slice(district.length)
  return code.startsWith(district) && /^\d{1,6}$/.test(rest) ? rest : ''
}

function cellsOfGrids(assignment: Uint16Array): Map<number, number[]> {
  const cells = new Map<number, number[]>()
  assignment.forEach((grid, c) => {
    if (grid === unassigned) return
    const own = cells.get(grid)
    if (own) own.push(c)
    else cells.set(grid, [c])
  })
  return cells
}

function siteOf(grid: number, cells: readonly number[], input: NamingInput): Site {
  const { centers, districtOfCell, districts, customers } = input
  const firstLng = centers[cells[0]! * 2]!
  let lng = 0
  let lat = 0
  const entries = new Map<number, Votes>()
  for (const c of cells) {
    lng += lngNear(centers[c * 2]!, firstLng)
    lat += centers[c * 2 + 1]!
    addVotes(entries, districtOfCell[c]!, customers[c]!, 1)
  }
  entries.delete(-1)
  const codes = new Map<string, Votes>()
  for (const [entry, votes] of entries) addVotes(codes, districts[entry]!.code, votes.customers, votes.cells)
  const code = winner(codes)
  const ofCode = new Map([...entries].filter(([entry]) => districts[entry]!.code === code))
  const entry = winner(ofCode)
  return {
    from: grid,
    lng: lng / cells.length,
    lat: lat / cells.length,
    firstCell: cells[0]!,
    district: entry === undefined ? nowhere : districts[entry]!,
  }
}

interface Votes {
  customers: number
  cells: number
}

function addVotes<Key>(votes: Map<Key, Votes>, key: Key, customers: number, cells: number): void {
  const sum = votes.get(key) ?? { customers: 0, cells: 0 }
  votes.set(key, { customers: sum.customers + customers, cells: sum.cells + cells })
}

/** Most customers, then most cells, then the smaller key. */
function winner<Key extends string | number>(votes: ReadonlyMap<Key, Votes>): Key | undefined {
  return [...votes.keys()].sort((a, b) => {
    const one = votes.get(a)!
    const other = votes.get(b)!
    return other.customers - one.customers || other.cells - one.cells || (a < b ? -1 : 1)
  })[0]
}

function bySequence(a: Site, b: Site): number {
  if (a.district.code !== b.district.code) return a.district.code < b.district.code ? -1 : 1
  return a.lng - b.lng || b.lat - a.lat || a.firstCell - b.firstCell
}

/** The same meridian within half a turn of another, so that a grid across the 180th has a mean. */
function lngNear(lng: number, reference: number): number {
  return lng - reference > 180 ? lng - 360 : lng - reference < -180 ? lng + 360 : lng
}
