import fc from 'fast-check'
import { getPentagons, gridDisk, isValidCell, latLngToCell } from 'h3-js'
import { describe, expect, test } from 'vitest'
import { buildLattice, cellIndexOf, LatticeError, locatePoint, neighborTable } from '../../../../partition/index.ts'
import { anyCity, cityOf, hangzhou, taipei } from './cities.ts'

const cell = BigInt(`0x${latLngToCell(30.6, 114.3, 9)}`)

function refusal(cellIds: bigint[]): LatticeError {
  try {
    buildLattice(BigUint64Array.from(cellIds))
  } catch (error) {
    if (error instanceof LatticeError) return error
    throw error
  }
  throw new Error('was not refused')
}

describe('buildLattice', () => {
  test('finds every cell of its list again, and no other', () => {
    fc.assert(
      fc.property(anyCity, ({ lattice, hexes }) => {
        hexes.forEach((hex, c) => {
          expect(cellIndexOf(lattice, BigInt(`0x${hex}`))).toBe(c)
        })
        expect(cellIndexOf(lattice, lattice.cellIds[0]! - 1n)).toBe(-1)
        expect(cellIndexOf(lattice, lattice.cellIds.at(-1)! + 1n)).toBe(-1)
      }),
      { numRuns: 30 },
    )
  })

  test('keeps one frame in one face and two where the city lies across an edge', () => {
    expect(taipei(9).lattice.frames.map(({ frame }) => frame.face)).toEqual([10])
    expect(hangzhou(9).lattice.frames.map(({ frame }) => frame.face)).toEqual([5, 10])
    expect(cityOf('pentagon', gridDisk(getPentagons(9)[4]!, 2)).lattice.frames).toHaveLength(5)
  })

  test('takes the very cells h3-js calls valid', () => {
    fc.assert(
      fc.property(
        anyCity,
        fc.nat(),
        fc.array(fc.integer({ min: 0, max: 63 }), { maxLength: 2 }),
        (city, which, bits) => {
          const valid = city.lattice.cellIds[which % city.lattice.cellCount]!
          const id = bits.reduce((flipped, bit) => flipped ^ (1n << BigInt(bit)), valid)
          const accept = () => buildLattice(BigUint64Array.of(id))
          if (isValidCell(id.toString(16))) expect(accept().cellCount).toBe(1)
          else expect(accept).toThrow(LatticeError)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('takes the twelve pentagons and refuses the neighbour they do not have', () => {
    const pentagons = getPentagons(3).map((hex) => BigInt(`0x${hex}`))
    expect(buildLattice(BigUint64Array.from(pentagons).sort()).pentagons).toHaveLength(12)
    const deleted = pentagons[0]! | (1n << 42n)
    expect(isValidCell(deleted.toString(16))).toBe(false)
    expect(refusal([deleted]).code).toBe('bad-cell')
  })

  test('refuses what is not one lattice in order, naming the cell and its index', () => {
    const parent = BigInt(`0x${latLngToCell(30.6, 114.3, 8)}`)
    const next = BigInt(`0x${latLngToCell(31.6, 114.3, 9)}`)
    const [low, high] = cell < next ? [cell, next] : [next, cell]
    expect(refusal([]).code).toBe('empty')
    expect(refusal([low, low])).toMatchObject({ code: 'duplicate', message: expect.stringContaining(low.toString(16)) })
    expect(refusal([high, low])).toMatchObject({ code: 'not-ascending', message: expect.stringContaining('index 1') })
    expect(refusal([parent, cell])).toMatchObject({ code: 'mixed-resolution', message: expect.stringContaining('8') })
    expect(refusal([0n])).toMatchObject({ code: 'bad-cell', message: expect.stringContaining('index 0') })
  })

  test('holds cells strewn over the whole globe', () => {
    const cells = Array.from({ length: 400 }, (_, n) => latLngToCell(((n * 37) % 170) - 85, (n * 83.7) % 180, 10))
    const { lattice, hexes } = cityOf('strewn', cells)
    expect(lattice.frames.some(({ table }) => table.kind === 'hashed')).toBe(true)
    expect(neighborTable(lattice).every((n) => n === -1)).toBe(true)
    cells.forEach((hex, n) => {
      expect(hexes[locatePoint(lattice, (n * 83.7) % 180, ((n * 37) % 170) - 85)]).toBe(hex)
    })
  })
})
