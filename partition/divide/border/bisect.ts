import { distancesFrom } from '../../graph/flood.ts'
import type { Graph } from '../../graph/graph.ts'
import { subgraph } from '../../graph/subgraph.ts'
import { sumOf } from '../../graph/sums.ts'
import { createProblem, type Problem } from '../base/problem.ts'
import type { Run } from '../base/run.ts'
import { createState, cutOf, totalViolation } from '../base/state.ts'
import { divideTree } from '../base/tree.ts'
import { grow } from './grow.ts'

/** Parts first..first+count-1 of a problem. */
interface Range {
  first: number
  count: number
}

/**
 * Divides a (coarse) graph into connected parts by recursive bisection: each half gets half of the parts, grown from
 * several seeds, the best kept. Borders may be rough: annealing redraws them at once. Every piece stays connected and keeps at least as many
 * vertices as parts. Where no try can do that (stars), the piece falls back to cutting a spanning tree. Bounds and
 * targets are those of `problem`, whose graph it divides; fixed vertices and pairs to be apart are not looked at.
 */
export function bisectRecursively(problem: Problem, run: Run): Uint16Array {
  const { control } = run
  const { graph, partCount } = problem
  const part = new Uint16Array(graph.vertexCount)
  const combined = combineWeights(graph, problem.scale)
  const scratch = new Int32Array(graph.vertexCount)
  const all = Uint32Array.from({ length: graph.vertexCount }, (_, v) => v)
  let done = 0

  const divide = (vertices: Uint32Array, { first, count }: Range) => {
    control.report('initial', done / partCount)
    if (count === 1) {
      for (const v of vertices) part[v] = first
      done++
      return
    }
    const piece = vertices.length === graph.vertexCount ? graph : subgraph(graph, vertices, scratch)
    const pieceCombined = Float64Array.from(vertices, (v) => combined[v]!)
    const leftCount = count >> 1
    const left = { first, count: leftCount }
    const right = { first: first + leftCount, count: count - leftCount }
    const side = control.isStopped()
      ? undefined
      : bisect(piece, pieceCombined, twoSided(problem, piece, left, right), run)
    if (side === undefined) {
      const total = sumOf(pieceCombined)
      const parts = divideTree(piece, pieceCombined, total, count)
      for (let i = 0; i < vertices.length; i++) part[vertices[i]!] = first + parts[i]!
      done += count
      return
    }
    divide(
      vertices.filter((_, i) => side[i] === 0),
      left,
    )
    divide(
      vertices.filter((_, i) => side[i] === 1),
      right,
    )
  }
  divide(all, { first: 0, count: partCount })
  return part
}

// Each bisection passes its deviation on to the parts below it, so it may use only a share of the tolerance.
const BISECTION_TIGHTNESS = 0.3

/** The two-part problem of a piece: what the parts left and right are due, of what the piece really holds. */
function twoSided(problem: Problem, piece: Graph, left: Range, right: Range): Problem {
  const { weightCount } = problem
  const lower = new Float64Array(2 * weightCount)
  const upper = new Float64Array(2 * weightCount)
  for (let c = 0; c < weightCount; c++) {
    const total = sumOf(piece.vertexWeights[c]!)
    const due = [left, right].map((range) => sumBounds(problem, range, c))
    const share = due[0]!.middle / (due[0]!.middle + due[1]!.middle)
    for (const [side, { reach }] of due.entries()) {
      const target = total * (side === 0 ? share : 1 - share)
      lower[side * weightCount + c] = target - reach * BISECTION_TIGHTNESS
      upper[side * weightCount + c] = target + reach * BISECTION_TIGHTNESS
    }
  }
  const { importance, compactness, scale } = problem
  const division = { graph: piece, partCount: 2, lower, upper, scale, importance, compactness }
  return { ...createProblem(division), minimumSizes: Int32Array.of(left.count, right.count) }
}

function sumBounds({ lower, upper, weightCount }: Problem, { first, count }: Range, c: number) {
  let middle = 0
  let reach = 0
  for (let p = first; p < first + count; p++) {
    const at = p * weightCount + c
    middle += (lower[at]! + upper[at]!) / 2
    reach += (upper[at]! - lower[at]!) / 2
  }
  return { middle, reach }
}

function bisect(
  graph: Graph,
  combined: Float64Array,
  problem: Problem,
  { preset, random, control }: Run,
): Uint16Array | undefined {
  const total = sumOf(combined)
  const [leftCount, rightCount] = [problem.minimumSizes[0]!, problem.minimumSizes[1]!]
  const fraction = shareOfLeft(problem)
  let best: Uint16Array | undefined
  let bestViolation = Infinity
  let bestCut = Infinity
  for (let attempt = 0; attempt < preset.bisectionTries; attempt++) {
    control.poll()
    const anywhere = random.below(graph.vertexCount)
    const seed = attempt % 2 === 0 ? distancesFrom(graph, anywhere).last : anywhere
    const side = grow(graph, combined, total, seed, fraction)
    const state = createState(problem, side)
    if (state.partSizes[0]! < leftCount || state.partSizes[1]! < rightCount) continue
    const violation = totalViolation(state)
    const cut = cutOf(state)
    if (violation < bestViolation - 1e-9 || (violation <= bestViolation + 1e-9 && cut < bestCut)) {
      best = side
      bestViolation = violation
      bestCut = cut
    }
  }
  return best
}

/** The mean over the weights of the left side's share. */
function shareOfLeft({ lower, upper, weightCount }: Problem): number {
  let share = 0
  for (let c = 0; c < weightCount; c++) {
    const left = lower[c]! + upper[c]!
    share += left / (left + lower[weightCount + c]! + upper[weightCount + c]!) / weightCount
  }
  return share
}

/** The mean of the scaled weights: what a vertex takes of a part. Negative figures count as nothing here. */
export function combineWeights(graph: Graph, scale: Float64Array): Float64Array {
  const combined = new Float64Array(graph.vertexCount)
  for (const [c, weights] of graph.vertexWeights.entries()) {
    for (let v = 0; v < graph.vertexCount; v++) {
      combined[v]! += (Math.max(0, weights[v]!) * scale[c]!) / graph.vertexWeights.length
    }
  }
  return combined
}
