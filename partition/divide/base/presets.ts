/** How much work a run puts in. All counts, no clock: the same preset does the same work on every machine. */
export interface Preset {
  /** coarsening stops at this many vertices a part */
  verticesPerPart: number
  /** regions grown for each bisection of the coarsest graph */
  bisectionTries: number
  /** annealing sweeps over the border, on the input graph and on each coarser one */
  finestSweeps: number
  coarseSweeps: number
  /** steps a vertex of the searches with an aim of their own: rebalancing and dispersion */
  searchSteps: number
  /** regions divided anew in a round of repair */
  regions: number
  /** a graph gets as many attempts as it fits into this many vertices, one at least; twice that while bounds are missed */
  attemptVertices: number
  /** attempts a large graph may have while bounds are missed */
  maxAttempts: number
  /** attempts in a row without a better result after which bounds are held unreachable */
  idleAttempts: number
  /** rounds of repair without progress after which an attempt is given up */
  idleRepairs: number
  /** how hard small graphs are searched once they are divided */
  search: 'none' | 'light' | 'thorough'
  /** whole searches at most of a small graph while its bounds are nearly met */
  searches: number
}

const LARGE = 250_000

/**
 * The preset as a graph of this size gets it. Borders of huge graphs are long against their bends, so half of the sweeps
 * do nearly as well there: s500k 8.4→5.9 s CPU for 1 % more cut (2026-11). 'quality' is left as it is.
 */
export function presetFor(name: PresetName, vertexCount: number): Preset {
  const preset = presets[name]
  if (name === 'quality' || vertexCount <= LARGE) return preset
  const share = Math.max(0.5, LARGE / vertexCount)
  return {
    ...preset,
    finestSweeps: Math.round(preset.finestSweeps * share),
    coarseSweeps: Math.round(preset.coarseSweeps * share),
  }
}

export type PresetName = 'fast' | 'balanced' | 'quality'

export const presets: Record<PresetName, Preset> = {
  fast: {
    verticesPerPart: 15,
    bisectionTries: 4,
    finestSweeps: 60,
    coarseSweeps: 80,
    searchSteps: 20,
    regions: 20,
    attemptVertices: 1000,
    maxAttempts: 2,
    idleAttempts: 3,
    idleRepairs: 3,
    search: 'none',
    searches: 1,
  },
  balanced: {
    verticesPerPart: 20,
    bisectionTries: 8,
    finestSweeps: 200,
    coarseSweeps: 200,
    searchSteps: 100,
    regions: 120,
    attemptVertices: 3000,
    maxAttempts: 3,
    idleAttempts: 12,
    idleRepairs: 4,
    search: 'light',
    searches: 6,
  },
  quality: {
    verticesPerPart: 25,
    bisectionTries: 16,
    finestSweeps: 2000,
    coarseSweeps: 1000,
    searchSteps: 400,
    regions: 300,
    attemptVertices: 20000,
    maxAttempts: 2,
    idleAttempts: 16,
    idleRepairs: 6,
    search: 'thorough',
    searches: 6,
  },
}
