import fc from 'fast-check'
import { cellsToMultiPolygon, getRes0Cells, gridDisk, gridRing, latLngToCell } from 'h3-js'
import { describe, expect, test } from 'vitest'
import {
  cellBoundary,
  type Lattice,
  LatticeError,
  neighborTable,
  type Position,
  traceOutline,
  traceOutlines,
} from '../../../../partition/index.ts'
import {
  anyCity,
  type City,
  cities,
  cityOf,
  hangzhou,
  northPole,
  randomNumbers,
  taipei,
  taveuni,
  wuhan,
} from './cities.ts'

type Outlines = Map<number, Position[][][]>

/** Twice the area in square degrees, positive counterclockwise. */
function signedArea(ring: readonly Position[]): number {
  const [x0, y0] = ring[0]!
  return ring
    .slice(1)
    .reduce((sum, [x, y], p) => sum + (ring[p]![0] - x0) * (y - y0) - (x - x0) * (ring[p]![1] - y0), 0)
}

function areaOf(polygons: readonly Position[][][]): number {
  return polygons.flat().reduce((sum, ring) => sum + signedArea(ring), 0)
}

function cellsArea(lattice: Lattice, isIn: (c: number) => boolean): number {
  let sum = 0
  for (let c = 0; c < lattice.cellCount; c++) if (isIn(c)) sum += signedArea(cellBoundary(lattice, c))
  return sum
}

/** Directed edges of outlines, bit for bit; throws where one stands twice. */
function edgesOf(polygons: Iterable<Position[][][]>): Set<string> {
  const edges = new Set<string>()
  for (const ring of [...polygons].flat(2)) {
    for (let p = 1; p < ring.length; p++) {
      const edge = `${ring[p - 1]} ${ring[p]}`
      if (edges.has(edge)) throw new Error(`edge ${edge} stands twice`)
      edges.add(edge)
    }
  }
  return edges
}

function reversed(edge: string): string {
  return edge.split(' ').reverse().join(' ')
}

