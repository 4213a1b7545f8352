import type { Division } from '../base/division.ts'
import { createProblem, type Problem } from '../base/problem.ts'

// Weights that count less than this share of the most important one yield to dispersion.
const HARD_SHARE = 0.1
// Squares let excess spread from a bad part to its neighbours and on towards room. 20,000 cells, 60 parts: at 0 one part
// in three of four runs stays 6–8 % out however high the price; at 10 all runs are within, at 20 and 100 dispersion is
// 2 % higher. Small graphs do not mind.
const STEEPNESS = 10

/**
 * The division as the search for least dispersion reads it: weights of little importance are soft, importance is 0..1 among those
 * of its kind, and what is out of bounds counts for half an average vertex at least.
 */
export function dispersionProblem(division: Division): Problem {
  const { graph, partCount } = division
  const most = division.importance.reduce((a, b) => Math.max(a, b), 0)
  const isHard = Uint8Array.from(division.importance, (share) => (share >= HARD_SHARE * most ? 1 : 0))
  const mostSoft = division.importance.reduce((a, b, c) => (isHard[c] ? a : Math.max(a, b)), 0)
  const importance = division.importance.map(
    (share, c) => share / Math.max(isHard[c] ? most : mostSoft, Number.MIN_VALUE),
  )
  const penalty = { least: (0.5 * partCount) / graph.vertexCount, steepness: STEEPNESS }
  return { ...createProblem({ ...division, importance }, penalty), isHard }
}

/** How many vertices of part p must not share it with v, v itself not counted. */
export function conflictsOf({ apartPairs }: Problem, part: Uint16Array, v: number, p: number): number {
  return apartPairs === undefined ? 0 : apartPairs.countIn(part, v, p)
}

/** One a vertex: how many places it stands for; never 0, so that means exist. */
export function placesOf({ graph, areas }: Division): Float64Array {
  return areas?.map((area) => Math.max(area, 1e-9)) ?? new Float64Array(graph.vertexCount).fill(1)
}
