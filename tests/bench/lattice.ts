/**
 * The lattice against h3-js: `npm exec -- node tests/bench/lattice.ts` prints a table.
 *
 * Each piece of work has a process of its own, in which the two take turns; figures are medians of five rounds of CPU time.
 * Where h3-js works on a share of the input, its time is scaled up. Trust the ratios, not the milliseconds.
 */
import { spawnSync } from 'node:child_process'
import { cellArea, cellsToMultiPolygon, cellToLatLng, gridDisk, latLngToCell } from 'h3-js'
import {
  buildLattice,
  cellAreasKm2,
  cellCenters,
  type Lattice,
  locatePoints,
  neighborTable,
  traceOutlines,
} from '../../partition/index.ts'
import { numberStream } from './random.ts'
import { median } from './units.ts'

const ROUNDS = 5
const WUHAN = { lng: 114.3, lat: 30.6 }
const HANGZHOU = { lng: 120.52, lat: 29.95 } // two faces

interface City {
  hexes: string[]
  cellIds: BigUint64Array
  lattice: Lattice
}

interface Work {
  name: string
  /** what h3-js does for the same */
  peerName: string
  prepare: () => { own: () => unknown; peer: () => unknown /** of the input that h3-js is given */; share?: number }
}

export interface LatticeRow {
  name: string
  peerName: string
  /** CPU ms of each round */
  own: number[]
  peer: number[]
}

const works: Work[] = [WUHAN, HANGZHOU].flatMap((center) => {
  const faces = center === WUHAN ? 'one face' : 'two faces'
  const city = () => diskCity(center, 10, 408)
  return [
    {
      name: `cells of 1,000,000 points, ${faces}`,
      peerName: 'latLngToCell',
      prepare: () => preparePoints(city()),
    },
    {
      name: `neighbours of 500,000 cells and the lattice for them, ${faces}`,
      peerName: 'gridDisk + Map',
      prepare: () => prepareNeighbors(city()),
    },
    {
      name: `build a city of 500,000 cells, ${faces}`,
      peerName: 'Map + cellToLatLng',
      prepare: () => {
        const { cellIds, hexes } = city()
        const peer = () => [new Map(hexes.map((hex, c) => [hex, c])), hexes.map((hex) => cellToLatLng(hex))]
        return { own: () => buildLattice(cellIds), peer }
      },
    },
    {
      name: `centres of 500,000 cells, ${faces}`,
      peerName: 'cellToLatLng',
      prepare: () => {
        const { lattice, hexes } = city()
        return { own: () => cellCenters(lattice), peer: () => hexes.map((hex) => cellToLatLng(hex)) }
      },
    },
    {
      name: `true areas of 500,000 cells, ${faces}`,
      peerName: 'cellArea',
      prepare: () => {
        const { lattice, hexes } = city()
        return { own: () => cellAreasKm2(lattice), peer: () => hexes.map((hex) => cellArea(hex, 'km2')) }
      },
    },
  ]
})
works.push({
  name: 'outlines of 60 parts of 100,000 cells',
  peerName: 'cellsToMultiPolygon',
  prepare: () => prepareOutlines(diskCity(WUHAN, 9, 182)),
})

export const POINTS = works[0]!.name
export const NEIGHBORS = works[1]!.name
export const OUTLINES = works.at(-1)!.name

function diskCity(center: { lng: number; lat: number }, resolution: number, rings: number): City {
  const disk = gridDisk(latLngToCell(center.lat, center.lng, resolution), rings)
  const cellIds = BigUint64Array.from(disk, (hex) => BigInt(`0x${hex}`)).sort()
  return { hexes: Array.from(cellIds, (id) => id.toString(16)), cellIds, lattice: buildLattice(cellIds) }
}

function preparePoints({ lattice }: City) {
  const stream = numberStream(1)
  const centers = cellCenters(lattice)
  const points = new Float64Array(2_000_000).map((_, at) => centers[at % 2]! + (stream() - 0.5) * 0.8)
  const peer = () => {
    for (let p = 0; p < 200_000; p++) latLngToCell(points[2 * p + 1]!, points[2 * p]!, lattice.resolution)
  }
  return { own: () => locatePoints(lattice, points), peer, share: 0.2 }
}

function prepareNeighbors({ cellIds, hexes }: City) {
  const peer = () => {
    const indexOf = new Map(hexes.map((hex, c) => [hex, c]))
    return hexes.map((hex) => gridDisk(hex, 1).map((other) => indexOf.get(other) ?? -1))
  }
  return { own: () => neighborTable(buildLattice(cellIds)), peer }
}

function prepareOutlines({ lattice, hexes }: City) {
  const neighbors = neighborTable(lattice)
  const labels = nearestSeeds(cellCenters(lattice), 60)
  const peer = () => {
    const parts = Array.from({ length: 61 }, (): string[] => [])
    labels.forEach((label, c) => {
      parts[label]!.push(hexes[c]!)
    })
    return parts.slice(1).map((part) => cellsToMultiPolygon(part, true))
  }
  return { own: () => traceOutlines(lattice, neighbors, labels), peer }
}

/** Parts around seeds strewn over the city's centres: the shape of a plan. */
function nearestSeeds(centers: Float64Array, parts: number): Uint16Array {
  const stream = numberStream(60)
  const seeds = Array.from({ length: parts }, () => Math.floor((stream() * centers.length) / 2))
  return Uint16Array.from({ length: centers.length / 2 }, (_, c) => {
    let best = Infinity
    let label = 0
    seeds.forEach((seed, at) => {
      const distance = (centers[2 * c]! - centers[2 * seed]!) ** 2 + (centers[2 * c + 1]! - centers[2 * seed + 1]!) ** 2
      if (distance >= best) return
      best = distance
      label = at + 1
    })
    return label
  })
}

function cpuMs(work: () => unknown): number {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

function measureHere({ name, peerName, prepare }: Work): LatticeRow {
  const { own, peer, share = 1 } = prepare()
  const row: LatticeRow = { name, peerName, own: [], peer: [] }
  for (let round = 0; round < ROUNDS; round++) {
    row.own.push(cpuMs(own))
    row.peer.push(cpuMs(peer) / share)
  }
  return row
}

/** Measures the named pieces of work, each in a process of its own. */
export function measureLattice(names: readonly string[]): LatticeRow[] {
  return names.map((name) => {
    const child = spawnSync(process.execPath, [import.meta.filename, '--here', name], { encoding: 'utf8' })
    if (child.status !== 0) throw new Error(`${name}: ${child.stderr}`)
    return JSON.parse(child.stdout) as LatticeRow
  })
}

function rangeOf(values: readonly number[]): string {
  return `${median(values).toFixed(0)} (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`
}

if (import.meta.main) {
  const here = works.find(({ name }) => process.argv[2] === '--here' && name === process.argv[3])
  if (here) console.log(JSON.stringify(measureHere(here)))
  else {
    console.log('| work | lattice, ms | h3-js, ms | times faster | h3-js through |\n|---|---|---|---|---|')
    for (const { name } of works) {
      const [row] = measureLattice([name])
      const faster = median(row!.peer) / median(row!.own)
      console.log(`| ${[name, rangeOf(row!.own), rangeOf(row!.peer), faster.toFixed(1), row!.peerName].join(' | ')} |`)
    }
  }
}