function isInside([x, y]: Position, ring: readonly Position[]): boolean {
  let inside = false
  for (let p = 1; p < ring.length; p++) {
    const [[ax, ay], [bx, by]] = [ring[p - 1]!, ring[p]!]
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

function expectValid(outlines: Outlines): void {
  for (const polygons of outlines.values()) {
    const corners = new Set<string>()
    for (const [outer, ...holes] of polygons) {
      expect(signedArea(outer!)).toBeGreaterThan(0)
      for (const ring of [outer!, ...holes]) {
        expect(ring.length).toBeGreaterThanOrEqual(6)
        expect(ring.at(-1)).toEqual(ring[0])
        for (const corner of ring.slice(1)) {
          expect(corners.has(String(corner)), `corner ${corner} stands twice`).toBe(false)
          corners.add(String(corner))
        }
      }
      for (const hole of holes) {
        expect(signedArea(hole)).toBeLessThan(0)
        expect(isInside(hole[0]!, outer!)).toBe(true)
      }
    }
  }
}

/** Valid rings; each label covers its cells' area; labels cancel along common borders and leave the city's own. */
function expectTiling(lattice: Lattice, labels: Uint16Array): void {
  const neighbors = neighborTable(lattice)
  const outlines = traceOutlines(lattice, neighbors, labels)
  expectValid(outlines)
  expect([...outlines.keys()]).toEqual([...new Set(labels)].filter((label) => label > 0).sort((a, b) => a - b))
  for (const [label, polygons] of outlines) {
    const expected = cellsArea(lattice, (c) => labels[c] === label)
    expect(Math.abs(areaOf(polygons) / expected - 1)).toBeLessThan(1e-9)
    expect(traceOutline(lattice, neighbors, labels, label)).toEqual(polygons)
  }
  const edges = edgesOf(outlines.values())
  const left = [...edges].filter((edge) => !edges.has(reversed(edge)))
  const whole = traceOutline(
    lattice,
    neighbors,
    labels.map((label) => Math.min(label, 1)),
    1,
  )
  expect(new Set(left)).toEqual(edgesOf([whole]))
}

/** Labels by nearest of some seeds, a few cells of noise and a few unassigned. */
function patchwork({ lattice }: City, parts: number, seed: number): Uint16Array {
  const random = randomNumbers(seed)
  const seeds = Array.from({ length: parts }, () => Math.floor(random() * lattice.cellCount))
  return Uint16Array.from({ length: lattice.cellCount }, (_, c) => {
    if (random() < 0.05) return Math.floor(random() * (parts + 1))
    const distances = seeds.map((s) => {
      const [x, y] = [lattice.cellI[c]! - lattice.cellI[s]!, lattice.cellJ[c]! - lattice.cellJ[s]!]
      return x * x - x * y + y * y + (lattice.cellFrame[c] === lattice.cellFrame[s] ? 0 : 1e12)
    })
    return 1 + distances.indexOf(Math.min(...distances))
  })
}

describe('traceOutlines', () => {
  test('tiles a patchwork in one face, across two, and at pentagons', () => {
    cities().forEach((city, seed) => {
      expectTiling(city.lattice, patchwork(city, 6, seed))
    })
  })

  test('tiles any labels of any city', () => {
    fc.assert(
      fc.property(anyCity, fc.integer({ min: 1, max: 5 }), fc.nat(), (city, parts, seed) => {
        const random = randomNumbers(seed)
        expectTiling(city.lattice, patchwork(city, parts, seed))
        expectTiling(
          city.lattice,
          new Uint16Array(city.lattice.cellCount).map(() => Math.floor(random() * (parts + 1))),
        )
      }),
      { numRuns: 60 },
    )
  })

  test('tiles every cell as a label of its own', () => {
    for (const { lattice } of [hangzhou(7, 8), hangzhou(8, 8), taipei(9, 5), taveuni(7, 5)]) {
      expectTiling(
        lattice,
        Uint16Array.from({ length: lattice.cellCount }, (_, c) => c + 1),
      )
    }
  })

  test('equals cellsToMultiPolygon in polygons, holes and corners', () => {
    for (const city of [wuhan(9, 12), hangzhou(8, 12), hangzhou(9, 12)]) {
      const labels = patchwork(city, 4, 7)
      const outlines = traceOutlines(city.lattice, neighborTable(city.lattice), labels)
      for (const [label, polygons] of outlines) {
        const expected = cellsToMultiPolygon(
          city.hexes.filter((_, c) => labels[c] === label),
          true,
        )
        const shape = (rings: readonly unknown[][][]) =>
          rings.map(([outer, ...holes]) => `${outer!.length}: ${holes.map((hole) => hole.length).sort()}`).sort()
        expect(shape(polygons)).toEqual(shape(expected))
        expect(Math.abs(areaOf(polygons) / areaOf(expected as Position[][][]) - 1)).toBeLessThan(1e-6)
      }
    }
  })

  test('puts a hole into the polygon around it, and an island inside the hole beside it', () => {
    const center = latLngToCell(29.95, 120.52, 9)
    const city = cityOf('target', gridDisk(center, 8))
    const ringsIn = new Map([0, 2, 3, 6].flatMap((k) => gridRing(center, k).map((hex) => [hex, k])))
    const labels = Uint16Array.from(city.hexes, (hex) => (ringsIn.has(hex) ? 1 : 2))
    const outlines = traceOutlines(city.lattice, neighborTable(city.lattice), labels)
    expectTiling(city.lattice, labels)
    // label 1: the centre, the band of rings 2–3, the band of ring 6; label 2: rings 1, 4–5 and 7–8 between them
    expect(
      outlines
        .get(1)!
        .map((polygon) => polygon.length)
        .sort(),
    ).toEqual([1, 2, 2])
    expect(
      outlines
        .get(2)!
        .map((polygon) => polygon.length)
        .sort(),
    ).toEqual([2, 2, 2])
  })

  test('draws a city across the antimeridian in one piece', () => {
    const city = taveuni(8)
    const outline = traceOutlines(
      city.lattice,
      neighborTable(city.lattice),
      new Uint16Array(city.lattice.cellCount).fill(1),
    )
    const longitudes = outline
      .get(1)!
      .flat(2)
      .map(([lng]) => lng)
    expect(outline.get(1)).toHaveLength(1)
    expect(Math.max(...longitudes) - Math.min(...longitudes)).toBeLessThan(1)
  })

  test('gives nothing for unassigned cells and absent labels', () => {
    const { lattice } = taipei(8, 3)
    const neighbors = neighborTable(lattice)
    const labels = new Uint16Array(lattice.cellCount)
    expect(traceOutlines(lattice, neighbors, labels).size).toBe(0)
    expect(traceOutline(lattice, neighbors, labels, 3)).toEqual([])
  })

  test('refuses arrays of another length and an outline around a pole', () => {
    const { lattice } = taipei(8, 3)
    const neighbors = neighborTable(lattice)
    expect(() => traceOutlines(lattice, neighbors, new Uint16Array(3))).toThrow(/labels has 3 values; 37 cells need 37/)
    expect(() => traceOutlines(lattice, new Int32Array(1), new Uint16Array(37))).toThrow(LatticeError)
    const pole = northPole(6).lattice
    const whole = () => traceOutlines(pole, neighborTable(pole), new Uint16Array(pole.cellCount).fill(1))
    expect(whole).toThrow(expect.objectContaining({ code: 'outline-wraps' }))
  })

  test('has no border to draw around the whole globe', () => {
    const { lattice } = cityOf('globe', getRes0Cells())
    expect(traceOutlines(lattice, neighborTable(lattice), new Uint16Array(122).fill(1)).size).toBe(0)
  })
})
