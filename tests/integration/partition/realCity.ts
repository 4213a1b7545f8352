import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson'
import { cellToLatLng, gridDisk, latLngToCell, polygonToCellsExperimental } from 'h3-js'
import { expect } from 'vitest'
import { cellGraph, type Graph, joinIslands, solve } from '../../../partition/index.ts'
import { toWgs84 } from '../../../server/coordinates/toWgs84.ts'
import { piecesOf } from '../../unit/partition/divide/builders.ts'

/** Where the real data sets are; empty where they are not. */
export const data = process.env.SHAPAN_DATA ?? ''

interface RealCity {
  neighbors: Int32Array
  centers: Float64Array
  indexOf: Map<string, number>
}

/** The cells that overlap the polygons of a boundary file, by h3-js alone. */
function readCity(file: string, resolution: number): RealCity {
  const { features } = JSON.parse(readFileSync(join(data, file), 'utf8')) as FeatureCollection<Polygon | MultiPolygon>
  const rings = features.flatMap(({ geometry }): Position[][][] =>
    geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
  )
  const mode = 'containmentOverlapping'
  const cells = [...new Set(rings.flatMap((polygon) => polygonToCellsExperimental(polygon, resolution, mode, true)))]
  const indexOf = new Map(cells.sort().map((cell, index) => [cell, index]))
  const neighbors = new Int32Array(6 * cells.length).fill(-1)
  const centers = new Float64Array(2 * cells.length)
  for (const [cell, index] of indexOf) {
    const around = gridDisk(cell, 1).filter((other) => other !== cell && indexOf.has(other))
    around.forEach((other, slot) => {
      neighbors[6 * index + slot] = indexOf.get(other)!
    })
    const [lat, lng] = cellToLatLng(cell)
    centers.set([lng, lat], 2 * index)
  }
  return { neighbors, centers, indexOf }
}

function sumRows(city: RealCity, rows: readonly { lng: number; lat: number; figures: number[] }[], resolution: number) {
  const sums = [new Float64Array(city.indexOf.size), new Float64Array(city.indexOf.size)]
  for (const { lng, lat, figures } of rows) {
    const cell = city.indexOf.get(latLngToCell(lat, lng, resolution))
    if (cell === undefined) continue
    for (const [c, figure] of figures.entries()) sums[c]![cell]! += figure
  }
  return sums
}

export function readCsv(text: string): Record<string, string>[] {
  const [head = '', ...lines] = text
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/)
  const columns = head.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, at) => [columns[at], value])))
}

/** Households and incomes of Taipei. */
export function taipei(resolution: number): Graph {
  const city = readCity('taipei/taipei_districts.geojson', resolution)
  const rows = readCsv(gunzipSync(readFileSync(join(data, 'taipei/taipei_bsa.csv.gz'))).toString())
  const figures = rows.map((row) => ({
    lng: Number(row.lon),
    lat: Number(row.lat),
    figures: [Number(row.households), Number(row.income_ktwd_2017)],
  }))
  return cellGraph(city.neighbors, sumRows(city, figures, resolution))
}

/** Solves for the first weight alone being within the tolerance in parts of one piece each. */
export function expectFirstWeightHeld(graph: Graph, parts: number, tolerance: number): void {
  const result = solve(graph, { parts, tolerances: graph.vertexWeights.map(() => tolerance), seed: 1 })
  if (!result.ok) throw new Error(result.refusal.code)
  expect(piecesOf(graph, result.parts, parts)).toEqual(new Array(parts).fill(1))
  expect(result.weights[0]!.maxOverAverage).toBeLessThanOrEqual(tolerance + 1e-9)
  expect(result.weights[0]!.minOverAverage).toBeGreaterThanOrEqual(1 - tolerance - 1e-9)
}

/** The stations of Shanghai's published data by users and minutes, islands joined for so many parts. */
export function shanghai(parts: number): Graph {
  const city = readCity('shanghai/shanghai_districts_wgs84_17.geojson', 8)
  const rows = readCsv(readFileSync(join(data, 'shanghai/shanghai_telecom_stations.csv'), 'utf8'))
  const figures = rows.map((row) => {
    const [lng, lat] = toWgs84(Number(row.lon), Number(row.lat), 'bd09')
    return { lng, lat, figures: [Number(row.users), Number(row.workload_min)] }
  })
  const sums = sumRows(city, figures, 8)
  return cellGraph(city.neighbors, sums, joinIslands({ ...city, weights: sums, parts }).small)
}
