import type { Graph } from '../graph/graph.ts'
import type { PlannerRules } from './ask/plannerRules.ts'
import { Refusal } from './ask/refusal.ts'
import type { SolvedComponent } from './ask/solveNotes.ts'
import type { PieceDemand } from './count/apportionParts.ts'
import type { ReducedGraph } from './count/reducedGraph.ts'

/** The graph in the order of the search. Vertex i is order[i] as given; place is the inverse. */
export interface Ordered {
  /** with the edges that the rules leave */
  graph: Graph
  /** with the edges given */
  original: Graph
  order: Uint32Array
  place: Uint32Array
}

/** The connected pieces of what there is to divide. */
export interface Pieces {
  ordered: Ordered
  rules: PlannerRules
  reduced: ReducedGraph
  pieces: readonly Uint32Array[]
}

/** The pieces in the numbering of the graph given, with the parts each of them got. */
export function describePieces(
  { ordered, reduced, pieces }: Omit<Pieces, 'rules'>,
  lists: readonly (readonly number[])[],
): SolvedComponent[] {
  const { original, order } = ordered
  const pieceOf = new Int32Array(reduced.graph.vertexCount)
  for (const [i, piece] of pieces.entries()) for (const w of piece) pieceOf[w] = i
  const solved = pieces.map((_, i) => ({
    vertices: 0,
    exampleVertex: Infinity,
    weights: original.vertexWeights.map(() => 0),
    parts: lists[i]!.length,
  }))
  for (let v = 0; v < order.length; v++) {
    const w = reduced.reducedOf[v]!
    if (w === -1) continue
    const component = solved[pieceOf[w]!]!
    component.vertices++
    component.exampleVertex = Math.min(component.exampleVertex, order[v]!)
    for (const [c, weights] of original.vertexWeights.entries()) component.weights[c]! += weights[v]!
  }
  return solved
}

/** Refuses more pieces, seeds, pins or pairs apart than `available` parts can hold. */
export function refuseTooMany(city: Pieces, demands: readonly PieceDemand[], available: number): void {
  const { pieces, reduced, rules } = city
  const least = demands.reduce((sum, demand) => sum + demand.least, 0)
  if (pieces.length > available) {
    const solved = describePieces(
      city,
      pieces.map(() => []),
    )
    const weights = reduced.graph.vertexWeights[0]!
    let lightest = 0
    const sums = pieces.map((piece) => piece.reduce((sum, v) => sum + weights[v]!, 0))
    for (const i of pieces.keys()) {
      const difference = sums[i]! - sums[lightest]!
      const isEarlier = solved[i]!.exampleVertex < solved[lightest]!.exampleVertex
      const size = pieces[i]!.length - pieces[lightest]!.length
      if (difference < 0 || (difference === 0 && (size < 0 || (size === 0 && isEarlier)))) lightest = i
    }
    throw new Refusal({
      code: 'too-many-components',
      components: pieces.length,
      parts: available,
      least: least + rules.locked.length,
      piece: solved[lightest]!,
    })
  }
  if (least > available) {
    const details = { least: least + rules.locked.length, parts: available + rules.locked.length }
    if (reduced.seeds.length > 0) throw new Refusal({ code: 'too-many-seeds', ...details })
    const isPinned = demands.some((demand) => demand.required.length === demand.least && demand.least > 1)
    throw new Refusal({ code: isPinned ? 'too-many-pins' : 'too-many-apart', ...details })
  }
  if (available > reduced.graph.vertexCount) throw new RangeError('more parts than vertices')
}
