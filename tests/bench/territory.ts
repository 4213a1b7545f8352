/**
 * Measures the solver on commercial territory design: three activities within 5 %, connected territories, least
 * dispersion, which is the sum over territories of the least sum of distances from one of their own units to all of
 * them. Published figures are the best found by an adaptive large neighbourhood search, not proven.
 *
 *   node tests/bench/territory.ts DATA [--preset quality] [--seeds 3]
 *
 * DATA/territory_tdp holds a NAME.json each: nodes [id, x, y, customers, demand, workload], edges, p, published.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Graph, type PresetName, solve } from '../../partition/index.ts'
import { isWhole, recount } from './recount.ts'
import { geometricMean, graphOfEdges, markdownTable, median, timed } from './units.ts'

const TOLERANCE = 0.05
// The published figures are rounded to this.
const ROUNDING = 0.0005

export interface TerritoryRow {
  name: string
  units: number
  territories: number
  published: number
  /** one a seed; Infinity where a territory was out of bounds or in pieces */
  dispersions: number[]
  /** the median, of CPU */
  seconds: number
}

interface Instance {
  name: string
  p: number
  nodes: [number, number, number, number, number, number][]
  edges: [number, number][]
  published: { dispersion: number }
}

export function measureTerritories(
  dataDirectory: string,
  preset: PresetName,
  seeds: readonly number[],
): TerritoryRow[] {
  const directory = join(dataDirectory, 'territory_tdp')
  const files = readdirSync(directory).filter((file) => file.endsWith('.json'))
  return files.sort().map((file) => {
    const instance: Instance = JSON.parse(readFileSync(join(directory, file), 'utf8'))
    const { name, p, nodes, published } = instance
    const graph = graphOf(instance)
    const positions = Float64Array.from(nodes.flatMap(([, x, y]) => [x, y]))
    const runs = seeds.map((seed) =>
      timed(() => {
        const result = solve(graph, {
          parts: p,
          tolerances: graph.vertexWeights.map(() => TOLERANCE),
          soft: graph.vertexWeights.map(() => false),
          seed,
          preset,
          rules: { positions, objective: 'dispersion' },
        })
        if (!result.ok) throw new Error(`${name}: ${result.refusal.code}`)
        return result.parts
      }),
    )
    return {
      name,
      units: nodes.length,
      territories: p,
      published: published.dispersion,
      dispersions: runs.map(({ value }) =>
        isFeasible(graph, value, p) ? measureDispersion(positions, value, p) : Infinity,
      ),
      seconds: median(runs.map((run) => run.seconds)),
    }
  })
}

function graphOf({ nodes, edges }: Instance): Graph {
  const activities = [nodes.map((node) => node[3]), nodes.map((node) => node[4]), nodes.map((node) => node[5])]
  const vertexWeights = activities.map((activity) => Float64Array.from(activity))
  return { ...graphOfEdges(activities[0]!, edges), vertexWeights }
}

/** The sum over parts of the least sum of distances from one of their vertices to all of them, counted from nothing. */
export function measureDispersion(positions: Float64Array, parts: ArrayLike<number>, partCount: number): number {
  const members = Array.from({ length: partCount }, (): number[] => [])
  for (let v = 0; v < parts.length; v++) members[parts[v]!]!.push(v)
  const distance = (u: number, v: number) =>
    Math.hypot(positions[2 * u]! - positions[2 * v]!, positions[2 * u + 1]! - positions[2 * v + 1]!)
  return members.reduce((total, list) => {
    const sums = list.map((center) => list.reduce((sum, v) => sum + distance(center, v), 0))
    return total + Math.min(...sums)
  }, 0)
}

function isFeasible(graph: Graph, parts: ArrayLike<number>, partCount: number): boolean {
  const counted = recount(graph, parts, partCount)
  if (!isWhole(counted)) return false
  return counted.sums.every((ofParts) => {
    const average = ofParts.reduce((a, b) => a + b, 0) / partCount
    return ofParts.every((sum) => Math.abs(sum - average) <= TOLERANCE * average)
  })
}

/** What the instances come to together. */
export interface TerritorySummary {
  runs: number
  feasible: number
  /** of the medians of the seeds over the published dispersion */
  geometricMean: number
  worst: number
  /** instances whose median is no worse than the published dispersion */
  atMostPublished: number
  seconds: number
}

export function summarizeTerritories(rows: readonly TerritoryRow[]): TerritorySummary {
  const ratios = rows.map((row) => median(row.dispersions) / row.published)
  const runs = rows.flatMap((row) => row.dispersions)
  return {
    runs: runs.length,
    feasible: runs.filter(Number.isFinite).length,
    geometricMean: geometricMean(ratios),
    worst: Math.max(...ratios),
    atMostPublished: rows.filter((row) => median(row.dispersions) <= row.published + ROUNDING).length,
    seconds: median(rows.map((row) => row.seconds)),
  }
}

export function formatTerritories(rows: readonly TerritoryRow[]): string {
  const table = rows.map((row) => [
    row.name,
    row.units,
    row.territories,
    row.published.toFixed(1),
    row.dispersions.map((dispersion) => (dispersion === Infinity ? 'none' : dispersion.toFixed(1))).join(', '),
    (median(row.dispersions) / row.published).toFixed(4),
    row.seconds.toFixed(2),
  ])
  const all = summarizeTerritories(rows)
  return [
    markdownTable(['instance', 'units', 'territories', 'published', 'each seed', 'ratio', 'CPU s'], table),
    '',
    `Feasible ${all.feasible} of ${all.runs} runs; ratio of medians: geometric mean ${all.geometricMean.toFixed(4)}, ` +
      `worst ${all.worst.toFixed(4)}, ≤ 1.00 on ${all.atMostPublished} of ${rows.length}; ` +
      `median CPU ${all.seconds.toFixed(2)} s.`,
  ].join('\n')
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { preset: { type: 'string', default: 'balanced' }, seeds: { type: 'string', default: '3' } },
  })
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1)
  const directory = positionals[0]
  if (!directory) throw new Error('usage: node tests/bench/territory.ts DATA [--preset quality] [--seeds 3]')
  console.log(formatTerritories(measureTerritories(directory, values.preset as PresetName, seeds)))
}
