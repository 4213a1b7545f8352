import { gridDisk, latLngToCell } from 'h3-js'
import { describe, expect, it } from 'vitest'
import { buildLattice, locatePoint, type Sheet } from '../../../../partition/index.ts'
import { createCellRaster } from '../../../../web/draw/cellRaster.ts'
import { latitudeAt, longitudeAt, mercatorX, mercatorY } from '../../../../web/draw/mercator.ts'
import { buildSheetMesh } from '../../../../web/draw/sheetMesh.ts'
import { town, towns } from './towns.ts'

/** As the fragment shader rounds a place to a cell. */
function cellAt({ cells, width, height }: Sheet, i: number, j: number): number {
  const [a, b, c] = [Math.floor(i + j), Math.floor(2 * i - j), Math.floor(i - 2 * j)]
  const [row, column] = [Math.floor((a + b + 2) / 3), Math.floor((a - c + 1) / 3)]
  return row < 0 || column < 0 || row >= height || column >= width ? -1 : cells[row * width + column]!
}

const depthIn = ({ sides }: Sheet, i: number, j: number) => Math.min(...sides.map(([a, b, c]) => a * i + b * j + c))

describe.each(towns)('sheets of a town $place', ({ south, west, resolution }) => {
  const { lattice, centers, areasKm2 } = town(south, west, resolution)
  const { sheets, eachPlace } = createCellRaster(lattice)

  it('hold every cell at its places and nothing else', () => {
    const entries = sheets.map(({ cells }) => new Int32Array(cells.length).fill(-1))
    for (let cell = 0; cell < lattice.cellCount; cell++)
      eachPlace(cell, (sheet, texel) => {
        entries[sheet]![texel] = cell
      })
    expect(entries).toEqual(sheets.map(({ cells }) => cells))
  })

  it('show at each point the cell it lies in, on the mesh of squares too', () => {
    const cellWidth = Math.sqrt((areasKm2[0]! * 2) / Math.sqrt(3)) / (40_075 * Math.cos((south * Math.PI) / 180))
    const origin = [mercatorX(centers[0]!), mercatorY(centers[1]!)] as const
    const shown = new Map<string, number>()
    let worst = 0
    for (const sheet of sheets) {
      const { vertices, triangles } = buildSheetMesh(sheet, { origin, centers, cellWidth })
      // The middle of each triangle: there its corners' places tell most wrongly where it is.
      for (let t = 0; t < triangles.length; t += 3) {
        const corners = [0, 1, 2].map((n) =>
          Array.from(vertices.subarray(4 * triangles[t + n]!, 4 * triangles[t + n]! + 4)),
        )
        const [x, y, i, j] = [0, 1, 2, 3].map((n) => corners.reduce((sum, corner) => sum + corner[n]! / 3, 0)) as [
          number,
          number,
          number,
          number,
        ]
        if (depthIn(sheet, i, j) < 0) continue
        const [lng, lat] = [longitudeAt(origin[0] + x), latitudeAt(origin[1] + y)]
        const [row, column] = sheet.placeOf(lng, lat)
        worst = Math.max(worst, Math.hypot(row - i, column - j))
        shown.set(`${lng},${lat}`, cellAt(sheet, row, column))
      }
    }
    for (const [point, cell] of shown) {
      const [lng, lat] = point.split(',').map(Number)
      expect(cell).toBe(locatePoint(lattice, lng!, lat!))
    }
    expect(new Set(shown.values()).size).toBeGreaterThan(100)
    expect(worst).toBeLessThan(0.001)
  })
})

it('puts cells strewn far apart in one sheet', () => {
  const strewn = [0, 1, 2, 3, 4].flatMap((n) => gridDisk(latLngToCell(30 + n * 1.1, 114 + n * 0.9, 9), 2))
  const lattice = buildLattice(BigUint64Array.from(strewn, (id) => BigInt(`0x${id}`)).sort())
  expect(lattice.frames[0]!.table.kind).toBe('hashed')
  const { sheets, eachPlace } = createCellRaster(lattice)
  for (let cell = 0; cell < lattice.cellCount; cell++)
    eachPlace(cell, (sheet, texel) => expect(sheets[sheet]!.cells[texel]).toBe(cell))
})
