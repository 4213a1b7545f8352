import { describe, expect, it } from 'vitest'
import { partedMarks } from '../../../../web/map/partedMarks.ts'
import { placeLooks } from '../../../../web/map/placeLooks.ts'
import { placeShapes } from '../../../../web/map/placeShapes.ts'

const place = (geometry: object) => ({ id: 'x 1', geometry, properties: { name: 'A' } })
const line = [
  [0, 0],
  [1, 2],
  [4, 4],
]
const markOf = (geometry: object) => placeShapes([place(geometry)], placeLooks.crossing).features[0]!.geometry

describe('shapes of places', () => {
  it('are as they came, with the id they are known by', () => {
    const geometry = { type: 'MultiLineString', coordinates: [line] }
    expect(placeShapes([place(geometry)], placeLooks.river).features).toEqual([
      { type: 'Feature', geometry, properties: { id: 'x 1', name: 'A' } },
    ])
  })

  it('are one mark in their middle where they are drawn as dots', () => {
    expect(markOf({ type: 'Point', coordinates: [7, 8] })).toEqual({ type: 'Point', coordinates: [7, 8] })
    expect(markOf({ type: 'MultiLineString', coordinates: [line.slice(0, 2), line] })).toEqual({
      type: 'Point',
      coordinates: [1, 2],
    })
    expect(markOf({ type: 'MultiLineString', coordinates: [line.slice(0, 2)] })).toEqual({
      type: 'Point',
      coordinates: [0.5, 1],
    })
    // A ring is as much a mark as a dot is.
    expect(placeLooks.crossing.form).toBe('ring')
    const inside = { type: 'GeometryCollection', geometries: [{ type: 'MultiPolygon', coordinates: [[line]] }] }
    expect(markOf(inside).type).toBe('Point')
  })

  it('are told apart by kind', () => {
    const looks = Object.values(placeLooks).map(({ form, colour }) => `${form} ${colour}`)
    expect(new Set(looks).size).toBe(looks.length)
  })
})

describe('marks of parted cells', () => {
  it('lie across the way from one cell to the other, in its middle', () => {
    const [feature] = partedMarks(Float64Array.of(10, 0, 10.2, 0), [0, 1]).features
    const [[from, to]] = (feature!.geometry as GeoJSON.MultiLineString).coordinates as [[number[], number[]]]
    expect([from[0], to[0]]).toEqual([10.1, 10.1])
    expect(from[1]! + to[1]!).toBeCloseTo(0, 12)
    expect(to[1]! - from[1]!).toBeCloseTo((0.2 * 2) / 3 / Math.sqrt(3), 12)
  })

  it('are short across the antimeridian too, and none for no pair', () => {
    const [feature] = partedMarks(Float64Array.of(179.9, 0, -179.9, 0), [0, 1]).features
    const [[from]] = (feature!.geometry as GeoJSON.MultiLineString).coordinates as [[number[]]]
    expect(from[0]).toBeCloseTo(180, 9)
    expect(partedMarks(new Float64Array(0), []).features).toEqual([])
  })
})
