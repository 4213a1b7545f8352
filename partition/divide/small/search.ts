import { createConnectivity } from '../base/connectivity.ts'
import type { Division } from '../base/division.ts'
import { forked, goesOn, type Run } from '../base/run.ts'
import { typicalEdge } from '../base/typicalEdge.ts'
import { annealWithSwaps } from './annealWithSwaps.ts'
import { bisectAnew, type CombineOptions, combine } from './evolve.ts'
import { flowBisect } from './flowBisect.ts'
import { flowRefine } from './flowRefine.ts'
import { createSearchState, isBetter, type Score, scoreOf } from './searchState.ts'

/**
 * Search beyond the multilevel scheme, for graphs small enough to be gone over many times.
 *
 *   roams        annealing with swaps and resplits (annealWithSwaps.ts). On districting instances of 16 to 700 vertices at ±0.5 %,
 *                ten seeds: single moves alone ended 0–25 % above the optimum, resplits alone often out of bounds, both
 *                together at the optimum in 78 of 110 runs of a million moves. Eight runs, each from the best so far,
 *                reach it on 10 of 11 instances, on the last within one edge.
 *   flows        balanced minimum cuts between pairs of parts (flowRefine.ts), from whichever division is the best.
 *   population   new divisions: whole-graph flow bisections and flow bisections of a coarse graph in turns for two parts
 *                (a mesh of space, cs4: the first alone 357–416, with the second 353, the best known), hot V-cycles else.
 *   generations  combinations of two (evolve.ts).
 *
 * Tried and dropped: a first price of violation of 10 or 60 typical edges a part in place of 30 (no difference beyond
 * noise); 2 and 4 longer annealing runs in place of 8 (the same); sorting random keys for the spanning trees (half of the
 * time on 700 vertices; a random order of the edges is the same tree).
 */

/** How hard to search. All counts, no clock. */
export interface SearchEffort {
  /** annealing runs over the whole graph, each from the best so far, and the stages of each */
  roams: number
  roamStages: number
  /** divisions kept to combine; 0 for neither flows nor combinations */
  population: number
  /** combinations, after the population is filled; with a population of 1 they are V-cycles */
  generations: number
  /** annealing moves a vertex and level of a combination */
  stepsPerVertex: number
}

const LARGEST_TO_SEARCH = 5000
const LARGEST_TO_HALVE = 100_000
const LARGEST_TO_ANNEAL = 1500

/**
 * The effort that pays for a graph of this size, or undefined where it takes too long: a thorough one of about 20 times
 * a quick solve (some seconds at least), else one of about a fifth of a usual solve.
 */
export function searchEffortFor(vertexCount: number, partCount: number, isThorough: boolean): SearchEffort | undefined {
  if (vertexCount > (partCount === 2 ? LARGEST_TO_HALVE : LARGEST_TO_SEARCH)) return undefined
  const isSmall = vertexCount <= LARGEST_TO_ANNEAL
  if (partCount === 2 && !isSmall) {
    return isThorough
      ? { roams: 0, roamStages: 0, population: 4, generations: 6, stepsPerVertex: 150 }
      : { roams: 0, roamStages: 0, population: 1, generations: 0, stepsPerVertex: 0 }
  }
  return isThorough
    ? { roams: isSmall ? 8 : 0, roamStages: 1000, population: 3, generations: 5, stepsPerVertex: 400 }
    : { roams: isSmall ? 1 : 0, roamStages: 400, population: 1, generations: isSmall ? 0 : 1, stepsPerVertex: 200 }
}

const ROAM_STEPS = 1000
const TREES = 6
// In typical edges (typicalEdge.ts). 3 to 5 do as well as one another; at 2 a border is not turned round any more.
const HOT = 3
const COLD = 0.6
// What a part's weight out of bounds is worth in typical edges, at first and at last.
const SOFT_PRICE = 30
const PRICE = 300
const COARSEST_PER_PART = 20
const LEAST_COARSEST = 80
// Coarse enough to bisect many times, fine enough for what tells a good bisection.
const COARSEST_TO_BISECT = 400
const BISECTIONS = 10
const LARGEST_TO_ROAM = 5000
// Shares of a part that flows may move: of whole divisions, and on the many levels of a combination, where 0.1 finds what
// 0.25 does in less time.
const FLOW_REACH = 0.5
const NARROW_FLOW_REACH = 0.1
const FLOW_ROUNDS = 6

