/** How much work a run puts in. All counts, no clock: the same preset does the same work on every machine. */
export interface Preset {
  /** coarsening stops at this many vertices a part */
  verticesPerPart: number
  /** regions grown for each bisection of the coarsest graph */
  bisectionTries: number
  refineRounds: number
  refinePatience: number
  /** whole runs from derived seeds: at least this many … */
  attempts: number
  /** … and at most this many while the tolerance is not met */
  maxAttempts: number
  /** rounds of repair (balance, anneal, recombine) on the finest graph */
  repairRounds: number
}

export type PresetName = 'fast' | 'balanced'

export const presets: Record<PresetName, Preset> = {
  fast: {
    verticesPerPart: 20,
    bisectionTries: 4,
    refineRounds: 3,
    refinePatience: 15,
    attempts: 1,
    maxAttempts: 2,
    repairRounds: 8,
  },
  balanced: {
    verticesPerPart: 25,
    bisectionTries: 8,
    refineRounds: 8,
    refinePatience: 40,
    attempts: 1,
    maxAttempts: 4,
    repairRounds: 20,
  },
}
