import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layOut, layOutNear } from '../../../../server/coordinates/longitudes.ts'
import type { PolygonRings, Ring } from '../../../../server/coordinates/rings.ts'

const box = (west: number, south: number, east: number, north: number): PolygonRings => [
  [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ],
]
const fault = (...polygons: PolygonRings[]): string => {
  const laid = layOut(polygons)
  return laid.ok ? '' : laid.fault
}

test('what lies on one side of the antimeridian stays as it is', () => {
  const degrees = fc.double({ min: -180, max: 179, noNaN: true }).filter((lng) => lng !== 0)
  fc.assert(
    fc.property(degrees, fc.double({ min: 0.001, max: 1, noNaN: true }), (west, width) => {
      const polygons = [box(west, 10, west + width, 11)]
      expect(layOut(polygons)).toEqual({ ok: true, polygons })
    }),
  )
  const twoSides = [box(-70, 10, -69, 11), box(60, 10, 61, 11)]
  expect(layOut(twoSides)).toEqual({ ok: true, polygons: twoSides })
})

test('longitudes that count on past 180 come back where they belong', () => {
  expect(layOut([box(242, 33, 243, 34)])).toEqual({ ok: true, polygons: [box(-118, 33, -117, 34)] })
  expect(layOut([box(-190, 33, -189, 34)])).toEqual({ ok: true, polygons: [box(170, 33, 171, 34)] })
})

test('a corner on the antimeridian may be written with either sign', () => {
  const ring: Ring = [
    [179.9, 10],
    [-180, 10],
    [180, 11],
    [179.9, 11],
    [179.9, 10],
  ]
  expect(layOut([[ring]])).toEqual({ ok: true, polygons: [box(179.9, 10, 180, 11)] })
})

describe('across the antimeridian lies one area, however it is written', () => {
  const jumping: Ring = [
    [179.9, -16.95],
    [-179.85, -16.95],
    [-179.85, -16.8],
    [179.9, -16.8],
    [179.9, -16.95],
  ]
  test.each<[string, PolygonRings[]]>([
    ['jumping', [[jumping]]],
    ['counting on', [box(179.9, -16.95, 180.15, -16.8)]],
    ['counting on to the west', [box(-180.1, -16.95, -179.85, -16.8)]],
    ['in two halves', [box(179.9, -16.95, 180, -16.8), box(-180, -16.95, -179.85, -16.8)]],
  ])('%s', (_, polygons) => {
    const laid = layOut(polygons)
    const longitudes = laid.ok ? laid.polygons.flat(2).map(([lng]) => Number(lng.toFixed(9))) : []
    expect(laid.ok && laid.polygons.length).toBe(polygons.length)
    expect([Math.min(...longitudes), Math.max(...longitudes)]).toEqual([179.9, 180.15])
  })

  test('and what belongs to it is laid out beside it', () => {
    const taveuni = [179.9, -16.95, 180.15, -16.8]
    expect(layOutNear([box(-179.9, -16.9, -179.85, -16.8)], taveuni)[0]?.[0]?.[0]?.[0]).toBeCloseTo(180.1)
    expect(layOutNear([box(179.9, -16.9, 179.95, -16.8)], taveuni)).toEqual([box(179.9, -16.9, 179.95, -16.8)])
  })
})

describe('refused is', () => {
  const around: Ring = [0, 60, 120, 179, -120, -60, 0].map((lng) => [lng, 89.95])
  test.each<[string, PolygonRings[], RegExp]>([
    ['a ring around the pole', [[around]], /^it encloses the north pole: .*89 degrees/],
    ['one far from it', [[around.map(([lng]): [number, number] => [lng, -70])]], /^it encloses the south pole/],
    ['what comes too near', [box(10, 80, 20, 89.5)], /\[20, 89.5\] is at the north pole/],
    ['a band around the world', [box(-180, -10, 180, 10)], /360 degrees wide/],
    ['an edge half around it', [box(0, 0, 180, 10)], /half around the world/],
    ['parts on all sides', [box(-100, 0, -99, 1), box(10, 0, 11, 1), box(120, 0, 121, 1)], /221 degrees wide/],
  ])('%s', (_, polygons, message) => expect(fault(...polygons)).toMatch(message))
})

test('a hole lies where its shell does', () => {
  const shell = box(-118.5, 33, -118, 34)[0] as Ring
  const hole = box(241.6, 33.2, 241.7, 33.3)[0] as Ring
  const laid = layOut([[shell, hole]])
  const [, second] = laid.ok ? (laid.polygons[0] as PolygonRings) : []
  expect(second?.[0]?.[0]).toBeCloseTo(-118.4)
})
