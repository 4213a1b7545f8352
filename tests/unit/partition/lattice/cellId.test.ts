import fc from 'fast-check'
import { latLngToCell } from 'h3-js'
import { expect, test } from 'vitest'
import { formatCellId, LatticeError, parseCellId } from '../../../../partition/index.ts'

test('a cell id reads back as it was written', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -90, max: 90, noNaN: true }),
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.integer({ min: 0, max: 15 }),
      (lat, lng, resolution) => {
        const hex = latLngToCell(lat, lng, resolution)
        expect(formatCellId(parseCellId(hex))).toBe(hex)
        expect(parseCellId(hex.toUpperCase())).toBe(parseCellId(hex))
      },
    ),
  )
})

test.each(['', '894ba0a4cbbfff', '894ba0a4cbbfffff0', '0x894ba0a4cbbff', '894ba0a4cbbfffg', '115283473ffffff'])(
  'refuses %j and names it',
  (hex) => {
    expect(() => parseCellId(hex)).toThrow(LatticeError)
    expect(() => parseCellId(hex)).toThrow(`'${hex}'`)
  },
)
