import type { ReducedGraph } from './count/reducedGraph.ts'
import type { Targets } from './count/targets.ts'

/** What every piece is solved with. */
export interface PiecesInput {
  reduced: ReducedGraph
  pieces: readonly Uint32Array[]
  /** the parts each piece gets, ascending */
  lists: readonly number[][]
  /** one a reduced vertex: the part it should stay in, -1 where it has none today, -2 where that does not go on; absent without a plan to keep */
  today: Int32Array | undefined
  targets: Targets
  importance: readonly number[]
  /** something is too heavy for a part */
  isRenewed: boolean
  compactness: number
  objective: 'border' | 'dispersion'
  /** what may move, in the unit of move costs, after what units forced already */
  budget: number
  /** what units forced, which is not in the budget any more */
  spent: number
  /** all move costs of the city, for messages */
  totalCost: number
  /** the vertex of the graph given that stands first in it */
  given(reducedVertex: number): number
}
