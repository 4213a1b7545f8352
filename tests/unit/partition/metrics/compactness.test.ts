import {
  cellArea,
  cellsToMultiPolygon,
  directedEdgeToCells,
  edgeLength,
  gridDisk,
  latLngToCell,
  originToDirectedEdges,
} from 'h3-js'
import { describe, expect, it } from 'vitest'
import { perimeterKm, polsbyPopper } from '../../../../partition/metrics/compactness.ts'

type Outline = [number, number][][][]
const outlineOf = (hexes: string[]) => cellsToMultiPolygon(hexes, true) as Outline

describe('perimeterKm', () => {
  it('equals the sum of the cell edges on the border, holes included', () => {
    const centre = latLngToCell(29.34, 104.77, 9)
    const ring = gridDisk(centre, 2).filter((hex) => hex !== centre)
    const inside = new Set(ring)
    const edges = ring.flatMap((hex) =>
      originToDirectedEdges(hex).filter((edge) => !inside.has(directedEdgeToCells(edge)[1]!)),
    )
    const expected = edges.reduce((sum, edge) => sum + edgeLength(edge, 'km'), 0)
    expect(perimeterKm(outlineOf(ring)) / expected).toBeCloseTo(1, 9)
  })

  it('is 0 without an outline', () => {
    expect(perimeterKm([])).toBe(0)
  })
})

describe('polsbyPopper', () => {
  it('is 0.91 for one cell', () => {
    const hex = latLngToCell(29.34, 104.77, 9)
    expect(polsbyPopper(cellArea(hex, 'km2'), perimeterKm(outlineOf([hex])))).toBeCloseTo(0.907, 2)
  })

  it('stays near 0.7 for a round grid of many cells, and is low for a thin one', () => {
    const disk = gridDisk(latLngToCell(29.34, 104.77, 9), 12)
    const area = (hexes: string[]) => hexes.reduce((sum, hex) => sum + cellArea(hex, 'km2'), 0)
    expect(polsbyPopper(area(disk), perimeterKm(outlineOf(disk)))).toBeCloseTo(0.68, 1)
    const thin = gridDisk(disk[0]!, 12).filter((hex) => !gridDisk(disk[0]!, 11).includes(hex))
    expect(polsbyPopper(area(thin), perimeterKm(outlineOf(thin)))).toBeLessThan(0.1)
  })

  it('is 1 for a circle, and null without a perimeter', () => {
    expect(polsbyPopper(Math.PI, 2 * Math.PI)).toBeCloseTo(1, 12)
    expect(polsbyPopper(0, 0)).toBeNull()
  })
})
