import fc from 'fast-check'
import { cellToBoundary, cellToLatLng, latLngToCell } from 'h3-js'
import { describe, expect, test } from 'vitest'
import { cellCenters, locatePoint, locatePoints } from '../../../../partition/index.ts'
import {
  anyCity,
  atPentagon,
  beijing,
  type City,
  cities,
  dalian,
  diskCity,
  hangzhou,
  northPole,
  onSeam,
  randomNumbers,
  taipei,
  taveuni,
} from './cities.ts'

function expectH3({ name, lattice, indexOf }: City, lngLat: Float64Array): number {
  const found = locatePoints(lattice, lngLat)
  let inside = 0
  const wrong: string[] = []
  for (let p = 0; p < found.length; p++) {
    const [lng, lat] = [lngLat[2 * p]!, lngLat[2 * p + 1]!]
    const expected = indexOf.get(latLngToCell(lat, lng, lattice.resolution)) ?? -1
    if (expected >= 0) inside++
    if (found[p] !== expected) wrong.push(`${name}: ${lng}, ${lat} is in ${expected}, got ${found[p]}`)
  }
  expect(wrong).toEqual([])
  return inside
}

function randomPoints({ lattice }: City, count: number, seed: number): Float64Array {
  const centers = cellCenters(lattice)
  const random = randomNumbers(seed)
  const [west, east] = rangeOf(centers, 0)
  const [south, north] = rangeOf(centers, 1)
  const margin = 0.05 * (north - south)
  return new Float64Array(2 * count).map((_, at) =>
    at % 2 === 0
      ? west - margin + random() * (east - west + 2 * margin)
      : south - margin + random() * (north - south + 2 * margin),
  )
}

function rangeOf(centers: Float64Array, axis: number): [number, number] {
  const values = centers.filter((_, at) => at % 2 === axis)
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))]
}

/** Points on corners and sides of cells, and 1e-14° to 1e-5° off them. */
function pointsOnBorders({ hexes }: City, cellCount: number, seed: number): Float64Array {
  const random = randomNumbers(seed)
  const points: number[] = []
  for (let n = 0; n < cellCount; n++) {
    const ring = cellToBoundary(hexes[Math.floor(random() * hexes.length)]!, true).slice(0, -1)
    ring.forEach(([lng, lat], corner) => {
      const [nextLng, nextLat] = ring[(corner + 1) % ring.length]!
      const share = random()
      const nudge = () => (random() - 0.5) * 10 ** (-5 - 9 * random())
      points.push(lng!, lat!, lng! + nudge(), lat! + nudge())
      if (Math.abs(nextLng! - lng!) > 180) return
      points.push(lng! + (nextLng! - lng!) * share + nudge(), lat! + (nextLat! - lat!) * share + nudge())
    })
  }
  return Float64Array.from(points)
}

describe('locatePoints', () => {
  test('agrees with h3-js on 200,000 points over cities in one face, across two, and at pentagons', () => {
    let points = 0
    let inside = 0
    cities().forEach((city, seed) => {
      const lngLat = randomPoints(city, 7000, seed)
      inside += expectH3(city, lngLat)
      points += lngLat.length / 2
    })
    expect(points).toBeGreaterThanOrEqual(200_000)
    expect(inside / points).toBeGreaterThan(0.3)
  })

  test('agrees with h3-js on points on and beside sides and corners', () => {
    cities().forEach((city, seed) => {
      expectH3(city, pointsOnBorders(city, 150, seed))
    })
  })

  test('agrees with h3-js along the seam of two faces', () => {
    for (const city of [hangzhou(8), hangzhou(9), onSeam(12, 20), onSeam(13, 20), onSeam(15, 20), atPentagon(5, 7)]) {
      const { lattice, hexes } = city
      const seamCells = hexes.filter((_, c) => lattice.isSeam[c] === 1)
      expect(seamCells.length).toBeGreaterThan(10)
      expectH3(city, pointsOnBorders({ ...city, hexes: seamCells }, 300, 3))
    }
  })

  test('agrees with h3-js at the finest resolution, at the antimeridian, at a pole and near a face centre', () => {
    const faceCenter = { lng: 96.1507, lat: 9.8976 }
    for (const city of [
      taipei(15),
      beijing(15),
      dalian(14),
      onSeam(14, 20),
      taveuni(10),
      northPole(7),
      ...[9, 12, 15].map((r) => diskCity('face centre', faceCenter.lng, faceCenter.lat, r, 20)),
    ]) {
      expectH3(city, pointsOnBorders(city, 100, 4))
      expectH3(city, randomPoints(city, 500, 5))
    }
  })

  test('agrees with h3-js in any city', () => {
    fc.assert(
      fc.property(anyCity, fc.nat(), (city, seed) => {
        expectH3(city, pointsOnBorders(city, 10, seed))
        expectH3(city, randomPoints(city, 50, seed))
      }),
      { numRuns: 60 },
    )
  })

  test('takes longitudes of either turn', () => {
    const { lattice } = taveuni(8)
    for (let c = 0; c < lattice.cellCount; c++) {
      const [lat, lng] = cellToLatLng(lattice.cellIds[c]!.toString(16))
      expect(locatePoint(lattice, lng, lat)).toBe(c)
      expect(locatePoint(lattice, lng + 360, lat)).toBe(c)
    }
  })

  test('finds no cell for points elsewhere or nowhere', () => {
    const { lattice } = hangzhou(9)
    expect(locatePoint(lattice, 121.55, 25.05)).toBe(-1)
    expect(locatePoint(lattice, -59.5, -29.95)).toBe(-1)
    expect(locatePoint(lattice, Number.NaN, 30)).toBe(-1)
    expect(locatePoint(lattice, 120, Infinity)).toBe(-1)
    expect(locatePoints(lattice, new Float64Array(0))).toEqual(new Int32Array(0))
  })
})
