/**
 * Measures the solver on METIS files against gpmetis -contig in the same run, and prints a Markdown table.
 *
 *   node tests/bench/solve.ts DIR [name:parts:tolerance …] [--runs 3]
 *
 * DIR holds NAME.graph files (made by any generator). Each instance is solved with seeds 1, 2, 3 …; the table gives the
 * median and the spread of CPU seconds, the median cut, its ratio to gpmetis's best of the same seeds, and the worst part
 * each way over all runs for each weight. gpmetis is left out where it is not installed.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Graph, measureQuality, parseMetisGraph, type Quality, solve } from '../../partition/index.ts'

const DEFAULT_INSTANCES = [
  's2k.w1:20:0.03',
  's20k.w1:60:0.03',
  'm20k.w1:60:0.03',
  'm20k.w2:60:0.03',
  's100k.w1:200:0.03',
]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '3' }, preset: { type: 'string', default: 'balanced' } },
})
const [directory, ...chosen] = positionals
if (!directory) throw new Error('usage: node tests/bench/solve.ts DIR [name:parts:tolerance …] [--runs 3]')
const seeds = Array.from({ length: Number(values.runs) }, (_, index) => index + 1)
const preset = values.preset === 'fast' ? 'fast' : 'balanced'

console.log(
  '| instance | parts | tolerance | CPU s (min–max) | cut | gpmetis cut | ratio | worst part, each weight | within |',
)
console.log('|---|---|---|---|---|---|---|---|---|')
for (const instance of chosen.length > 0 ? chosen : DEFAULT_INSTANCES) {
  const [name = '', parts = '2', tolerance = '0.03'] = instance.split(':')
  const file = resolve(directory, `${name}.graph`)
  const graph = parseMetisGraph(readFileSync(file))
  const runs = seeds.map((seed) => timedSolve(graph, Number(parts), Number(tolerance), seed))
  const seconds = runs.map((run) => run.seconds).toSorted((a, b) => a - b)
  const cut = median(runs.map((run) => run.quality.cut))
  const rival = bestOfGpmetis(file, graph, Number(parts), Number(tolerance))
  const row = [
    name,
    parts,
    tolerance,
    `${median(seconds).toFixed(2)} (${seconds.at(0)!.toFixed(2)}–${seconds.at(-1)!.toFixed(2)})`,
    cut,
    rival ?? '–',
    rival === undefined ? '–' : (cut / rival).toFixed(3),
    worstParts(runs.map((run) => run.quality)),
    `${runs.filter((run) => run.isWithin).length} of ${runs.length}`,
  ]
  console.log(`| ${row.join(' | ')} |`)
}

function timedSolve(graph: Graph, parts: number, tolerance: number, seed: number) {
  const start = process.cpuUsage()
  const result = solve(graph, { parts, tolerances: graph.vertexWeights.map(() => tolerance), seed, preset })
  if (!result.ok) throw new Error(result.message)
  const { user, system } = process.cpuUsage(start)
  return { seconds: (user + system) / 1e6, quality: result, isWithin: result.withinTolerance }
}

/** gpmetis writes beside its input, so it is given a link in a directory of its own. */
function bestOfGpmetis(file: string, graph: Graph, parts: number, tolerance: number): number | undefined {
  const scratch = mkdtempSync(join(tmpdir(), 'shapan-bench-'))
  try {
    const link = join(scratch, 'input.graph')
    symlinkSync(file, link)
    const cuts = seeds.map((seed) => {
      const flags = ['-contig', `-ufactor=${Math.round(tolerance * 1000)}`, `-seed=${seed}`]
      execFileSync('gpmetis', [...flags, link, String(parts)], { stdio: 'ignore' })
      const lines = readFileSync(`${link}.part.${parts}`, 'utf8').trim().split('\n')
      return measureQuality(graph, Uint16Array.from(lines, Number), parts).cut
    })
    return Math.min(...cuts)
  } catch {
    return undefined
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function worstParts(qualities: readonly Quality[]): string {
  return qualities[0]!.weights
    .map((_, c) => {
      const over = Math.max(...qualities.map((quality) => quality.weights[c]!.maxOverAverage))
      const under = Math.min(...qualities.map((quality) => quality.weights[c]!.minOverAverage))
      return `+${(100 * over).toFixed(2)} % / −${(100 * (1 - under)).toFixed(2)} %`
    })
    .join(', ')
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1]!
}
