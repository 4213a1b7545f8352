import { distancesFrom } from '../../graph/flood.ts'
import type { Division } from '../base/division.ts'
import type { Run } from '../base/run.ts'
import { flowCut } from './flowCut.ts'
import { pairPrice } from './flowRefine.ts'
import { networkOf } from './network.ts'
import { createSearchState } from './searchState.ts'

const SOURCE = 1
const SINK = 2

/**
 * Divides a connected graph into two connected parts by one sequence of growing minimum cuts from two random vertices,
 * every other time from the far ends of the graph: the best of the sequence by cut and violation, a unit of a soft weight
 * at `price`. Undefined for other numbers of parts, or if vertices are fixed or to be kept apart. Draws from all divisions
 * rather than from those near a given one. O(edges · edges in the cut) for unit weights.
 */
export function flowBisect(division: Division, price: number, { random, control }: Run): Uint16Array | undefined {
  const { graph, partCount, fixed, apart } = division
  if (partCount !== 2 || fixed || (apart && apart.length > 0) || graph.vertexCount < 2) return undefined
  const anywhere = random.below(graph.vertexCount)
  const isFar = (random.next() & 1) === 0
  const source = isFar ? distancesFrom(graph, anywhere).last : anywhere
  const fromSource = distancesFrom(graph, source)
  const sink = isFar ? fromSource.last : random.below(graph.vertexCount)
  if (source === sink) return undefined
  const fromSink = distancesFrom(graph, sink)

  const vertices = Uint32Array.from({ length: graph.vertexCount }, (_, v) => v)
  const state = createSearchState(division, new Uint16Array(graph.vertexCount))
  const network = networkOf(state.problem, vertices, Int32Array.from(vertices))
  network.terminal[source] = SOURCE
  network.terminal[sink] = SINK
  for (const v of vertices) network.depth[v] = fromSink.distances[v]! - fromSource.distances[v]!
  const side = flowCut(network, Infinity, pairPrice(state, 0, 1, price), control)
  return side && Uint16Array.from(side, (isInside) => 1 - isInside)
}
