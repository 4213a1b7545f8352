/** How much work a run puts in. All counts, no clock: the same preset does the same work on every machine. */
export interface Preset {
  /** coarsening stops at this many vertices a part */
  verticesPerPart: number
  /** regions grown for each bisection of the coarsest graph */
  bisectionTries: number
  refineRounds: number
  refinePatience: number
  /** annealing steps a vertex, on the input graph and on each coarser one */
  finestSteps: number
  coarseSteps: number
  /** a graph gets as many attempts as it fits into this many vertices, one at least; twice that while bounds are missed */
  attemptVertices: number
  /** attempts a large graph may have while bounds are missed */
  maxAttempts: number
  /** attempts in a row without a better result after which bounds are held unreachable */
  idleAttempts: number
  /** rounds of repair without progress after which an attempt is given up */
  idleRepairs: number
}

export type PresetName = 'fast' | 'balanced'

export const presets: Record<PresetName, Preset> = {
  fast: {
    verticesPerPart: 20,
    bisectionTries: 4,
    refineRounds: 3,
    refinePatience: 15,
    finestSteps: 20,
    coarseSteps: 40,
    attemptVertices: 1000,
    maxAttempts: 2,
    idleAttempts: 3,
    idleRepairs: 2,
  },
  balanced: {
    verticesPerPart: 25,
    bisectionTries: 8,
    refineRounds: 8,
    refinePatience: 40,
    finestSteps: 100,
    coarseSteps: 200,
    attemptVertices: 7000,
    maxAttempts: 4,
    idleAttempts: 16,
    idleRepairs: 4,
  },
}
