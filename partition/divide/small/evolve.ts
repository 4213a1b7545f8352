import { contract } from '../../graph/contract.ts'
import type { Graph } from '../../graph/graph.ts'
import { coarseDivision, project, pushUp } from '../base/coarseDivision.ts'
import { createConnectivity } from '../base/connectivity.ts'
import type { Division } from '../base/division.ts'
import { type Matching, matchVertices } from '../base/match.ts'
import type { Random } from '../base/random.ts'
import type { Run } from '../base/run.ts'
import { typicalEdge } from '../base/typicalEdge.ts'
import { annealWithSwaps } from './annealWithSwaps.ts'
import { flowBisect } from './flowBisect.ts'
import { refineByFlow } from './flowRefine.ts'
import { createSearchState, isBetter, type Score, type SearchState, scoreOf } from './searchState.ts'

/**
 * Combining divisions by restricted coarsening (Sanders, Schulz, "Distributed evolutionary graph partitioning", KaFFPaE):
 * vertices are merged only where all parents agree that they belong together, so every border of every parent survives
 * to the coarsest graph. There the best parent is the start, and the search picks among the parents' borders with moves
 * of whole regions. With a single parent this is a V-cycle: it tries moves of regions that single vertices cannot make.
 */
export interface CombineOptions {
  /** coarsening stops at this many vertices */
  coarsest: number
  /** annealing moves a vertex of each level, and the number of vertices above which a level gets none */
  stepsPerVertex: number
  largestToRoam: number
  /** resplits tried on each level that is annealed */
  resplits: number
  trees: number
  /** first temperature on the coarsest level, and on the others, in typical edges of the level (typicalEdge.ts) */
  hot: number
  warm: number
  /** what a unit of violation costs, in edge weight */
  price: number
  /** share of a part that flows may move; 0 for no flows */
  flowReach: number
}

const COLD = 0.15
const SOFTNESS = 0.1
const FLOW_ROUNDS = 3

/** `start` must be one of the parents. Returns a division that may be worse than the parents. */
export function combine(
  division: Division,
  start: Uint16Array,
  parents: readonly Uint16Array[],
  options: CombineOptions,
  run: Run,
): Uint16Array {
  const levels = restrictedLevels(division, parents, options.coarsest, run.random)
  let part = start
  for (const { coarseOf, division: coarse } of levels) {
    part = pushUp(part, coarseOf, coarse.graph.vertexCount)
  }
  return descend(division, levels, part, options, run)
}

/**
 * A new division in two, owing nothing to any other: the best of some flow bisections of the coarsest graph, improved on
 * every level. Undefined where flowBisect is.
 */
export function bisectAnew(
  division: Division,
  tries: number,
  options: CombineOptions,
  run: Run,
): Uint16Array | undefined {
  const levels = restrictedLevels(division, [], options.coarsest, run.random)
  const coarsest = levels.at(-1)?.division ?? division
  let best: { part: Uint16Array; score: Score } | undefined
  for (let attempt = 0; attempt < tries && !run.control.isStopped(); attempt++) {
    const part = flowBisect(coarsest, options.price, run)
    if (!part) continue
    const score = scoreOf(createSearchState(coarsest, part), options.price)
    if (!best || isBetter(score, best.score)) best = { part, score }
  }
  return best && descend(division, levels, best.part, options, run)
}

function descend(
  division: Division,
  levels: readonly CoarseLevel[],
  coarsestPart: Uint16Array,
  options: CombineOptions,
  run: Run,
): Uint16Array {
  const finestUnit = typicalEdge(division.graph)
  let part = coarsestPart
  for (let index = levels.length; index >= 0; index--) {
    const isCoarsest = index === levels.length
    const state = createSearchState(index === 0 ? division : levels[index - 1]!.division, part)
    improve(state, isCoarsest ? options.hot : options.warm, finestUnit, options, run)
    part = state.part
    if (index === 0) break
    const { coarseOf } = levels[index - 1]!
    part = project(state.part, coarseOf)
  }
  return part
}

function improve(state: SearchState, hot: number, finestUnit: number, options: CombineOptions, run: Run): void {
  const { graph } = state.problem
  if (graph.vertexCount <= options.largestToRoam && hot > 0) {
    const unit = typicalEdge(graph)
    const stages = Math.max(8, options.resplits)
    const steps = Math.ceil((options.stepsPerVertex * graph.vertexCount) / stages)
    const connectivity = createConnectivity(graph)
    const trees = options.resplits > 0 ? options.trees : 0
    // Against edges that have grown heavy the old price would buy violation that finer levels cannot mend.
    const price = (options.price * unit) / finestUnit
    annealWithSwaps(
      state,
      connectivity,
      { stages, steps, trees, hot: hot * unit, cold: COLD * unit, softPrice: price * SOFTNESS, price },
      run,
    )
  }
  if (options.flowReach > 0) {
    refineByFlow(state, { rounds: FLOW_ROUNDS, reach: options.flowReach, price: options.price }, run)
  }
}

interface CoarseLevel {
  division: Division
  coarseOf: Uint32Array
}

// A round that shrinks the graph by less than this will not be followed by a better one.
const LEAST_SHRINKAGE = 0.95

function restrictedLevels(
  division: Division,
  parents: readonly Uint16Array[],
  coarsest: number,
  random: Random,
): CoarseLevel[] {
  const levels: CoarseLevel[] = []
  let current = division
  let labels = parents
  while (current.graph.vertexCount > coarsest) {
    const { coarseOf, coarseCount } = matchWithin(current.graph, labels, coarsest, random)
    if (coarseCount > current.graph.vertexCount * LEAST_SHRINKAGE) break
    current = coarseDivision(current, { graph: contract(current.graph, coarseOf, coarseCount), coarseOf })
    labels = labels.map((parent) => pushUp(parent, coarseOf, coarseCount))
    levels.push({ division: current, coarseOf })
  }
  return levels
}

/** Matches neighbours that all labellings put together, by the heaviest edge for the sizes of its ends. */
function matchWithin(graph: Graph, labels: readonly Uint16Array[], coarsest: number, random: Random): Matching {
  const { vertexCount, offsets, edgeWeights } = graph
  const degree = new Float64Array(vertexCount)
  for (let v = 0; v < vertexCount; v++)
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) degree[v]! += edgeWeights[e]!
  // What the pair's border keeps of the two vertices' own: small means that the edge binds them.
  const rate = (v: number, u: number, e: number) =>
    edgeWeights[e]! / (degree[v]! + degree[u]! - 2 * edgeWeights[e]! + 1e-9)
  const fits = (v: number, u: number) => labels.every((label) => label[u] === label[v])
  return matchVertices(graph, coarsest, rate, fits, random)
}
