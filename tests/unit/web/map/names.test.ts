import { describe, expect, it } from 'vitest'
import { findDistrictPoints } from '../../../../web/map/districtPoints.ts'
import { nameZoomRange, nameZooms } from '../../../../web/map/nameZooms.ts'
import { rhombusNeighbors } from '../builders.ts'

describe('nameZooms', () => {
  it('shows a number before the whole name, and both sooner in a wider grid', () => {
    const narrow = nameZooms('沙浦县06', '06', 800, 30)
    const wide = nameZooms('沙浦县06', '06', 8000, 30)
    expect(narrow.numberZoom).toBeLessThan(narrow.nameZoom)
    expect(wide.numberZoom).toBeLessThan(wide.nameZoom)
    expect(wide.nameZoom).toBeLessThan(narrow.nameZoom)
  })

  it('takes one zoom more for half the room, where letters keep their size', () => {
    expect(nameZooms('A', 'A', 6000, 0).nameZoom).toBe(nameZooms('A', 'A', 12_000, 0).nameZoom + 1)
  })

  it('never shows what never fits', () => {
    expect(nameZooms('沙浦县06', '06', 0, 30).nameZoom).toBe(nameZoomRange.to + 1)
  })
})

describe('findDistrictPoints', () => {
  const width = 21
  const height = 11
  const neighbors = rhombusNeighbors(width, height)
  const cellAt = (column: number, row: number) => row * width + column
  const centers = Float64Array.from({ length: 2 * width * height }, (_, i) => {
    const cell = i >> 1
    const [column, row] = [cell % width, Math.floor(cell / width)]
    return i % 2 === 0 ? (column + row / 2) / 1000 : (row * Math.sqrt(3)) / 2000
  })
  const whole = new Int32Array(width * height)

  it('puts a lone name in the middle, away from the border', () => {
    const [point] = findDistrictPoints(whole, neighbors, centers, [])
    expect(point).toEqual({ district: 0, cellIndex: cellAt(10, 5) })
  })

  it('keeps clear of the names that stand already, farther to their sides than above them', () => {
    const taken = cellAt(10, 5)
    const { cellIndex } = findDistrictPoints(whole, neighbors, centers, [taken])[0]!
    const aside = Math.abs(centers[2 * cellIndex]! - centers[2 * taken]!)
    const above = Math.abs(centers[2 * cellIndex + 1]! - centers[2 * taken + 1]!)
    expect(Math.hypot(aside, above)).toBeGreaterThan(0.0015)
    expect(above).toBeGreaterThan(0)
  })

  it('gives every district a cell of its own, and none to cells without a district', () => {
    const districts = whole.map((_, cell) => (cell % width < 7 ? 0 : cell % width < 14 ? -1 : 1))
    const points = findDistrictPoints(districts, neighbors, centers, [])
    expect(points.map(({ district }) => district)).toEqual([0, 1])
    for (const { district, cellIndex } of points) expect(districts[cellIndex]).toBe(district)
  })

  it('finds a place in a district of one cell', () => {
    expect(findDistrictPoints(Int32Array.of(0), new Int32Array(6).fill(-1), Float64Array.of(120, 30), [])).toEqual([
      { district: 0, cellIndex: 0 },
    ])
  })
})
