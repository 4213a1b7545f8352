/**
 * Measures the solver on an instance whose every plan is known: 25 Florida precincts in three connected districts
 * (the redist project), with the least cut among all 117,688 plans for each bound on the deviation.
 *
 *   node tests/bench/enumerated.ts DATA [--preset quality] [--seeds 3]
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type PresetName, solve } from '../../partition/index.ts'
import { isSound, recount } from './recount.ts'
import { graphOfEdges, markdownTable, median, timed } from './units.ts'

export interface EnumeratedRow {
  /** the deviation allowed, a fraction of the average */
  deviation: number
  optimum: number
  /** one a seed; Infinity where a district was out of bounds or in pieces */
  cuts: number[]
  /** the median, of CPU */
  seconds: number
}

interface Instance {
  k: number
  total_pop: number
  nodes: [number, number][]
  edges: [number, number][]
  enumeration: { exact_optima_by_max_population_deviation: Record<string, { min_cut: number }> }
}

const DEVIATIONS = ['0.01', '0.05', '0.1', '0.2']

export function measureEnumerated(
  dataDirectory: string,
  preset: PresetName,
  seeds: readonly number[],
): EnumeratedRow[] {
  const file = join(dataDirectory, 'redistricting', 'fl25_enumerated.json')
  const { k, total_pop, nodes, edges, enumeration }: Instance = JSON.parse(readFileSync(file, 'utf8'))
  const graph = graphOfEdges(
    nodes.map(([, people]) => people),
    edges,
  )
  const average = total_pop / k
  return DEVIATIONS.map((text) => {
    const deviation = Number(text)
    const optima = Object.entries(enumeration.exact_optima_by_max_population_deviation)
    const optimum = optima.find(([key]) => Number(key) === deviation)
    if (!optimum) throw new Error(`${file} has no optimum for a deviation of ${text}`)
    const runs = seeds.map((seed) =>
      timed(() => {
        const result = solve(graph, { parts: k, tolerances: [deviation], seed, preset })
        if (!result.ok) throw new Error(result.refusal.code)
        return result
      }),
    )
    const cuts = runs.map(({ value }) => {
      const counted = recount(graph, value.parts, k)
      return isSound(counted, 0, average * (1 - deviation), average * (1 + deviation)) ? counted.cut : Infinity
    })
    return { deviation, optimum: optimum[1].min_cut, cuts, seconds: median(runs.map((run) => run.seconds)) }
  })
}

export function formatEnumerated(rows: readonly EnumeratedRow[]): string {
  return markdownTable(
    ['deviation', 'least cut of all plans', 'cut, each seed', 'CPU s'],
    rows.map((row) => [
      `${100 * row.deviation} %`,
      row.optimum,
      row.cuts.map((cut) => (cut === Infinity ? 'none' : cut)).join(', '),
      row.seconds.toFixed(2),
    ]),
  )
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { preset: { type: 'string', default: 'balanced' }, seeds: { type: 'string', default: '3' } },
  })
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1)
  const directory = positionals[0]
  if (!directory) throw new Error('usage: node tests/bench/enumerated.ts DATA [--preset quality] [--seeds 3]')
  console.log(formatEnumerated(measureEnumerated(directory, values.preset as PresetName, seeds)))
}
