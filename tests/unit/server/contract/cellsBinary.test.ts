import fc from 'fast-check'
import { gridDisk, latLngToCell } from 'h3-js'
import { describe, expect, it } from 'vitest'
import {
  CellsFormatError,
  type CellsPayload,
  decodeCells,
  encodeCells,
} from '../../../../server/contract/cellsBinary.ts'
import { cellFigures } from '../../partition/builders.ts'

describe('encodeCells and decodeCells', () => {
  it('give back what went in, at every resolution, with negative revenue and cells of no district', () => {
    fc.assert(
      fc.property(anyPayload(), (payload) => {
        expect(decodeCells(encodeCells(payload))).toEqual(payload)
      }),
    )
  })

  it('hold the largest figures the format allows', () => {
    const payload = { ...disk(9, 1), figures: cellFigures({ revenue: new Float64Array(7).fill(-(2 ** 52 - 1)) }) }
    expect(decodeCells(encodeCells(payload)).figures).toEqual(payload.figures)
  })

  it('hold a city of no cells', () => {
    const payload: CellsPayload = {
      resolution: 9,
      cellIds: new BigUint64Array(),
      districts: [],
      districtOfCell: new Int32Array(),
      figures: cellFigures({ customers: new Float64Array(), ports: new Float64Array() }),
    }
    expect(decodeCells(encodeCells(payload))).toEqual(payload)
  })

  it('spend only a few bytes a cell', () => {
    const payload = disk(9, 100)
    expect(encodeCells(payload).length / payload.cellIds.length).toBeLessThan(6)
  })
})

describe('encodeCells', () => {
  it('names an id out of order', () => {
    const payload = disk(9, 1)
    payload.cellIds.reverse()
    expect(() => encodeCells(payload)).toThrow(/cell ids must ascend: [0-9a-f]+ at 1/)
  })

  it.each([0.5, Number.NaN, 2 ** 53])('names a figure that is no integer it can hold: %s', (value) => {
    const payload = disk(9, 1)
    payload.figures.values[0]![3] = value
    expect(() => encodeCells(payload)).toThrow(`customers of cell 3 is ${value}`)
  })

  it('names a district that does not exist', () => {
    const payload = disk(9, 1)
    payload.districtOfCell[2] = 2
    expect(() => encodeCells(payload)).toThrow('no district 2 (cell 2)')
  })
})

describe('decodeCells', () => {
  it('refuses every cut and every added byte', () => {
    const bytes = encodeCells(disk(9, 2))
    for (let length = 0; length < bytes.length; length++)
      expect(() => decodeCells(bytes.subarray(0, length))).toThrow(CellsFormatError)
    expect(() => decodeCells(Uint8Array.from([...bytes, 0]))).toThrow('1 bytes too many')
  })

  it('never fails otherwise than by CellsFormatError, whatever the bytes', () => {
    const good = encodeCells(disk(9, 2))
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }), (edits) => {
        const bytes = good.slice()
        for (const [at, byte] of edits) bytes[at] = byte
        try {
          decodeCells(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(CellsFormatError)
        }
      }),
      { numRuns: 500 },
    )
  })
})

function disk(resolution: number, radius: number): CellsPayload {
  const cells = gridDisk(latLngToCell(29.35, 104.77, resolution), radius).map((id) => BigInt(`0x${id}`))
  const cellIds = BigUint64Array.from(cells.sort((a, b) => (a < b ? -1 : 1)))
  return {
    resolution,
    cellIds,
    districts: [
      { code: '510304', name: '大安区' },
      { code: '510311', name: '沿滩区' },
    ],
    districtOfCell: Int32Array.from(cellIds, (_, index) => (index % 3) - 1),
    figures: cellFigures({
      customers: Float64Array.from(cellIds, (_, index) => index % 50),
      revenue: Float64Array.from(cellIds, (_, index) => (index % 7) * 1234),
    }),
  }
}

function anyPayload(): fc.Arbitrary<CellsPayload> {
  return fc
    .record({
      resolution: fc.nat(15),
      points: fc.array(
        fc.tuple(
          fc.double({ min: -80, max: 80, noNaN: true }),
          fc.double({ min: -180, max: 180, noNaN: true }),
          fc.integer({ min: -1, max: 2 }),
          fc.maxSafeNat().map((value) => value % 2 ** 52),
          fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        ),
        { minLength: 1, maxLength: 60 },
      ),
    })
    .map(({ resolution, points }) => {
      const byId = new Map(points.map((point) => [BigInt(`0x${latLngToCell(point[0], point[1], resolution)}`), point]))
      const rows = [...byId].sort(([a], [b]) => (a < b ? -1 : 1))
      return {
        resolution,
        cellIds: BigUint64Array.from(rows, ([id]) => id),
        districts: ['甲区', '乙区', '丙区'].map((name, index) => ({ code: `51030${index}`, name })),
        districtOfCell: Int32Array.from(rows, ([, point]) => point[2]),
        figures: cellFigures({
          customers: Float64Array.from(rows, ([, point]) => point[3]),
          revenue: Float64Array.from(rows, ([, point]) => point[4]),
        }),
      }
    })
}
