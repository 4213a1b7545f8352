import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linkBox, linkLines, type MapLink } from '../../../../web/map/linkLines.ts'

const place = fc.record({
  lng: fc.double({ min: -180, max: 180, noNaN: true }),
  lat: fc.double({ min: -80, max: 80, noNaN: true }),
})
const link = fc.record({
  from: place,
  to: place,
  kind: fc.constantFrom<MapLink['kind']>('ferry', 'bridge', 'none', 'proposed', 'used'),
  isPointed: fc.boolean(),
})

test('a line goes the short way round, and its box holds both ends', () => {
  fc.assert(
    fc.property(link, (one) => {
      const [[from = [], to = []] = []] = linkLines([one]).features.map(({ geometry }) => geometry.coordinates)
      expect(from).toEqual([one.from.lng, one.from.lat])
      expect(Math.abs(from[0]! - to[0]!)).toBeLessThanOrEqual(180)
      expect(((to[0]! - one.to.lng) / 360) % 1).toBeCloseTo(0, 9)
      const [west, south, east, north] = linkBox(one)
      for (const [lng, lat] of [from, to])
        expect(lng! >= west && lng! <= east && lat! >= south && lat! <= north).toBe(true)
    }),
  )
})

test('those pointed at lie above the others, and none is lost', () => {
  fc.assert(
    fc.property(fc.array(link), (links) => {
      const features = linkLines(links).features
      const pointed = features.map(({ properties }) => properties!.isPointed as boolean)
      expect(pointed).toEqual(links.map(({ isPointed }) => isPointed).toSorted((a, b) => Number(a) - Number(b)))
      expect(features.map(({ properties }) => properties!.kind).toSorted()).toEqual(
        links.map(({ kind }) => kind).toSorted(),
      )
    }),
  )
})
