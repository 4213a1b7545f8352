import type { SolvedComponent } from '../solve/options.ts'
import type { Relief } from './heavy.ts'
import type { CountedPieces } from './heavyShares.ts'
import type { PlannerRules } from './plannerRules.ts'
import type { Targets } from './targets.ts'
import type { Balanced } from './weights.ts'
import type { Work } from './work.ts'

/** What is said about a plan that was found: everything in which it is not what was asked for, and what would help. */
export interface ExplainInput {
  work: Work
  rules: PlannerRules
  balanced: Balanced
  targets: Targets
  pieces: readonly Uint32Array[]
  lists: readonly number[][]
  /** one a piece, as in the result */
  solved: readonly SolvedComponent[]
  /** of all parts, locked ones included: one array a weight */
  sums: readonly Float64Array[]
  isWithin: boolean
  isStopped: boolean
  /** one a work vertex */
  parts: Uint16Array
  /** the budget and what it would have taken, as shares of all that could move */
  budget: { allowed: number; needed: number } | undefined
  /** one a piece: what its parts were balanced by where something in it is too heavy for a part */
  reliefs: readonly (Relief | undefined)[]
  /** how pieces counted when parts were shared out, where something is too heavy for a part */
  counted: CountedPieces | undefined
  /** all parts are within what the search was asked for, in place of bounds that cannot be met */
  isAsNearAsCan: boolean
  /** how many parts the pieces must have, by their number and by rules */
  leastParts: number
  /** how many whole searches there were */
  searches: number
}
