import fc from 'fast-check'
import { getPentagons, getRes0Cells, gridDisk, uncompactCells } from 'h3-js'
import { describe, expect, test } from 'vitest'
import { cellCenters, neighborTable } from '../../../../partition/index.ts'
import { anyCity, type City, cities, cityOf, hangzhou, northPole, taipei } from './cities.ts'

function expectH3({ name, lattice, hexes, indexOf }: City): void {
  const neighbors = neighborTable(lattice)
  expect(neighbors).toHaveLength(6 * hexes.length)
  const wrong = hexes.filter((hex, c) => {
    const expected = gridDisk(hex, 1).filter((other) => other !== hex && indexOf.has(other))
    const found = Array.from(neighbors.subarray(6 * c, 6 * c + 6)).filter((n) => n >= 0)
    return String(expected.sort()) !== String(found.map((n) => hexes[n]).sort())
  })
  expect(wrong, name).toEqual([])
}

describe('neighborTable', () => {
  test('equals gridDisk in one face, across two, and at pentagons', () => {
    for (const city of [...cities(), northPole(7)]) expectH3(city)
  })

  test('equals gridDisk in any city', () => {
    fc.assert(fc.property(anyCity, expectH3), { numRuns: 60 })
  })

  test('equals gridDisk on the whole globe', () => {
    for (const resolution of [0, 1, 2]) expectH3(cityOf('globe', uncompactCells(getRes0Cells(), resolution)))
  })

  test('equals gridDisk in a city with holes', () => {
    const { hexes } = hangzhou(8)
    expectH3(
      cityOf(
        'holes',
        hexes.filter((_, c) => c % 3 !== 0),
      ),
    )
  })

  test('lists neighbours counterclockwise, the same side everywhere in a frame', () => {
    const { lattice } = taipei(8)
    const neighbors = neighborTable(lattice)
    const centers = cellCenters(lattice)
    for (let c = 0; c < lattice.cellCount; c++) {
      for (let s = 0; s < 6; s++) {
        const [n, next] = [neighbors[6 * c + s]!, neighbors[6 * c + ((s + 1) % 6)]!]
        if (n < 0) continue
        expect(neighbors[6 * n + ((s + 3) % 6)]).toBe(c)
        if (next < 0) continue
        const [x, y] = [centers[2 * n]! - centers[2 * c]!, centers[2 * n + 1]! - centers[2 * c + 1]!]
        const [u, v] = [centers[2 * next]! - centers[2 * c]!, centers[2 * next + 1]! - centers[2 * c + 1]!]
        expect(x * v - y * u).toBeGreaterThan(0)
      }
    }
  })

  test('gives a pentagon five neighbours and an empty sixth side', () => {
    for (const resolution of [6, 9]) {
      for (const pentagon of getPentagons(resolution)) {
        const { lattice, indexOf } = cityOf('pentagon', gridDisk(pentagon, 2))
        const c = indexOf.get(pentagon)!
        expect(lattice.pentagons).toEqual([c])
        const row = neighborTable(lattice).subarray(6 * c, 6 * c + 6)
        expect(new Set(row.subarray(0, 5)).size).toBe(5)
        expect(row.indexOf(-1)).toBe(5)
      }
    }
  })
})
