/**
 * Measures the solver on graphs of Walshaw's partitioning archive: two parts, 5 % imbalance, against the best cut the
 * archive holds. Ours are held to ±5 % both ways and to connected parts; the archive's are not.
 *
 *   node tests/bench/archive.ts DATA [--preset quality] [--seeds 3]
 *
 * DATA/graphs holds INDEX.csv and a NAME.graph.gz each.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type PresetName, parseMetisGraph, solve } from '../../partition/index.ts'
import { isSound, recount } from './recount.ts'
import { geometricMean, markdownTable, median, readGzip, readTable, timed } from './units.ts'

export interface ArchiveRow {
  name: string
  vertices: number
  /** the archive's cut, and whether both of its parts are connected */
  best: number
  isBestConnected: boolean
  /** one a seed; Infinity where a part was out of bounds or in pieces */
  cuts: number[]
  /** the median, of CPU */
  seconds: number
}

const TOLERANCE = 0.05

export function measureArchive(dataDirectory: string, preset: PresetName, seeds: readonly number[]): ArchiveRow[] {
  const directory = join(dataDirectory, 'graphs')
  return readTable(join(directory, 'INDEX.csv')).map((entry) => {
    const graph = parseMetisGraph(readGzip(join(directory, `${entry.graph}.graph.gz`)))
    const runs = seeds.map((seed) =>
      timed(() => {
        const result = solve(graph, { parts: 2, tolerances: [TOLERANCE], seed, preset })
        if (!result.ok) throw new Error(`${entry.graph}: ${result.refusal.code}`)
        return result
      }),
    )
    const half = graph.vertexCount / 2
    const cuts = runs.map(({ value }) => {
      const counted = recount(graph, value.parts, 2)
      return isSound(counted, 0, half * (1 - TOLERANCE), half * (1 + TOLERANCE)) ? counted.cut : Infinity
    })
    return {
      name: entry.graph!,
      vertices: graph.vertexCount,
      best: Number(entry.archive_k2_5pct_cut_recomputed),
      isBestConnected: entry.parts_components === '2',
      cuts,
      seconds: median(runs.map((run) => run.seconds)),
    }
  })
}

export function formatArchive(rows: readonly ArchiveRow[]): string {
  const table = rows.map((row) => [
    row.name,
    row.vertices,
    `${row.best}${row.isBestConnected ? '' : ' (in pieces)'}`,
    row.cuts.map((cut) => (cut === Infinity ? 'none' : cut)).join(', '),
    (median(row.cuts) / row.best).toFixed(3),
    row.seconds.toFixed(2),
  ])
  const mean = geometricMean(rows.map((row) => median(row.cuts) / row.best))
  return [
    markdownTable(['graph', 'vertices', "archive's best", 'cut, each seed', 'ratio', 'CPU s'], table),
    '',
    `Geometric mean of the ratios ${mean.toFixed(4)}.`,
  ].join('\n')
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { preset: { type: 'string', default: 'balanced' }, seeds: { type: 'string', default: '3' } },
  })
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1)
  const directory = positionals[0]
  if (!directory) throw new Error('usage: node tests/bench/archive.ts DATA [--preset quality] [--seeds 3]')
  console.log(formatArchive(measureArchive(directory, values.preset as PresetName, seeds)))
}