/**
 * Looks for a better division of a small or medium graph than `first`, which must be valid: long annealing with swaps
 * and resplits, then a population of divisions that are combined with one another (evolve.ts). Never returns a worse one
 * than `first`, by the violation of hard bounds, then by the cut and the price of soft ones.
 * O(roams · roamStages · 1000 moves + (population + generations) · stepsPerVertex · vertices moves), and the flows.
 */
export function searchHarder(division: Division, first: Uint16Array, effort: SearchEffort, run: Run): Uint16Array {
  const { graph, partCount } = division
  if (partCount === 1 || graph.neighbors.length === 0) return first
  const unit = typicalEdge(graph)
  const price = PRICE * unit
  const population: Member[] = []
  const judge = (part: Uint16Array): Member => ({ part, score: scoreOf(createSearchState(division, part), price) })
  let best = judge(first)
  const meet = (part: Uint16Array): Member => {
    const member = judge(part)
    if (isBetter(member.score, best.score)) best = member
    return member
  }
  for (let count = 0; count < effort.roams && goesOn(run); count++) {
    run.control.report('search', count / (effort.roams + effort.population + effort.generations))
    const state = createSearchState(division, best.part)
    const schedule = { hot: HOT * unit, cold: COLD * unit, softPrice: SOFT_PRICE * unit, price }
    const options = { stages: effort.roamStages, steps: ROAM_STEPS, trees: TREES, ...schedule }
    annealWithSwaps(state, createConnectivity(graph), options, forked(run))
    meet(state.part)
  }

  const options: CombineOptions = {
    coarsest: Math.max(LEAST_COARSEST, COARSEST_PER_PART * partCount),
    stepsPerVertex: effort.stepsPerVertex,
    largestToRoam: LARGEST_TO_ROAM,
    resplits: 20,
    trees: 5,
    hot: 4,
    warm: 0.5,
    price,
    flowReach: NARROW_FLOW_REACH,
  }
  const flowOptions = { rounds: FLOW_ROUNDS, reach: FLOW_REACH, price }
  if (effort.population > 0 && goesOn(run)) population.push(meet(flowRefine(division, best.part, flowOptions, run)))
  while (population.length > 0 && population.length < effort.population && goesOn(run)) {
    const fresh =
      population.length % 2 === 1
        ? bisectAnew(division, BISECTIONS, { ...options, coarsest: COARSEST_TO_BISECT, hot: 1 }, run)
        : flowBisect(division, price, run)
    const next = fresh ?? combine(division, best.part, [best.part], options, run)
    population.push(meet(flowRefine(division, next, flowOptions, run)))
  }
  const milder = { ...options, hot: 1 }
  for (let generation = 0; generation < effort.generations && population.length > 0 && goesOn(run); generation++) {
    const a = population[run.random.below(population.length)]!
    const b = population[run.random.below(population.length)]!
    const start = isBetter(b.score, a.score) ? b : a
    const parents = a === b ? [a.part] : [a.part, b.part]
    enter(population, meet(combine(division, start.part, parents, milder, run)))
  }
  return best.part
}

interface Member {
  part: Uint16Array
  score: Score
}

/** Replaces the worst member if the newcomer is better than it and its like is not there yet. */
function enter(population: Member[], newcomer: Member): void {
  let worst = 0
  for (const [index, member] of population.entries()) {
    if (!isBetter(member.score, newcomer.score) && !isBetter(newcomer.score, member.score)) return
    if (isBetter(population[worst]!.score, member.score)) worst = index
  }
  if (isBetter(newcomer.score, population[worst]!.score)) population[worst] = newcomer
}
