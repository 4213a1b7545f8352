import type { Graph } from '../graph/graph.ts'
import { anneal } from './anneal.ts'
import { balance } from './balance.ts'
import { bisectRecursively } from './bisect.ts'
import { coarsen } from './coarsen.ts'
import { type Connectivity, createConnectivity } from './connectivity.ts'
import { type Control, within } from './control.ts'
import type { Preset } from './presets.ts'
import { type Band, createProblem, type Problem } from './problem.ts'
import type { Random } from './random.ts'
import { recombine } from './recombine.ts'
import { type RefineOptions, refine } from './refine.ts'
import { createState, cutOf, firstViolation, type State, totalViolation } from './state.ts'

// What a grid's weight out of bounds is worth in average edges. At 100 a second weight stays further out, at 1000 the
// cut grows by 9 % (m20k, two weights: cut 2775 / 2842 / 3099 for 100 / 300 / 1000; the second weight gains little).
const PRICE = 300
// Where only the other weights are out, and by more than this in all, the bounds conflict; no repair will close that.
const CLOSE_ENOUGH_TO_REPAIR = 0.1

/**
 * Divides one connected graph into connected parts by the multilevel scheme: coarsen, divide the coarsest graph, then on
 * every level from coarse to fine project, balance, anneal and refine; on the finest, repair what is still out of bounds.
 * Small graphs get several attempts from derived seeds, and any graph gets more while its first weight, or a bound that
 * is nearly met, is missed. Keeps the best by the first weight's violation, then by cut + price · violation.
 */
export function divideComponent(
  graph: Graph,
  partCount: number,
  band: Band,
  preset: Preset,
  random: Random,
  control: Control,
): Uint16Array {
  if (partCount === 1) return new Uint16Array(graph.vertexCount)
  const problem = createProblem(graph, new Array<number>(partCount).fill(1), band)
  const price = PRICE * averageEdgeWeight(graph)
  const wanted = attemptsFor(graph, 1, preset.attemptVertices, 30)
  const allowed = attemptsFor(graph, preset.maxAttempts, 2 * preset.attemptVertices, 60)
  let idle = 0
  let best: { state: State; first: number; violation: number; cost: number } | undefined
  for (let attempt = 0; attempt < allowed; attempt++) {
    if (best) {
      const isSettled = best.violation === 0 || isConflict(best.first, best.violation)
      if (isSettled ? attempt >= wanted : idle >= preset.idleAttempts) break
    }
    const span = within(control, attempt / allowed, (attempt + 1) / allowed)
    const state = divideOnce(problem, band, { preset, price, random: random.fork(), control: span })
    const first = firstViolation(state)
    const violation = totalViolation(state)
    const cost = cutOf(state) + price * violation
    if (!best || first < best.first || (first === best.first && cost < best.cost)) {
      best = { state, first, violation, cost }
      idle = 0
    } else idle++
  }
  return best!.state.part
}

function attemptsFor(graph: Graph, least: number, vertexBudget: number, most: number): number {
  return Math.max(least, Math.min(most, Math.floor(vertexBudget / graph.vertexCount)))
}

function isConflict(first: number, violation: number): boolean {
  return first === 0 && violation > CLOSE_ENOUGH_TO_REPAIR
}

// A coarse vertex weighs at most this many times what an average one does.
const HEAVIEST_COARSE_VERTEX = 3
const LEAST_COARSE_VERTICES = 60

/** What every phase of an attempt is given. */
interface Attempt {
  preset: Preset
  /** what a unit of violation costs, in edge weight, on every level */
  price: number
  random: Random
  control: Control
}

