import type { Graph } from '../graph/graph.ts'
import { createConnectivity } from './base/connectivity.ts'
import type { Division } from './base/division.ts'
import { createProblem, hardCount, prioritize, yieldToFirst } from './base/problem.ts'
import { forked, type Run, within } from './base/run.ts'
import { softImportance } from './base/softImportance.ts'
import { cutOf, hardViolation, leadingViolation, type State, totalViolation } from './base/state.ts'
import { typicalEdge } from './base/typicalEdge.ts'
import { divideOnce } from './border/multilevel.ts'
import { CLOSE_ENOUGH_TO_REPAIR, repair } from './border/repair.ts'
import { searchEffortFor, searchHarder } from './small/search.ts'

// What a part's weight out of bounds is worth in typical edges, at least; more where parts have more vertices, so that
// a single vertex does not come for nothing (two parts of 60,000 vertices ran out of balance at 300: cut 74 → 900).
const LEAST_PRICE = 300
// Several weights pull borders about more than one does: at 1 both weights of m100k end 15 % out, at 10 11 %.
const SEVERAL_WEIGHTS = 10
// Violation a part beyond which no repair is tried: with both weights of s20k at ±5 % it takes 20 s and ruins all borders.
const HOPELESS = 0.1
const LARGEST_LIGHT_SEARCH = 1500
// Violation a part up to which bounds count as nearly met: worth longer borders than those of the first weight alone.
const NEARLY_MET = 0.005
// Of one weight; with two, several starts brought m20k at ±5 % no shorter borders and left a part out in one of two runs.
const MOST_STARTS = 8

/**
 * Divides one connected graph into connected parts by the multilevel scheme: coarsen, divide the coarsest graph, then on
 * every level from coarse to fine project and anneal; on the finest, repair what is still out of bounds. A division to
 * start from takes the place of the coarsest one. Small graphs get several attempts from derived seeds, and any graph
 * gets more while its first hard weight, or a bound that is nearly met, is missed. Keeps the best by that weight's
 * violation, then by cut + price · violation. Once the control is stopped, the best so far comes back at once; parts are
 * connected and not empty at every moment. Graphs small enough are then searched harder (search.ts).
 */
export function divide(division: Division, run: Run): Uint16Array {
  const { preset, control } = run
  const { graph, partCount } = division
  if (partCount === 1) return new Uint16Array(graph.vertexCount)
  const problem = createProblem(division)
  const isSeveral = hardCount(problem) > 1
  const pull = isSeveral ? SEVERAL_WEIGHTS * pullOf(division.compactness) : 1
  const price = Math.max(LEAST_PRICE, graph.vertexCount / partCount) * typicalEdge(graph)
  const wanted = attemptsFor(graph, 1, preset.attemptVertices, 30)
  const allowed = attemptsFor(graph, preset.maxAttempts, 2 * preset.attemptVertices, 60)
  const connectivity = createConnectivity(graph)
  const attempt = {
    ...run,
    starts: problem.weightCount === 1 ? MOST_STARTS : 1,
    shape: shapeOf(division.compactness),
  }
  let idle = 0
  let best: Attained | undefined
  // Weights that pull apart too far: all but the first become soft, at the price of one weight.
  const yielding = isSeveral ? yieldToFirst(problem, softImportance(division.compactness)) : problem
  let firstOnly = false
  let isNews = false
  for (let count = 0; count < allowed || isNews; count++) {
    if (best && control.isStopped()) break
    if (best && !isNews) {
      const isSettled = best.hard === 0 || isConflict(best)
      if (isSettled ? count >= wanted : idle >= preset.idleAttempts) break
    }
    isNews = false
    const span = within(forked(attempt), Math.min(count / allowed, 1), Math.min((count + 1) / allowed, 1))
    const own = { ...span, price: firstOnly ? price : pull * price }
    const state = divideOnce(firstOnly ? yielding : problem, division.start, connectivity, own)
    const isHopeless = hardCount(state.problem) > 1 && hardViolation(state) > HOPELESS * partCount
    own.control.report('repair', 0.9)
    if (!isHopeless) repair(state, connectivity, own)
    const asAsked = { ...state, problem }
    const leading = leadingViolation(asAsked)
    const hard = hardViolation(asAsked)
    const cost = cutOf(asAsked) + price * totalViolation(asAsked)
    const isFair = firstOnly || hard <= NEARLY_MET * partCount
    const attained = { state, firstOnly, leading, hard, cost, isFair }
    if (!best || isBetter(attained, best)) {
      best = attained
      idle = 0
    } else idle++
    if (!firstOnly && isSeveral && (best.leading > 0 || isConflict(best))) {
      firstOnly = true
      isNews = true
    }
  }
  const { state, hard, firstOnly: hasYielded } = best!
  const { part } = state
  if (preset.search === 'none' || control.isStopped()) return part
  // On lattices of thousands of cells a light search finds nothing that annealing left.
  const isLattice = connectivity.rings.isTriangulated && partCount > 2
  const isWorthIt = graph.vertexCount <= LARGEST_LIGHT_SEARCH || !isLattice || hard > 0
  if (preset.search === 'light' && !isWorthIt) return part
  const effort = searchEffortFor(graph.vertexCount, partCount, preset.search === 'thorough')
  if (effort === undefined) return part
  const aim = hasYielded ? yielding : isSeveral && hard > 0 ? prioritize(problem) : problem
  return searchHarder({ ...division, importance: aim.importance }, part, effort, forked(run))
}

/** Where several hard weights pull, the dial says how much: 10 times as much at its balanced end, a tenth at its compact one. */
function pullOf(compactness: number): number {
  const tilt = 18 * Math.abs(compactness - 0.5) + 1
  return compactness < 0.5 ? tilt : 1 / tilt
}

function attemptsFor(graph: Graph, least: number, vertexBudget: number, most: number): number {
  return Math.max(least, Math.min(most, Math.floor(vertexBudget / graph.vertexCount)))
}

interface Attained {
  state: State
  /** reached with all but the first hard weight made soft */
  firstOnly: boolean
  /** how far the first hard weight is out of its bounds, and all hard ones together */
  leading: number
  hard: number
  /** cut and the price of all that is out of bounds */
  cost: number
  /** false where long borders were paid for bounds that are missed by far all the same */
  isFair: boolean
}

function isBetter(a: Attained, b: Attained): boolean {
  if (a.leading !== b.leading) return a.leading < b.leading
  return a.isFair === b.isFair ? a.cost < b.cost : a.isFair
}

/** Later weights alone are out, and by more than further attempts will close. */
function isConflict({ leading, hard }: Attained): boolean {
  return leading === 0 && hard > CLOSE_ENOUGH_TO_REPAIR
}

// In typical edges, at the compact end of the dial. Up to the middle the cut alone does best: at 20 the mean
// Polsby–Popper on s20k rises from 0.560 to 0.571 for 2 % more cut, at 150 both are worse (2026-11).
const STRONGEST_SHAPE = 20

function shapeOf(compactness: number): number {
  return Math.max(0, 2 * compactness - 1) * STRONGEST_SHAPE
}
