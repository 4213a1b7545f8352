import type { PlannerRules } from '../ask/plannerRules.ts'
import type { SolvedComponent } from '../ask/solveNotes.ts'
import type { Relief } from '../count/heavy.ts'
import type { CountedPieces } from '../count/heavyShares.ts'
import type { ReducedGraph } from '../count/reducedGraph.ts'
import type { Targets } from '../count/targets.ts'
import type { Balanced } from '../count/weights.ts'

/** What is said about a plan that was found: everything in which it is not what was asked for, and what would help. */
export interface ExplainInput {
  reduced: ReducedGraph
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
  /** one a reduced vertex */
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
