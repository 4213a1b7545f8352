/** Twenty other cities, with a river and every second with an island, each with a seed of its own: only faults are counted. */
import type { BarResult, Bench } from '../bench.ts'
import { runGpmetis } from '../child.ts'
import { makeCity } from '../generator.ts'
import { specs } from '../instances.ts'
import { writeMetisFile } from '../metisFile.ts'
import { solveOrThrow } from '../ours.ts'

const CITIES = 20
const TOLERANCE = 0.05

export function countFaults(bench: Bench): BarResult {
  bench.progress(`${CITIES} small cities`)
  for (let seed = 1; seed <= CITIES; seed++) {
    const spec = { ...specs.s2k, seed, hasRiver: true, hasIsland: seed % 2 === 0 }
    const { graph } = makeCity(spec)
    const file = `${bench.scratch}/city.graph`
    writeMetisFile(file, graph, graph.vertexWeights)
    bench.judge('rival', graph, runGpmetis(file, spec.parts, seed, bench.scratch).part, spec.parts)
    const tolerances = graph.vertexWeights.map(() => TOLERANCE)
    const options = { parts: spec.parts, tolerances, seed, ...(bench.preset && { preset: bench.preset }) }
    bench.judge('ours', graph, solveOrThrow(graph, options), spec.parts)
  }
  return { rows: [] }
}
