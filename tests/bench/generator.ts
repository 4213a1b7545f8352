/**
 * Weighted cities over H3 cells, for benchmarks: the same specification gives the same city on every run.
 *
 *   area      the cells nearest to the centre in a radius that waves with the bearing: connected, irregular, exactly n
 *   people    centres with exponential decline, satellites strung along arterial roads, thin suburbs; every cell times a
 *             lognormal deviate, one in 250 a tower or campus with a Pareto tail; none above a fifth of an average part
 *   nobody    in the 36 % of cells that lie worst: parks and hills in patches, the odd empty cell in between
 *   revenue   customers × ARPU, which falls from the centre by a factor of three ('strong') or a quarter ('mild')
 *   river     one bend through the city, crossed on six bridges only
 *   island    one cell in fifty, behind at least two cells of water
 *
 * Cells ascend by H3 id, and so do vertices. Weight 0 is customers, weight 1 revenue; both are whole numbers.
 */
import { cellArea, cellToLatLng, gridDisk, latLngToCell } from 'h3-js'
import type { Graph } from '../../partition/index.ts'
import { normal, numberStream, smoothNoise } from './random.ts'

export interface CitySpec {
  name: string
  cells: number
  resolution: number
  parts: number
  seed: number
  arpu: 'strong' | 'mild'
  hasRiver: boolean
  hasIsland: boolean
}

export interface BenchCity {
  graph: Graph
  /** km east and north of the centre: x0, y0, x1, y1, … */
  positions: Float64Array
  /** H3 ids; empty where the city came from files */
  cells: string[]
}

interface Site {
  cell: string
  x: number
  y: number
  /** distance from the centre, in radii of the city in that direction */
  reach: number
  /** no river runs there */
  isIsland: boolean
}

const CENTER = { lat: 30.58, lng: 114.27 } // Wuhan; one icosahedron face
const KM_PER_DEGREE = 111.2
const EMPTY_SHARE = 0.36
const LARGEST_CELL = 0.2
const ISLAND_SHARE = 0.02
const TOWER_ODDS = 1 / 250

/** Makes the city of a specification. About 2 s for 100,000 cells. */
export function makeCity(spec: CitySpec): BenchCity {
  const { area, radius } = chooseArea(spec)
  const centers = placeCenters(radius, spec.seed)
  const customers = spreadCustomers(area, centers, radius, spec)
  const revenue = priceCustomers(area, customers, centers, radius, spec)
  const { offsets, neighbors } = connect(area, radius, spec.hasRiver)
  return {
    graph: {
      vertexCount: area.length,
      offsets,
      neighbors,
      edgeWeights: new Float64Array(neighbors.length).fill(1),
      vertexWeights: [customers, revenue],
    },
    positions: Float64Array.from(area.flatMap(({ x, y }) => [x, y])),
    cells: area.map(({ cell }) => cell),
  }
}

function chooseArea({ cells, resolution, seed, hasIsland }: CitySpec): { area: Site[]; radius: number } {
  const middle = latLngToCell(CENTER.lat, CENTER.lng, resolution)
  const cellKm2 = cellArea(middle, 'km2')
  const radius = Math.sqrt((cells * cellKm2) / Math.PI)
  const stream = numberStream(seed)
  const waves = [2, 3, 4, 5, 7].map((turns) => ({ turns, height: (0.3 * stream()) / turns, phase: 7 * stream() }))
  const edge = (bearing: number) =>
    waves.reduce((sum, { turns, height, phase }) => sum + height * Math.cos(turns * bearing + phase), 1)
  const kmPerLng = KM_PER_DEGREE * Math.cos((CENTER.lat * Math.PI) / 180)
  const sites = gridDisk(middle, Math.ceil(Math.sqrt(cells)) + 8).map((cell): Site => {
    const [lat, lng] = cellToLatLng(cell)
    const x = (lng - CENTER.lng) * kmPerLng
    const y = (lat - CENTER.lat) * KM_PER_DEGREE
    return { cell, x, y, reach: Math.hypot(x, y) / edge(Math.atan2(y, x)), isIsland: false }
  })
  sites.sort((a, b) => a.reach - b.reach || byCell(a, b))
  const islandCells = hasIsland ? Math.round(cells * ISLAND_SHARE) : 0
  const mainland = sites.slice(0, cells - islandCells)
  const area = mainland.concat(chooseIsland(mainland, sites.slice(mainland.length), islandCells, cellKm2))
  return { area: area.sort(byCell), radius }
}

/** A round blob off the east coast. */
function chooseIsland(mainland: readonly Site[], sea: readonly Site[], count: number, cellKm2: number): Site[] {
  if (count === 0) return []
  const east = mainland.reduce((best, site) => (site.x > best.x ? site : best))
  const x = east.x + 4 * Math.sqrt(cellKm2) + Math.sqrt((count * cellKm2) / Math.PI)
  const taken = new Set(mainland.map(({ cell }) => cell))
  const distance = (site: Site) => Math.hypot(site.x - x, site.y - east.y)
  return sea
    .filter(({ cell }) => !gridDisk(cell, 2).some((other) => taken.has(other)))
    .sort((a, b) => distance(a) - distance(b) || byCell(a, b))
    .slice(0, count)
    .map((site) => ({ ...site, isIsland: true }))
}

function byCell(a: Site, b: Site): number {
  return a.cell < b.cell ? -1 : 1
}

interface Center {
  x: number
  y: number
  height: number
  /** km over which density falls to 1/e */
  decline: number
}

