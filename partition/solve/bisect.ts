import type { Graph } from '../graph/graph.ts'
import { subgraph } from '../graph/subgraph.ts'
import { createConnectivity } from './connectivity.ts'
import type { Control } from './control.ts'
import { farthestFrom, grow } from './grow.ts'
import type { Preset } from './presets.ts'
import { type Band, createProblem } from './problem.ts'
import type { Random } from './random.ts'
import { refine } from './refine.ts'
import { createState, cutOf, type State, totalViolation } from './state.ts'
import { divideTree } from './tree.ts'

/**
 * Divides the coarsest graph into connected parts by recursive bisection: each half gets half of the parts, grown from
 * several seeds, refined as a two-part problem, the best kept. Every piece stays connected and keeps at least as many
 * vertices as parts. Where no try can do that (stars), the piece falls back to cutting a spanning tree.
 */
export function bisectRecursively(
  graph: Graph,
  partCount: number,
  band: Band,
  preset: Preset,
  random: Random,
  control: Control,
): Uint16Array {
  const part = new Uint16Array(graph.vertexCount)
  const combined = combineWeights(graph, band)
  const scratch = new Int32Array(graph.vertexCount)
  const all = Uint32Array.from({ length: graph.vertexCount }, (_, v) => v)
  let done = 0

  const divide = (vertices: Uint32Array, first: number, count: number) => {
    control.report('initial', done / partCount)
    if (count === 1) {
      for (const v of vertices) part[v] = first
      done++
      return
    }
    const piece = vertices.length === graph.vertexCount ? graph : subgraph(graph, vertices, scratch)
    const pieceCombined = Float64Array.from(vertices, (v) => combined[v]!)
    const leftCount = count >> 1
    const side = bisect(piece, pieceCombined, leftCount, count - leftCount, band, preset, random, control)
    if (side === undefined) {
      const total = pieceCombined.reduce((sum, weight) => sum + weight, 0)
      const parts = divideTree(piece, pieceCombined, total, count)
      for (let i = 0; i < vertices.length; i++) part[vertices[i]!] = first + parts[i]!
      done += count
      return
    }
    divide(
      vertices.filter((_, i) => side[i] === 0),
      first,
      leftCount,
    )
    divide(
      vertices.filter((_, i) => side[i] === 1),
      first + leftCount,
      count - leftCount,
    )
  }
  divide(all, 0, partCount)
  return part
}

// Each bisection passes its deviation on to the parts below it, so it may use only a share of the tolerance.
const BISECTION_TIGHTNESS = 0.3

function bisect(
  graph: Graph,
  combined: Float64Array,
  leftCount: number,
  rightCount: number,
  band: Band,
  preset: Preset,
  random: Random,
  control: Control,
): Uint16Array | undefined {
  const total = combined.reduce((sum, weight) => sum + weight, 0)
  const count = leftCount + rightCount
  const problem = createProblem(graph, [leftCount, rightCount], bandAround(graph, count, band))
  const connectivity = createConnectivity(graph)
  let best: State | undefined
  let bestViolation = Infinity
  let bestCut = Infinity
  for (let attempt = 0; attempt < preset.bisectionTries; attempt++) {
    control.poll()
    const anywhere = random.below(graph.vertexCount)
    const seed = attempt % 2 === 0 ? farthestFrom(graph, anywhere) : anywhere
    const side = grow(graph, combined, total, seed, leftCount / count)
    const state = createState(problem, side)
    if (state.partSizes[0]! < leftCount || state.partSizes[1]! < rightCount) continue
    const options = { rounds: preset.refineRounds, patience: 50, price: 1e6, detour: 0.1 * count }
    refine(state, connectivity, options, random, control)
    const violation = totalViolation(state)
    const cut = cutOf(state)
    if (violation < bestViolation - 1e-9 || (violation <= bestViolation + 1e-9 && cut < bestCut)) {
      best = state
      bestViolation = violation
      bestCut = cut
    }
  }
  return best?.part
}

/** The band of one part, moved to the average of this piece and tightened. */
function bandAround(graph: Graph, partCount: number, band: Band): Band {
  const lower = new Float64Array(band.lower.length)
  const upper = new Float64Array(band.upper.length)
  for (const [c, weights] of graph.vertexWeights.entries()) {
    const average = weights.reduce((sum, weight) => sum + weight, 0) / partCount
    const reach = ((band.upper[c]! - band.lower[c]!) / 2) * BISECTION_TIGHTNESS
    lower[c] = average - reach
    upper[c] = average + reach
  }
  return { lower, upper, scale: band.scale }
}

/** The mean of the scaled weights: what a vertex takes of a grid. Negative figures count as nothing here. */
export function combineWeights(graph: Graph, band: Band): Float64Array {
  const combined = new Float64Array(graph.vertexCount)
  for (const [c, weights] of graph.vertexWeights.entries()) {
    for (let v = 0; v < graph.vertexCount; v++) {
      combined[v]! += (Math.max(0, weights[v]!) * band.scale[c]!) / graph.vertexWeights.length
    }
  }
  return combined
}
