/**
 * Measures the solver on redistricting instances with published optima (Validi and Buchanan, "Political districting to
 * minimize cut edges"): counties or tracts, ±0.5 % as whole numbers of people, connected districts, fewest cut edges.
 *
 *   node tests/bench/redistricting.ts DATA [--preset quality] [--seeds 3]
 *
 * DATA/redistricting holds INDEX.csv and an NAME.json each.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type PresetName, solve } from '../../partition/index.ts'
import { isSound, recount } from './recount.ts'
import { geometricMean, graphOfEdges, markdownTable, median, readTable, timed } from './units.ts'

export interface DistrictingRow {
  name: string
  vertices: number
  parts: number
  /** the best cut known, and whether it is proven */
  best: number
  isProven: boolean
  /** one a seed; Infinity where a district was out of bounds or in pieces */
  cuts: number[]
  /** the median, of CPU */
  seconds: number
}

interface Instance {
  k: number
  L: number
  U: number
  total_pop: number
  nodes: [string, number, number, number][]
  edges: [number, number][]
}

export function measureRedistricting(
  dataDirectory: string,
  preset: PresetName,
  seeds: readonly number[],
): DistrictingRow[] {
  const directory = join(dataDirectory, 'redistricting')
  return readTable(join(directory, 'INDEX.csv')).map((entry) => {
    const instance: Instance = JSON.parse(readFileSync(join(directory, `${entry.instance}.json`), 'utf8'))
    const { k, L, U, nodes, edges, total_pop } = instance
    const graph = graphOfEdges(
      nodes.map(([, people]) => people),
      edges,
    )
    const tolerance = toleranceFor(total_pop / k, L, U)
    const runs = seeds.map((seed) =>
      timed(() => {
        const result = solve(graph, { parts: k, tolerances: [tolerance], seed, preset })
        if (!result.ok) throw new Error(`${entry.instance}: ${result.refusal.code}`)
        return result
      }),
    )
    const cuts = runs.map(({ value }) => {
      const counted = recount(graph, value.parts, k)
      return isSound(counted, 0, L, U) ? counted.cut : Infinity
    })
    return {
      name: entry.instance!,
      vertices: nodes.length,
      parts: k,
      best: Number(entry.best_cut_contiguous),
      isProven: entry.proven_optimal === 'yes',
      cuts,
      seconds: median(runs.map((run) => run.seconds)),
    }
  })
}

/** A tolerance around the average that allows the whole numbers lower..upper and no others. */
export function toleranceFor(average: number, lower: number, upper: number): number {
  const least = Math.max(upper - average, average - lower)
  const most = Math.min(upper + 1 - average, average - (lower - 1))
  if (least >= most) throw new RangeError(`no tolerance around ${average} gives the bounds ${lower}..${upper}`)
  return (least + most) / 2 / average
}

export function formatRedistricting(rows: readonly DistrictingRow[]): string {
  const table = rows.map((row) => [
    row.name,
    row.vertices,
    row.parts,
    `${row.best}${row.isProven ? '' : ' (not proven)'}`,
    row.cuts.map((cut) => (cut === Infinity ? 'none' : cut)).join(', '),
    (median(row.cuts) / row.best).toFixed(3),
    row.seconds.toFixed(2),
  ])
  const mean = geometricMean(rows.map((row) => median(row.cuts) / row.best))
  const infeasible = rows.reduce((count, row) => count + row.cuts.filter((cut) => cut === Infinity).length, 0)
  return [
    markdownTable(['instance', 'units', 'districts', 'best known', 'cut, each seed', 'ratio', 'CPU s'], table),
    '',
    `Geometric mean of the ratios ${mean.toFixed(4)}; runs without a feasible plan: ${infeasible}.`,
  ].join('\n')
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { preset: { type: 'string', default: 'balanced' }, seeds: { type: 'string', default: '3' } },
  })
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1)
  const directory = positionals[0]
  if (!directory) throw new Error('usage: node tests/bench/redistricting.ts DATA [--preset quality] [--seeds 3]')
  console.log(formatRedistricting(measureRedistricting(directory, values.preset as PresetName, seeds)))
}
