// The lattice against h3-js, in one run: `npm exec -- node tests/bench/lattice.ts`.
// Prints a table of medians with their spread; trust the ratios, not the milliseconds.
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

const RUNS = 5
const WUHAN = { lng: 114.3, lat: 30.6 }
const HANGZHOU = { lng: 120.52, lat: 29.95 } // two faces

interface City {
  name: string
  hexes: string[]
  cellIds: BigUint64Array
  lattice: Lattice
}

function diskCity(name: string, center: { lng: number; lat: number }, resolution: number, rings: number): City {
  const cellIds = BigUint64Array.from(gridDisk(latLngToCell(center.lat, center.lng, resolution), rings), (hex) =>
    BigInt(`0x${hex}`),
  ).sort()
  return { name, hexes: Array.from(cellIds, (id) => id.toString(16)), cellIds, lattice: buildLattice(cellIds) }
}

/** Sixty parts around seeds strewn over the city's centres: the shape of a plan. */
function nearestSeeds(centers: Float64Array, parts: number): Uint16Array {
  const random = mulberry32(60)
  const seeds = Array.from({ length: parts }, () => Math.floor((random() * centers.length) / 2))
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

function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

function timings(runs: number, work: () => unknown): number[] {
  return Array.from({ length: runs }, () => {
    const start = performance.now()
    work()
    return performance.now() - start
  }).sort((a, b) => a - b)
}

const rows: string[][] = []

function compare(name: string, work: () => unknown, peerName: string, peer: () => unknown, peerShare = 1): void {
  work() // one run to warm up
  const own = timings(RUNS, work)
  const other = timings(2, peer).map((ms) => ms / peerShare)
  const median = own[own.length >> 1]!
  rows.push([
    name,
    `${median.toFixed(0)} (${own[0]!.toFixed(0)}–${own.at(-1)!.toFixed(0)})`,
    `${other[0]!.toFixed(0)}–${other[1]!.toFixed(0)}${peerShare < 1 ? ' *' : ''}`,
    `${((other[0]! + other[1]!) / 2 / median).toFixed(1)}×`,
    peerName,
  ])
}

const city100k = diskCity('100k', WUHAN, 9, 182)
const cities = [diskCity('500k', WUHAN, 10, 408), diskCity('500k, two faces', HANGZHOU, 10, 408)]

for (const { name, hexes, cellIds, lattice } of cities) {
  const share = hexes.slice(0, 100_000)
  const indexOf = new Map(hexes.map((hex, c) => [hex, c]))
  compare(
    `buildLattice, ${name}`,
    () => buildLattice(cellIds),
    'Map of strings + cellToLatLng',
    () => {
      const map = new Map(hexes.map((hex, c) => [hex, c]))
      for (const hex of hexes) cellToLatLng(hex)
      return map
    },
  )
  compare(
    `neighborTable, ${name}`,
    () => neighborTable(lattice),
    'gridDisk + Map',
    () => share.map((hex) => gridDisk(hex, 1).map((other) => indexOf.get(other) ?? -1)),
    share.length / hexes.length,
  )
  const random = mulberry32(1)
  const centers = cellCenters(lattice)
  const points = new Float64Array(2_000_000).map((_, at) => {
    const middle = at % 2 === 0 ? centers[0]! : centers[1]!
    return middle + (random() - 0.5) * 0.8
  })
  compare(
    `locatePoints, 1 M over ${name}`,
    () => locatePoints(lattice, points),
    'latLngToCell + Map',
    () => {
      for (let p = 0; p < 200_000; p++)
        indexOf.get(latLngToCell(points[2 * p + 1]!, points[2 * p]!, lattice.resolution))
    },
    0.2,
  )
  compare(
    `cellCenters, ${name}`,
    () => cellCenters(lattice),
    'cellToLatLng',
    () => hexes.map((hex) => cellToLatLng(hex)),
  )
  compare(
    `cellAreasKm2, ${name}`,
    () => cellAreasKm2(lattice),
    'cellArea',
    () => share.map((hex) => cellArea(hex, 'km2')),
    share.length / hexes.length,
  )
}

const { hexes, lattice } = city100k
const neighbors = neighborTable(lattice)
const labels = nearestSeeds(cellCenters(lattice), 60)
compare(
  '60 outlines of 100k',
  () => traceOutlines(lattice, neighbors, labels),
  'cellsToMultiPolygon',
  () => {
    const parts = Array.from({ length: 61 }, (): string[] => [])
    labels.forEach((label, c) => {
      parts[label]!.push(hexes[c]!)
    })
    return parts.slice(1).map((part) => cellsToMultiPolygon(part, true))
  },
)

const header = ['work', 'lattice ms: median (min–max)', 'h3-js ms', 'ratio', 'h3-js through']
process.stdout.write(
  `${[header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')}\n`,
)
process.stdout.write(
  `\nMedian of ${RUNS} runs after one to warm up; * measured on a share and scaled up. Node ${process.version}.\n`,
)
