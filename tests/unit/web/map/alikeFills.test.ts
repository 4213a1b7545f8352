import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { gridDisk, polygonToCellsExperimental } from 'h3-js'
import { describe, expect, it } from 'vitest'
import { drawLayers } from '../../../../fixtures/city/layers.ts'
import { modelCity } from '../../../../fixtures/city/model.ts'
import { clearDistance, colourDistance, colourGrids, drawnColour } from '../../../../partition/index.ts'
import { alikeFills, asDrawn } from '../../../../web/draw/alikeFills.ts'
import { cityOfCells, growGrids, neighborsOf, type TestCity } from '../../partition/builders.ts'

/** The largest connected part of the cells that overlap a city's districts. */
function cityOf(features: readonly GeoJSON.Feature[], resolution: number): TestCity {
  const polygons = features.flatMap(({ geometry }): GeoJSON.Position[][][] =>
    geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.type === 'MultiPolygon' ? geometry.coordinates : [],
  )
  const mode = 'containmentOverlapping'
  const left = new Set(polygons.flatMap((polygon) => polygonToCellsExperimental(polygon, resolution, mode, true)))
  let largest: string[] = []
  for (const start of left) {
    const part = [start]
    left.delete(start)
    for (const cell of part) for (const next of gridDisk(cell, 1)) if (left.delete(next)) part.push(next)
    if (part.length > largest.length) largest = part
  }
  return cityOfCells(largest)
}

const taipei = join(process.env.SHAPAN_DATA ?? '', 'taipei', 'taipei_districts.geojson')
const readFeatures = (file: string) => (JSON.parse(readFileSync(file, 'utf8')) as GeoJSON.FeatureCollection).features
const cities: [string, () => TestCity][] = [
  ['the demo city', () => cityOf(drawLayers(modelCity(1))['districts.geojson'] ?? [], 8)],
  ...(process.env.SHAPAN_DATA && existsSync(taipei)
    ? [['Taipei', () => cityOf(readFeatures(taipei), 8)] satisfies [string, () => TestCity]]
    : []),
]

describe('fills as drawn', () => {
  it.each(cities)('of touching grids in %s are clear of each other, or have the darker border', (_, make) => {
    const city = make()
    const check = (seed: number, gridCount: number, opacity: number) => {
      const assignment = growGrids(city, gridCount, seed)
      const stored = colourGrids(city.adjacency, assignment, gridCount)
      const colours = new Map(stored.map((colour, i) => [i + 1, drawnColour(colour)]))
      const isAlike = alikeFills(colours, opacity)
      assignment.forEach((grid, cell) => {
        for (const neighbor of neighborsOf(city, cell)) {
          const other = assignment[neighbor]!
          if (other <= grid) continue
          const [one, two] = [grid, other].map((number) => asDrawn(colours.get(number)!, opacity)) as [string, string]
          if (opacity === 1) expect(colourDistance(one, two, 'usual')).toBeGreaterThanOrEqual(clearDistance)
          expect(isAlike(grid, other)).toBe(colourDistance(one, two) < clearDistance)
        }
      })
    }
    const seeds = fc.integer({ min: 1, max: 1e9 })
    fc.assert(fc.property(seeds, fc.integer({ min: 2, max: 60 }), fc.constantFrom(1, 0.62), check), { numRuns: 12 })
  })

  it('lets the background through where they are not opaque', () => {
    expect(asDrawn('#000000', 1)).toBe('#000000')
    expect(asDrawn('#000000', 0)).toBe('#e9edee')
  })

  it('of one colour are alike, as are those of grids without one', () => {
    const isAlike = alikeFills(
      new Map([
        [1, '#d68dc6'],
        [2, '#d68dc6'],
        [3, '#fefb9f'],
      ]),
      1,
    )
    expect([isAlike(1, 2), isAlike(1, 3), isAlike(8, 9)]).toEqual([true, false, true])
  })
})
