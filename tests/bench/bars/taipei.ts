/**
 * A real city with two weights that disagree: Taipei's households and income by statistical area, over all cells of its
 * twelve districts, 60 grids, at two resolutions. Islets without half a grid's weight are tied to the nearest shore.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson'
import {
  buildLattice,
  cellCenters,
  cellGraph,
  cellsOverlapping,
  type Graph,
  joinIslands,
  type Lattice,
  locatePoints,
  neighborTable,
} from '../../../partition/index.ts'
import { type BarResult, type Bench, type FrontierPoint, notMeasured, percent, type Row } from '../bench.ts'
import { ownPoint, settingsFor } from '../ours.ts'
import { rivalPoint, summedWeight } from '../rivals.ts'

const PARTS = 60

interface Goal {
  resolution: number
  must: { worst: number; compactness: number }
  stretch: { worst: number; compactness: number }
}

const GOALS: Goal[] = [
  { resolution: 9, must: { worst: 0.25, compactness: 0.33 }, stretch: { worst: 0.18, compactness: 0.35 } },
  { resolution: 10, must: { worst: 0.12, compactness: 0.3 }, stretch: { worst: 0.08, compactness: 0.33 } },
]

export function measureTaipei(bench: Bench): BarResult {
  const { dataDirectory } = bench
  if (!dataDirectory) return { rows: GOALS.map((goal) => notMeasured(15, ...wordsOf(goal), 'no data')) }
  const results = GOALS.map((goal) => {
    bench.progress(`Taipei, resolution ${goal.resolution}`)
    const graph = taipeiGraph(dataDirectory, goal.resolution)
    const rival = rivalPoint(bench, graph, PARTS, 'summed weights', [summedWeight(graph, PARTS)])
    const points = settingsFor(bench, 'taipei').map((setting) => ownPoint(bench, graph, PARTS, setting))
    const title = `Taipei at resolution ${goal.resolution}, ${graph.vertexCount} cells: households and income`
    return { row: rowOf(goal, rival, points), frontier: { title, points: [rival, ...points] } }
  })
  return { rows: results.map(({ row }) => row), frontiers: results.map(({ frontier }) => frontier) }
}

function taipeiGraph(dataDirectory: string, resolution: number): Graph {
  const boundary = readFileSync(join(dataDirectory, 'taipei', 'taipei_districts.geojson'), 'utf8')
  const { features } = JSON.parse(boundary) as FeatureCollection<Polygon | MultiPolygon>
  const polygons = features.flatMap(({ geometry }) =>
    geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates,
  )
  const lattice = buildLattice(cellsOverlapping(polygons as [number, number][][][], resolution))
  const weights = sumAreas(join(dataDirectory, 'taipei', 'taipei_bsa.csv.gz'), lattice)
  const neighbors = neighborTable(lattice)
  return cellGraph(
    neighbors,
    weights,
    joinIslands({ neighbors, centers: cellCenters(lattice), weights, parts: PARTS }).small,
  )
}

/** Households and income (thousand TWD) a cell. */
function sumAreas(file: string, lattice: Lattice): Float64Array[] {
  const [header = '', ...lines] = gunzipSync(readFileSync(file)).toString().trim().split(/\r?\n/)
  const names = header.split(',')
  const column = (name: string) => {
    const at = names.indexOf(name)
    return lines.map((line) => Number(line.split(',')[at]))
  }
  const lat = column('lat')
  const cells = locatePoints(lattice, Float64Array.from(column('lon').flatMap((lng, row) => [lng, lat[row]!])))
  return [column('households'), column('income_ktwd_2017')].map((figures) => {
    const sum = new Float64Array(lattice.cellCount)
    for (const [row, cell] of cells.entries()) if (cell >= 0) sum[cell]! += figures[row]!
    return sum
  })
}

function wordsOf({ resolution, must, stretch }: Goal): [string, string, string] {
  const bound = ({ worst, compactness }: Goal['must']) => `≤ ${percent(worst, 0)} at ≥ ${compactness}`
  return [
    `Taipei, resolution ${resolution}, ${PARTS} grids: worst of both weights, Polsby–Popper`,
    bound(must),
    bound(stretch),
  ]
}

function rowOf(goal: Goal, rival: FrontierPoint, points: readonly FrontierPoint[]): Row {
  const [what, must, stretch] = wordsOf(goal)
  const meets = (point: FrontierPoint, bound: Goal['must']) =>
    point.worst <= bound.worst && point.compactness >= bound.compactness && point.faults === 0
  const byDeviation = points.toSorted((a, b) => a.worst - b.worst)
  const best =
    byDeviation.find((point) => meets(point, goal.stretch)) ??
    byDeviation.find((point) => meets(point, goal.must)) ??
    byDeviation.find((point) => point.compactness >= goal.must.compactness) ??
    byDeviation[0]!
  return {
    bar: 15,
    what,
    must,
    stretch,
    ours: `${percent(best.worst)} at ${best.compactness.toFixed(3)} (${best.setting})`,
    rival: `${percent(rival.worst)} at ${rival.compactness.toFixed(3)}`,
    ratio: (best.worst / rival.worst).toFixed(2),
    holds: meets(best, goal.stretch) ? 'stretch' : meets(best, goal.must) ? 'must' : 'no',
  }
}
