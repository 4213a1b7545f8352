/** The same city with its vertices in another order: the plan should be the same. */
import { join } from 'node:path'
import type { Graph } from '../../../partition/index.ts'
import { type BarResult, type Bench, percent, type Row } from '../bench.ts'
import { runGpmetis } from '../child.ts'
import type { InstanceName } from '../instances.ts'
import { writeMetisFile } from '../metisFile.ts'
import { solveOrThrow } from '../ours.ts'
import { numberStream, shuffled } from '../random.ts'
import { relabel } from '../scorer.ts'
import { median } from '../units.ts'

export function measureShuffle(bench: Bench): BarResult {
  const names: InstanceName[] = bench.isQuick ? ['s2k'] : ['s2k', 's20k']
  return { rows: names.map((name) => measure(bench, name)) }
}

function measure(bench: Bench, name: InstanceName): Row {
  const { graph: whole, parts, oneWeightFile } = bench.instance(name)
  const graph = { ...whole, vertexWeights: whole.vertexWeights.slice(0, 1) }
  const options = { parts, tolerances: [0.03], ...(bench.preset && { preset: bench.preset }) }
  const ids = Uint32Array.from({ length: graph.vertexCount }, (_, v) => v)
  const file = join(bench.scratch, 'shuffled.graph')
  const runs = bench.seeds.map((seed) => {
    const order = shuffled(graph.vertexCount, numberStream(seed))
    const other = reorder(graph, order)
    writeMetisFile(file, other, other.vertexWeights)
    const rival = runGpmetis(oneWeightFile, parts, seed, bench.scratch).part
    const rivalOther = putBack(runGpmetis(file, parts, seed, bench.scratch).part, order)
    const own = solveOrThrow(graph, { ...options, seed, rules: { ids } })
    const ownOther = putBack(solveOrThrow(other, { ...options, seed, rules: { ids: order } }), order)
    bench.judge('ours', graph, own, parts)
    bench.judge('ours', graph, ownOther, parts)
    return {
      ours: sameShare(own, ownOther),
      rival: sameShare(rival, relabel(graph.vertexWeights[0]!, rivalOther, rival, parts)),
    }
  })
  const same = runs.filter(({ ours }) => ours === 1).length
  bench.progress(`${name}, shuffled: the same plan in ${same} of ${runs.length}`)
  return {
    bar: 8,
    what: `${name}: vertices shuffled, cells in the same part`,
    must: 'same plan',
    stretch: 'same plan',
    ours: `${percent(median(runs.map(({ ours }) => ours)))}; the same plan in ${same} of ${runs.length}`,
    rival: percent(median(runs.map(({ rival }) => rival))),
    ratio: '',
    holds: same === runs.length ? 'stretch' : 'no',
  }
}

/** The graph whose vertex v is the given one's order[v]; rows ascend. */
function reorder({ vertexCount, offsets, neighbors, edgeWeights, vertexWeights }: Graph, order: Uint32Array): Graph {
  const placeOf = new Uint32Array(vertexCount)
  for (const [place, v] of order.entries()) placeOf[v] = place
  const newOffsets = new Uint32Array(vertexCount + 1)
  const newNeighbors = new Uint32Array(neighbors.length)
  const newWeights = new Float64Array(neighbors.length)
  for (const [place, v] of order.entries()) {
    const row = Array.from(neighbors.subarray(offsets[v]!, offsets[v + 1]!), (u, at) => ({
      to: placeOf[u]!,
      weight: edgeWeights[offsets[v]! + at]!,
    })).sort((a, b) => a.to - b.to)
    const start = newOffsets[place]!
    newNeighbors.set(
      row.map(({ to }) => to),
      start,
    )
    newWeights.set(
      row.map(({ weight }) => weight),
      start,
    )
    newOffsets[place + 1] = start + row.length
  }
  const columns = vertexWeights.map((weights) => Float64Array.from(order, (v) => weights[v]!))
  return { vertexCount, offsets: newOffsets, neighbors: newNeighbors, edgeWeights: newWeights, vertexWeights: columns }
}

function putBack(part: Uint16Array, order: Uint32Array): Uint16Array {
  const original = new Uint16Array(part.length)
  for (const [place, v] of order.entries()) original[v] = part[place]!
  return original
}

function sameShare(a: Uint16Array, b: Uint16Array): number {
  return a.reduce((same, p, v) => same + (p === b[v] ? 1 : 0), 0) / a.length
}
