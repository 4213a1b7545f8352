import fc from 'fast-check'
import { cellArea, cellToBoundary, cellToLatLng, getRes0Cells, uncompactCells } from 'h3-js'
import { describe, expect, test } from 'vitest'
import { cellAreasKm2, cellBoundary, cellCenters, type Position } from '../../../../partition/index.ts'
import { anyCity, type City, cities, cityOf, diskCity, lngDistance, northPole } from './cities.ts'

/** 9 decimals of rounding, plus what h3-js loses itself (its arc sine, near the pole). */
const ROUNDING = 0.6e-9

function degreesApart([lng, lat]: readonly number[], [otherLng, otherLat]: readonly number[]): number {
  const shrink = Math.cos((lat! * Math.PI) / 180)
  return Math.max(Math.abs(lat! - otherLat!), lngDistance(lng!, otherLng!) * shrink)
}

function expectBoundaries({ name, lattice, hexes }: City): void {
  const wrong = hexes.filter((hex, c) => {
    const ring = cellBoundary(lattice, c)
    const expected = cellToBoundary(hex, true).slice(0, -1)
    expect(ring.at(-1)).toEqual(ring[0])
    const open = ring.slice(0, -1)
    if (open.length !== expected.length) return true
    return !open.some((_, start) =>
      expected.every((corner, at) => degreesApart(corner, open[(start + at) % open.length]!) < ROUNDING),
    )
  })
  expect(wrong, name).toEqual([])
}

function expectCenters({ lattice, hexes }: City): void {
  const centers = cellCenters(lattice)
  hexes.forEach((hex, c) => {
    const [lat, lng] = cellToLatLng(hex)
    expect(degreesApart([centers[2 * c]!, centers[2 * c + 1]!], [lng, lat])).toBeLessThan(1e-10)
  })
}

describe('cellBoundary', () => {
  test('equals cellToBoundary, corner by corner and in the same direction', () => {
    for (const city of [...cities(), northPole(7)]) expectBoundaries(city)
  })

  test('equals cellToBoundary in any city', () => {
    fc.assert(fc.property(anyCity, expectBoundaries), { numRuns: 60 })
  })

  test('equals cellToBoundary on the whole globe', () => {
    for (const resolution of [0, 1, 2]) expectBoundaries(cityOf('globe', uncompactCells(getRes0Cells(), resolution)))
  })

  test('runs on past the antimeridian instead of jumping', () => {
    const { lattice } = diskCity('Taveuni', 179.98, -16.85, 6, 3)
    const rings = Array.from({ length: lattice.cellCount }, (_, c) => cellBoundary(lattice, c))
    const longitudes = rings.flat().map(([lng]: Position) => lng)
    expect(Math.max(...longitudes) - Math.min(...longitudes)).toBeLessThan(1)
  })
})

describe('cellCenters', () => {
  test('equal cellToLatLng', () => {
    for (const city of [...cities(), northPole(7)]) expectCenters(city)
    fc.assert(fc.property(anyCity, expectCenters), { numRuns: 30 })
  })
})

describe('cellAreasKm2', () => {
  test('equal cellArea as far as its own arithmetic goes', () => {
    for (const { lattice, hexes } of cities()) {
      const areas = cellAreasKm2(lattice)
      hexes.forEach((hex, c) => {
        expect(Math.abs(areas[c]! / cellArea(hex, 'km2') - 1)).toBeLessThan(1e-7)
      })
    }
  })

  test('sum to the sphere', () => {
    const { lattice } = cityOf('globe', uncompactCells(getRes0Cells(), 2))
    const total = cellAreasKm2(lattice).reduce((sum, area) => sum + area, 0)
    expect(total / (4 * Math.PI * 6371.007180918475 ** 2)).toBeCloseTo(1, 12)
  })

  test('keep the true difference between Guangzhou and Beijing', () => {
    const at = (lng: number, lat: number) => cellAreasKm2(diskCity('one cell', lng, lat, 9, 0).lattice)[0]
    expect(at(113.26, 23.13)).toBeCloseTo(0.103, 3)
    expect(at(116.4, 39.9)).toBeCloseTo(0.075, 3)
  })
})
