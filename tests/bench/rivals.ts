import { join } from 'node:path'
import type { Graph } from '../../partition/index.ts'
import type { Bench, FrontierPoint } from './bench.ts'
import { runGpmetis } from './child.ts'
import { writeMetisFile } from './metisFile.ts'
import { pointOf } from './ours.ts'

/** The usual workaround for several weights: one, the mean of the normalised weights, in whole numbers. */
export function summedWeight(graph: Graph, parts: number): Float64Array {
  const { vertexWeights } = graph
  const totals = vertexWeights.map((weight) => weight.reduce((sum, value) => sum + value, 0))
  return Float64Array.from({ length: graph.vertexCount }, (_, v) => {
    const share = vertexWeights.reduce((sum, weight, c) => sum + (weight[v]! / totals[c]!) * parts, 0)
    return Math.round((100_000 * share) / vertexWeights.length)
  })
}

/** gpmetis -contig on the given weights, scored on all weights of the graph. */
export function rivalPoint(
  bench: Bench,
  graph: Graph,
  parts: number,
  setting: string,
  weights: readonly Float64Array[],
): FrontierPoint {
  const file = join(bench.scratch, 'rival.graph')
  writeMetisFile(file, graph, weights)
  const scores = bench.seeds.map((seed) =>
    bench.judge('rival', graph, runGpmetis(file, parts, seed, bench.scratch).part, parts),
  )
  return pointOf('gpmetis -contig', setting, scores)
}
