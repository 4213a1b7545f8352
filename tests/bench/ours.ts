import { type Graph, type SolveOptions, solve } from '../../partition/index.ts'
import { type Bench, type FrontierPoint, faultsOf, median, percent } from './bench.ts'
import type { Score } from './scorer.ts'

export interface Setting {
  name: string
  options: Omit<SolveOptions, 'parts' | 'seed'>
}

const SETTINGS = {
  city: { tolerances: [0.03, 0.05, 0.07], compactnesses: [0.1, 0.5, 0.9] },
  taipei: { tolerances: [0.05, 0.1, 0.2], compactnesses: [0.1, 0.5, 0.9] },
}

/**
 * Tolerances of both weights × compactness. The tight ones cannot be met where the weights disagree; what comes is the
 * trade-off.
 */
export function settingsFor(bench: Bench, place: keyof typeof SETTINGS): Setting[] {
  const { tolerances, compactnesses } = SETTINGS[place]
  const middle = (values: readonly number[]) => (bench.isQuick ? values.slice(1, 2) : values)
  return middle(tolerances).flatMap((tolerance) =>
    middle(compactnesses).map((compactness) => ({
      name: `±${percent(tolerance, 0)}, compactness ${compactness}`,
      options: { tolerances: [tolerance, tolerance], compactness, ...(bench.preset && { preset: bench.preset }) },
    })),
  )
}

/** Solves with every seed and takes the medians. */
export function ownPoint(bench: Bench, graph: Graph, parts: number, { name, options }: Setting): FrontierPoint {
  const scores = bench.seeds.map((seed) =>
    bench.judge('ours', graph, solveOrThrow(graph, { ...options, parts, seed }), parts),
  )
  const point = pointOf('Shapan', name, scores)
  bench.progress(
    `${name}: off by ${percent(point.worst)}, cut ${point.cut}, Polsby–Popper ${point.compactness.toFixed(3)}`,
  )
  return point
}

export function solveOrThrow(graph: Graph, options: SolveOptions): Uint16Array {
  const result = solve(graph, options)
  if (!result.ok) throw new Error(`${result.reason}: ${result.message}`)
  return result.parts
}

export function pointOf(solver: string, setting: string, scores: readonly Score[]): FrontierPoint {
  return {
    solver,
    setting,
    worst: median(scores.map((score) => score.worst)),
    cut: median(scores.map((score) => score.cut)),
    compactness: median(scores.map((score) => score.compactness.mean)),
    faults: scores.reduce((sum, score) => sum + faultsOf(score), 0),
  }
}