function divideOnce(problem: Problem, band: Band, attempt: Attempt): State {
  const { preset, random, control } = attempt
  const { graph, partCount } = problem
  const targetCount = Math.max(preset.verticesPerPart * partCount, LEAST_COARSE_VERTICES)
  const limit = HEAVIEST_COARSE_VERTEX / preset.verticesPerPart
  const maxWeights = Float64Array.from(band.scale, (scale) => limit / scale)
  const maxSize = (HEAVIEST_COARSE_VERTEX * graph.vertexCount) / targetCount
  control.report('coarsen', 0)
  const levels = coarsen(graph, targetCount, maxWeights, maxSize, random)
  const coarsest = levels.at(-1)?.graph ?? graph
  let part = bisectRecursively(coarsest, partCount, band, preset, random, within(control, 0.05, 0.2))
  for (let index = levels.length; index > 0; index--) {
    const level = levels[index - 1]!
    // Coarse vertices are too heavy for the bounds, so these are widened by what an average one weighs.
    const shares = new Array<number>(partCount).fill(1)
    const coarse = createProblem(level.graph, shares, band, partCount / level.graph.vertexCount)
    control.report('refine', 0.2 + (0.6 * (levels.length - index)) / levels.length)
    const state = createState(coarse, part)
    improve(state, createConnectivity(level.graph), attempt, preset.coarseSteps, index === levels.length)
    part = project(state.part, level.coarseOf)
  }
  control.report('refine', 0.8)
  const state = createState(problem, part)
  const connectivity = createConnectivity(graph)
  improve(state, connectivity, attempt, preset.finestSteps, levels.length === 0)
  control.report('repair', 0.95)
  repair(state, connectivity, attempt)
  return state
}

const BALANCE_CYCLES = 3
// In average edges: on the coarsest graph hot enough to redraw borders, below it only to smooth them.
const HOT = 4
const WARM = 1
const COLD = 0.15

function improve(
  state: State,
  connectivity: Connectivity,
  { preset, price, random, control }: Attempt,
  stepsPerVertex: number,
  isCoarsest: boolean,
): void {
  const options = refineOptions(preset, price)
  refine(state, connectivity, options, random, control)
  for (let cycle = 0; cycle < BALANCE_CYCLES && totalViolation(state) > 0; cycle++) {
    balance(state, connectivity, cycle + 1, control)
    refine(state, connectivity, options, random, control)
  }
  const { graph } = state.problem
  const unit = averageEdgeWeight(graph)
  const steps = stepsPerVertex * graph.vertexCount
  const hot = (isCoarsest ? HOT : WARM) * unit
  anneal(state, connectivity, { steps, hot, cold: COLD * unit, price }, random, control)
  refine(state, connectivity, options, random, control)
}

// High enough that no cut is worth a violation.
const STRICTNESS = 1000
const RESCUE = { pairs: 40, trees: 20 }
// A round of repair that leaves more than this of the violation has brought nothing.
const LEAST_REPAIR = 0.98

function repair(state: State, connectivity: Connectivity, { preset, price, random, control }: Attempt): void {
  const strict = refineOptions(preset, price * STRICTNESS)
  let best = totalViolation(state)
  let idle = 0
  for (let round = 0; best > 0 && idle < preset.idleRepairs; round++) {
    if (isConflict(firstViolation(state), best)) return
    balance(state, connectivity, 1 + (round % 3), control)
    refine(state, connectivity, strict, random, control)
    if (totalViolation(state) === 0) return
    recombine(state, RESCUE, random, control)
    refine(state, connectivity, strict, random, control)
    const violation = totalViolation(state)
    idle = violation < best * LEAST_REPAIR ? 0 : idle + 1
    best = Math.min(best, violation)
  }
}

function refineOptions(preset: Preset, price: number): RefineOptions {
  return { rounds: preset.refineRounds, patience: preset.refinePatience, price, detour: 0 }
}

function project(coarse: Uint16Array, coarseOf: Uint32Array): Uint16Array {
  const part = new Uint16Array(coarseOf.length)
  for (let v = 0; v < part.length; v++) part[v] = coarse[coarseOf[v]!]!
  return part
}

function averageEdgeWeight({ edgeWeights }: Graph): number {
  return edgeWeights.reduce((sum, weight) => sum + weight, 0) / edgeWeights.length
}
