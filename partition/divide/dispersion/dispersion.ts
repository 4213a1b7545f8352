import { sumOf } from '../../graph/sums.ts'
import { project } from '../base/coarseDivision.ts'
import { type Connectivity, createConnectivity } from '../base/connectivity.ts'
import type { Division } from '../base/division.ts'
import type { Random } from '../base/random.ts'
import { type Run, within } from '../base/run.ts'
import { annealDispersion, type DispersionWorth, isWorthMore } from './dispersionAnneal.ts'
import { coarsenDispersion, type DispersionLevel } from './dispersionCoarsen.ts'
import { startDispersion } from './dispersionStart.ts'
import { createDispersionState, type DispersionState, distance } from './dispersionState.ts'

// Coarsening stops at this many vertices a part: 15 and 40 are no better, and 15 misses bounds more often.
const VERTICES_PER_PART = 25
const LEAST_COARSE_VERTICES = 60
const LEAST_SHRINKAGE = 0.95
// Searches of the coarsest graph, from a start of their own each; one alone ends 2–4 % too high now and then.
const SEARCHES = 8
// Steps of all these together, and of a vertex on each finer level, for each of the preset's finest steps.
const COARSEST_STEPS = 40_000
const FINER_STEPS = 2
// Temperatures and prices in what an average move changes. The price of a unit of overflow is for a part of one vertex.
const HOT = 1
const WARM = 0.5
const COLD = 0.03
const PRICE = 1.3
const SOFT_PRICE = 0.5

/**
 * Divides one connected graph into connected parts of least dispersion within the bounds: the sum over parts of the least
 * sum of distances from one of their own vertices to all of them. `positions` are x0, y0, x1, y1, … in any planar unit;
 * a vertex counts `division.areas` times. Hard bounds and `apart` come first, then dispersion and soft bounds by price.
 *
 * Small graphs are searched as they are, from several starts by location and allocation (every other from `division.start`) with
 * annealing over moves and chains (Ríos-Mercado & López-Pérez 2013 for the problem and the oscillation). Larger ones are
 * coarsened first: far apart centers hardly move by single cells (2,000 cells, 20 parts: 8,200 without levels, 7,200
 * with; 20,000 cells, 60 parts: 71,000 and 63,000; the border objective's plan has 84,000). The whole is tried again
 * while hard bounds are missed. About O(steps · part size) for small parts and O(steps) for parts above 400 vertices.
 */
export function disperse(division: Division, positions: Float64Array, run: Run): Uint16Array {
  const { maxAttempts } = run.preset
  const { graph, partCount } = division
  if (positions.length !== 2 * graph.vertexCount) {
    throw new RangeError(`${positions.length} coordinates for ${graph.vertexCount} vertices`)
  }
  if (partCount === 1) return new Uint16Array(graph.vertexCount)
  let best: Attempt | undefined
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    if (best && (best.worth.hard === 0 || run.control.isStopped())) break
    const span = within(run, attempt / maxAttempts, (attempt + 1) / maxAttempts)
    best = better(best, disperseOnce(division, positions, span))
  }
  return best!.part
}

interface Attempt {
  part: Uint16Array
  worth: DispersionWorth
}

function disperseOnce(division: Division, positions: Float64Array, run: Run): Attempt {
  const levels = coarsenAll(division, positions, run.random)
  const coarsest = levels.pop()!
  let best = searchCoarsest(coarsest, within(run, 0, 0.6))
  let { coarseOf } = coarsest
  for (let level = levels.pop(); level; level = levels.pop()) {
    run.control.report('refine', 0.6 + 0.4 / (levels.length + 2))
    const { graph } = level.division
    const part = project(best.part, coarseOf)
    const steps = FINER_STEPS * run.preset.searchSteps * graph.vertexCount
    best = improve(level, part, createConnectivity(graph), steps, WARM, run)
    coarseOf = level.coarseOf
  }
  return best
}

function coarsenAll(division: Division, positions: Float64Array, random: Random): DispersionLevel[] {
  const target = Math.max(VERTICES_PER_PART * division.partCount, LEAST_COARSE_VERTICES)
  const levels: DispersionLevel[] = [{ division, positions, coarseOf: new Uint32Array(0) }]
  for (let level = levels[0]!; level.division.graph.vertexCount > target; ) {
    const coarse = coarsenDispersion(level.division, level.positions, random)
    if (coarse.division.graph.vertexCount > level.division.graph.vertexCount * LEAST_SHRINKAGE) break
    levels.push(coarse)
    level = coarse
  }
  return levels
}

function searchCoarsest(level: DispersionLevel, run: Run): Attempt {
  const { division, positions } = level
  const connectivity = createConnectivity(division.graph)
  const steps = (run.preset.searchSteps * COARSEST_STEPS) / SEARCHES
  let best: Attempt | undefined
  for (let search = 0; search < SEARCHES; search++) {
    if (best && run.control.isStopped()) break
    run.control.report('divide', search / SEARCHES)
    // A given start may be no more than proof that there is one, so every other search has a start of its own.
    const own = division.start && search % 2 === 0 ? undefined : startDispersion(division, positions, run.random)
    const part = own ?? division.start?.slice()
    if (!part) throw new RangeError('the fixed vertices of some part cannot be joined, and there is no start')
    best = better(best, improve(level, part, connectivity, steps, HOT, run))
  }
  return best!
}

function better(one: Attempt | undefined, other: Attempt): Attempt {
  return one && !isWorthMore(other.worth, one.worth) ? one : other
}

function improve(
  { division, positions }: DispersionLevel,
  part: Uint16Array,
  connectivity: Connectivity,
  steps: number,
  heat: number,
  run: Run,
): Attempt {
  const state = createDispersionState(division, positions, part)
  const unit = averageMove(state)
  const wholePart = (unit * division.graph.vertexCount) / division.partCount
  const options = {
    steps,
    hot: heat * unit,
    cooling: COLD / heat,
    price: PRICE * wholePart,
    softPrice: SOFT_PRICE * wholePart * 2 * (1 - division.compactness),
  }
  return { part, worth: annealDispersion(state, connectivity, options, run) }
}

/** What an average move changes: the average length of an edge times the places of an average vertex. */
function averageMove(state: DispersionState): number {
  const { counts } = state
  const { vertexCount, offsets, neighbors } = state.problem.graph
  let sum = 0
  for (let v = 0; v < vertexCount; v++) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) sum += distance(state, v, neighbors[e]!)
  }
  const places = sumOf(counts)
  // 1 where all vertices stand in one place: bounds still need a price.
  return (sum / neighbors.length) * (places / vertexCount) || 1
}
