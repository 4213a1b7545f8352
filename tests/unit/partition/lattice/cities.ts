import fc from 'fast-check'
import { cellToLatLng, getPentagons, gridDisk, latLngToCell } from 'h3-js'
import { buildLattice, type Lattice } from '../../../../partition/index.ts'

export interface City {
  readonly name: string
  readonly hexes: readonly string[]
  readonly indexOf: ReadonlyMap<string, number>
  readonly lattice: Lattice
}

export function cityOf(name: string, cells: Iterable<string>): City {
  const cellIds = BigUint64Array.from(new Set(cells), (hex) => BigInt(`0x${hex}`)).sort()
  const hexes = Array.from(cellIds, (id) => id.toString(16))
  return { name, hexes, indexOf: new Map(hexes.map((hex, c) => [hex, c])), lattice: buildLattice(cellIds) }
}

export function diskCity(name: string, lng: number, lat: number, resolution: number, rings: number): City {
  return cityOf(`${name} at ${resolution}`, gridDisk(latLngToCell(lat, lng, resolution), rings))
}

export const taipei = (resolution: number, rings = 20) => diskCity('Taipei', 121.55, 25.05, resolution, rings)
export const wuhan = (resolution: number, rings = 20) => diskCity('Wuhan', 114.3, 30.6, resolution, rings)
/** Two faces, 5 and 10, meet here. */
export const hangzhou = (resolution: number, rings = 25) => diskCity('Hangzhou', 120.52, 29.95, resolution, rings)
export const shanghai = (resolution: number, rings = 25) => diskCity('Shanghai', 121.47, 31.23, resolution, rings)
/** In a pentagonal base cell, 63 km from the pentagon. */
export const dalian = (resolution: number, rings = 20) => diskCity('Dalian', 121.63, 38.92, resolution, rings)
export const beijing = (resolution: number, rings = 20) => diskCity('Beijing', 116.4, 39.9, resolution, rings)
/** Across the antimeridian. */
export const taveuni = (resolution: number, rings = 20) => diskCity('Taveuni', 179.98, -16.85, resolution, rings)
export const northPole = (resolution: number, rings = 10) => diskCity('North pole', 0, 89.9, resolution, rings)
export const atPentagon = (which: number, resolution: number, rings = 6) =>
  cityOf(`pentagon ${which} at ${resolution}`, gridDisk(getPentagons(resolution)[which]!, rings))

/** In one face, across two, at a pentagon, in a pentagonal base cell. */
export const cities = (): City[] => [
  ...[7, 8, 9, 10].flatMap((resolution) => [taipei(resolution), wuhan(resolution), hangzhou(resolution)]),
  ...[7, 8, 9].flatMap((resolution) => [shanghai(resolution), dalian(resolution), beijing(resolution)]),
  ...[0, 4, 7, 11].flatMap((which) => [8, 9].map((resolution) => atPentagon(which, resolution))),
  taveuni(8),
]

/** On the edge between faces 5 and 10, which runs from the Yellow Sea through Hangzhou to the Celebes Sea. */
export function onSeam(resolution: number, rings: number): City {
  const [lng, lat] = between(2, 8, 0.2)
  return diskCity('seam of faces 5 and 10', lng, lat, resolution, rings)
}

/** Cities anywhere but at a pole: a third of them on an icosahedron edge or vertex, where anything that can go wrong does. */
export const anyCity: fc.Arbitrary<City> = fc
  .record({
    resolution: fc.integer({ min: 4, max: 12 }),
    rings: fc.integer({ min: 1, max: 6 }),
    lng: fc.double({ min: -180, max: 180, noNaN: true }),
    lat: fc.double({ min: -80, max: 80, noNaN: true }),
    which: fc.integer({ min: 0, max: 11 }),
    towards: fc.integer({ min: 0, max: 11 }),
    place: fc.constantFrom('anywhere', 'anywhere', 'edge', 'vertex'),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ resolution, rings, lng, lat, which, towards, place, share }) => {
    if (place === 'anywhere') return diskCity('anywhere', lng, lat, resolution, rings)
    if (place === 'vertex') return atPentagon(which, resolution, rings)
    const [edgeLng, edgeLat] = between(which, towards, share)
    return diskCity(`between pentagons ${which} and ${towards}`, edgeLng, edgeLat, resolution, rings)
  })
  .filter(({ hexes }) => Math.abs(cellToLatLng(hexes[0]!)[0]) < 84)

/** A point on the great circle between two icosahedron vertices: on an edge where they are neighbours. */
function between(from: number, to: number, share: number): [number, number] {
  const [a, b] = [from, to].map((which) => {
    const [lat, lng] = cellToLatLng(getPentagons(0)[which]!).map((degrees) => (degrees * Math.PI) / 180) as [
      number,
      number,
    ]
    return [Math.cos(lat) * Math.cos(lng), Math.cos(lat) * Math.sin(lng), Math.sin(lat)]
  }) as [number[], number[]]
  const [x, y, z] = a.map((value, axis) => value * (1 - share) + b[axis]! * share) as [number, number, number]
  return [(Math.atan2(y, x) * 180) / Math.PI, (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI]
}

/** Uniform numbers in [0, 1), the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Degrees of longitude between two meridians, the short way. */
export function lngDistance(a: number, b: number): number {
  return Math.abs(((((a - b + 180) % 360) + 360) % 360) - 180)
}
