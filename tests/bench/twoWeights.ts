/**
 * `npm exec -- node tests/bench/twoWeights.ts`: customers within ±5 % and revenue, which cannot be met, within ±20 %, against customers
 * alone: cut and CPU, and how far the worst part of each weight is off.
 */
import { solve } from '../../partition/index.ts'
import { makeCity } from './generator.ts'
import { specs } from './instances.ts'

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

function measure(name: keyof typeof specs, seed: number): string {
  const { graph } = makeCity({ ...specs[name], seed })
  const { parts } = specs[name]
  const customers = { ...graph, vertexWeights: graph.vertexWeights.slice(0, 1) }
  const start = cpuSeconds()
  const first = solve(customers, { parts, tolerances: [0.05], seed: 1 })
  const middle = cpuSeconds()
  const both = solve(graph, { parts, tolerances: [0.05, 0.2], seed: 1 })
  const end = cpuSeconds()
  if (!first.ok || !both.ok) throw new Error(`${name}, seed ${seed}: no plan`)
  const cut = `${first.cut} → ${both.cut} | ${(both.cut / first.cut).toFixed(3)}`
  const deviations = both.deviations.map((deviation) => `${(100 * deviation).toFixed(1)} %`).join(', ')
  return `| ${name}, seed ${seed} | ${cut} | ${((end - middle) / (middle - start)).toFixed(2)} | ${deviations} |`
}

measure('s2k', 9) // compiles what is measured
console.log('| city | cut | ratio | CPU, ratio | off by |\n|---|---|---|---|---|')
for (const name of ['s20k', 'r20k', 'ri20k'] as const)
  for (const seed of [1, 2, 3, 4, 5]) console.log(measure(name, seed))
