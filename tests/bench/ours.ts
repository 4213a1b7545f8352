import { type Graph, type SolveOptions, solve } from '../../partition/index.ts'
import { type Bench, type FrontierPoint, faultsOf, percent } from './bench.ts'
import type { Score } from './scorer.ts'
import { median } from './units.ts'

export interface Setting {
  name: string
  options: Omit<SolveOptions, 'parts' | 'seed'>
}

/** The tolerance of both weights and the compactness, from strict to loose. */
const SETTINGS = {
  /** ARPU varies mildly: both weights can be met nearly */
  mild: [
    [0.05, 0.5],
    [0.07, 0.5],
    [0.07, 1],
  ],
  /** ARPU varies strongly */
  strong: [
    [0.25, 0.5],
    [0.3, 0.5],
    [0.4, 0.5],
  ],
  taipei: [
    [0.08, 0.5],
    [0.12, 0.5],
    [0.18, 0.5],
    [0.25, 0.5],
  ],
} satisfies Record<string, [tolerance: number, compactness: number][]>

/** Points of the frontier to try. Where the weights disagree no plan may meet a strict one; what comes is a trade-off. */
export function settingsFor(bench: Bench, place: keyof typeof SETTINGS): Setting[] {
  const pairs = SETTINGS[place].filter((_, at) => !bench.isQuick || at % 2 === 1)
  return pairs.map(([tolerance, compactness]) => ({
    name: `±${percent(tolerance!, 0)}, compactness ${compactness}`,
    options: {
      tolerances: [tolerance!, tolerance!],
      compactness: compactness!,
      ...(bench.preset && { preset: bench.preset }),
    },
  }))
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
  if (!result.ok) throw new Error(result.refusal.code)
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
