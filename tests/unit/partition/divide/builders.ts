import { createControl } from '../../../../partition/divide/base/control.ts'
import { presets } from '../../../../partition/divide/base/presets.ts'
import { createProblem, type Problem } from '../../../../partition/divide/base/problem.ts'
import { createRandom } from '../../../../partition/divide/base/random.ts'
import type { Run } from '../../../../partition/divide/base/run.ts'
import { cellGraph, type Graph } from '../../../../partition/index.ts'
import { hexagons } from '../graph/builders.ts'

export const noControl = createControl(undefined, undefined)

/** A fast run without anybody waiting, unless told. */
export function runOf(seed: number, control = noControl): Run {
  return { preset: presets.fast, random: createRandom(seed), control }
}

/** A square city with weights from 0 to 12, cut into `bands` × `bands` square parts, at a tolerance for each. */
export function squareCity(side: number, bands: number, tolerance: number): { problem: Problem; part: Uint16Array } {
  const { neighbors } = hexagons(side, side)
  const weights = Float64Array.from({ length: side * side }, (_, i) => (i * 7919 + Math.floor(i / 11)) % 13)
  const graph = cellGraph(neighbors, [weights])
  const part = Uint16Array.from({ length: side * side }, (_, i) => {
    const row = Math.floor((Math.floor(i / side) * bands) / side)
    return row * bands + Math.floor(((i % side) * bands) / side)
  })
  return { problem: problemOf(graph, bands * bands, tolerance), part }
}

export function problemOf(graph: Graph, parts: number, tolerance: number): Problem {
  const averages = graph.vertexWeights.map((weights) => weights.reduce((a, b) => a + b, 0) / parts)
  return createProblem({
    graph,
    partCount: parts,
    lower: boundsOf(averages, parts, 1 - tolerance),
    upper: boundsOf(averages, parts, 1 + tolerance),
    scale: Float64Array.from(averages, (average) => 1 / average),
    importance: Float64Array.from(averages, () => 1),
    compactness: 0.5,
  })
}

function boundsOf(averages: readonly number[], parts: number, factor: number): Float64Array {
  return Float64Array.from({ length: parts * averages.length }, (_, at) => averages[at % averages.length]! * factor)
}

/** The number of connected pieces of each part, by plain search. */
export function piecesOf(graph: Graph, part: ArrayLike<number>, parts: number): number[] {
  const pieces = new Array<number>(parts).fill(0)
  const seen = new Set<number>()
  for (let start = 0; start < graph.vertexCount; start++) {
    if (seen.has(start)) continue
    pieces[part[start]!]!++
    const open = [start]
    seen.add(start)
    for (let v = open.pop(); v !== undefined; v = open.pop()) {
      for (const u of graph.neighbors.subarray(graph.offsets[v], graph.offsets[v + 1])) {
        if (seen.has(u) || part[u] !== part[v]) continue
        seen.add(u)
        open.push(u)
      }
    }
  }
  return pieces
}
