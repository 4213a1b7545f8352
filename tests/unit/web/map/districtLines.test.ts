import { describe, expect, it } from 'vitest'
import { districtLines } from '../../../../web/map/districtLines.ts'

const box = (west: number, east: number): GeoJSON.Feature => ({
  type: 'Feature',
  properties: {},
  geometry: {
    type: 'MultiPolygon',
    coordinates: [
      [
        [
          [west, 0],
          [east, 0],
          [east, 1],
          [west, 1],
          [west, 0],
        ],
      ],
    ],
  },
})

describe('districtLines', () => {
  it('draws a border between two districts once, apart from the outer line', () => {
    const { features } = districtLines({ type: 'FeatureCollection', features: [box(0, 1), box(1, 2)] })
    const sides = (isShared: boolean) =>
      features
        .filter(({ properties }) => properties?.isShared === isShared)
        .reduce((sum, { geometry }) => sum + geometry.coordinates.length - 1, 0)
    expect(sides(true)).toBe(1)
    expect(sides(false)).toBe(6)
  })

  it('joins sides that follow each other into one line', () => {
    const { features } = districtLines({ type: 'FeatureCollection', features: [box(0, 1)] })
    expect(features).toHaveLength(1)
    expect(features[0]!.geometry.coordinates).toHaveLength(5)
  })

  it('draws no border along the antimeridian, where a district is only cut', () => {
    const { features } = districtLines({ type: 'FeatureCollection', features: [box(179, 180), box(-180, -179)] })
    const sides = features.map(({ geometry }) => geometry.coordinates.length - 1)
    expect(sides.reduce((sum, count) => sum + count, 0)).toBe(6)
  })
})