/** The old town, three sub-centres, and satellites strung along four arterial roads. */
function placeCenters(radius: number, seed: number): Center[] {
  const stream = numberStream(seed + 101)
  const centers: Center[] = [{ x: 0, y: 0, height: 1, decline: 0.15 * radius }]
  const add = (bearing: number, distance: number, height: number, decline: number) =>
    centers.push({ x: distance * Math.cos(bearing), y: distance * Math.sin(bearing), height, decline })
  for (let n = 0; n < 3; n++) {
    const bearing = (2 * Math.PI * (n + 0.6 * stream())) / 3
    add(bearing, radius * (0.2 + 0.15 * stream()), 0.4 + 0.4 * stream(), radius * (0.06 + 0.05 * stream()))
  }
  for (let road = 0; road < 4; road++) {
    const bearing = (Math.PI * (road + 0.8 * stream())) / 2
    for (const distance of [0.45, 0.65, 0.85]) {
      const along = radius * (distance + 0.1 * stream())
      add(bearing + 0.2 * (stream() - 0.5), along, 0.1 + 0.3 * stream(), radius * (0.02 + 0.04 * stream()))
    }
  }
  return centers
}

function spreadCustomers(area: readonly Site[], centers: readonly Center[], radius: number, spec: CitySpec) {
  const stream = numberStream(spec.seed + 202)
  const patches = smoothNoise(spec.seed + 303)
  const blocks = smoothNoise(spec.seed + 404)
  const density = area.map(({ x, y }) =>
    centers.reduce(
      (sum, center) => sum + center.height * Math.exp(-Math.hypot(x - center.x, y - center.y) / center.decline),
      0.005,
    ),
  )
  const suitability = Float64Array.from(area, ({ x, y }, cell) => {
    const wide = patches((8 * x) / radius, (8 * y) / radius)
    const near = blocks((25 * x) / radius, (25 * y) / radius)
    return 0.6 * Math.log(density[cell]!) + 1.2 * wide + 0.6 * near + 0.7 * normal(stream)
  })
  const threshold = suitability.toSorted()[Math.floor(EMPTY_SHARE * area.length)]!
  const people = density.map((level, cell) => {
    const deviate = Math.exp(0.9 * normal(stream) - 0.4)
    const tower = stream() < TOWER_ODDS ? 4 + 3 * (1 - stream()) ** -0.7 : 1
    return suitability[cell]! < threshold ? 0 : level * deviate * tower
  })
  const total = spec.parts * customersPerPart(spec.cells)
  const scale = total / people.reduce((sum, value) => sum + value, 0)
  const most = Math.floor((LARGEST_CELL * total) / spec.parts)
  return Float64Array.from(people, (value) =>
    value === 0 ? 0 : Math.min(most, Math.max(1, Math.round(value * scale))),
  )
}

function customersPerPart(cells: number): number {
  if (cells <= 5_000) return 20_000
  if (cells <= 50_000) return 16_000
  return cells <= 200_000 ? 7_500 : 6_000
}

function priceCustomers(
  area: readonly Site[],
  customers: Float64Array,
  centers: readonly Center[],
  radius: number,
  spec: CitySpec,
): Float64Array {
  const stream = numberStream(spec.seed + 505)
  const noise = smoothNoise(spec.seed + 606)
  const second = centers[1]!
  return Float64Array.from(area, ({ x, y }, cell) => {
    const spread = Math.exp(0.15 * normal(stream))
    const local = noise((5 * x) / radius, (5 * y) / radius)
    const fromCenter = Math.hypot(x, y) / radius
    const fromSecond = Math.hypot(x - second.x, y - second.y) / radius
    const arpu =
      spec.arpu === 'mild'
        ? 50 + 14 * Math.exp(-4 * fromCenter) + 6 * local
        : 32 + 75 * Math.exp(-5 * fromCenter) + 30 * Math.exp(-12 * fromSecond) + 9 * local
    return customers[cell] === 0 ? 0 : Math.max(1, Math.round(customers[cell]! * arpu * spread))
  })
}

const BRIDGES = [-0.8, -0.45, -0.15, 0.2, 0.5, 0.85]

/** Rows of H3 neighbours, less those a river parts. */
function connect(area: readonly Site[], radius: number, hasRiver: boolean) {
  const indexOf = new Map(area.map(({ cell }, index) => [cell, index]))
  const bank = ({ x, y }: Site) => y > radius * (0.15 + 0.18 * Math.sin((2.8 * x) / radius + 0.5))
  const bridgeReach = 1.3 * Math.sqrt(cellArea(area[0]!.cell, 'km2'))
  const isParted = (a: Site, b: Site) =>
    hasRiver &&
    !a.isIsland &&
    bank(a) !== bank(b) &&
    !BRIDGES.some((bridge) => Math.abs((a.x + b.x) / 2 - bridge * radius) < bridgeReach)
  const rows = area.map((site, index) =>
    gridDisk(site.cell, 1)
      .map((cell) => indexOf.get(cell) ?? -1)
      .filter((other) => other >= 0 && other !== index && !isParted(site, area[other]!))
      .sort((a, b) => a - b),
  )
  const offsets = new Uint32Array(area.length + 1)
  for (const [index, row] of rows.entries()) offsets[index + 1] = offsets[index]! + row.length
  const neighbors = new Uint32Array(offsets[area.length]!)
  for (const [index, row] of rows.entries()) neighbors.set(row, offsets[index]!)
  return { offsets, neighbors }
}
