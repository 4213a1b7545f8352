import type { Graph } from '../graph/graph.ts'
import { balance } from './balance.ts'
import { bisectRecursively } from './bisect.ts'
import { coarsen } from './coarsen.ts'
import { createConnectivity } from './connectivity.ts'
import { type Control, within } from './control.ts'
import type { Preset } from './presets.ts'
import { type Band, createProblem, onGraph, type Problem } from './problem.ts'
import type { Random } from './random.ts'
import { refine } from './refine.ts'
import { createState, cutOf, type State, totalViolation } from './state.ts'

/**
 * Divides one connected graph into connected parts by the multilevel scheme: coarsen, divide the coarsest graph, then on
 * every level from coarse to fine project, balance and refine. Runs several attempts from derived seeds and keeps the
 * best by violation (the first weight dominates it), then cut. `partCount` ≤ vertices.
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
  let best: State | undefined
  let bestViolation = Infinity
  let bestCut = Infinity
  for (let attempt = 0; attempt < preset.maxAttempts; attempt++) {
    if (attempt >= preset.attempts && bestViolation === 0) break
    const span = within(control, attempt / preset.maxAttempts, (attempt + 1) / preset.maxAttempts)
    const state = divideOnce(problem, band, preset, random.fork(), span)
    const violation = totalViolation(state)
    const cut = cutOf(state)
    if (violation < bestViolation || (violation === bestViolation && cut < bestCut)) {
      best = state
      bestViolation = violation
      bestCut = cut
    }
  }
  return best!.part
}

// A coarse vertex may take this share of what an average one would, and of a part at most.
const HEAVIEST_COARSE_VERTEX = 3

function divideOnce(problem: Problem, band: Band, preset: Preset, random: Random, control: Control): State {
  const { graph, partCount } = problem
  const targetCount = Math.max(preset.verticesPerPart * partCount, 60)
  const limit = HEAVIEST_COARSE_VERTEX / preset.verticesPerPart
  const maxWeights = Float64Array.from(band.scale, (scale) => limit / scale)
  const maxSize = (HEAVIEST_COARSE_VERTEX * graph.vertexCount) / targetCount
  control.report('coarsen', 0)
  const levels = coarsen(graph, targetCount, maxWeights, maxSize, random)
  const coarsest = levels.at(-1)?.graph ?? graph
  let part = bisectRecursively(coarsest, partCount, band, preset, random, within(control, 0.1, 0.3))
  for (let index = levels.length; index >= 0; index--) {
    const level = index === 0 ? graph : levels[index - 1]!.graph
    control.report('refine', 0.3 + (0.7 * (levels.length - index)) / (levels.length + 1))
    const state = createState(onGraph(problem, level), part)
    const connectivity = createConnectivity(level)
    const options = { rounds: preset.refineRounds, patience: preset.refinePatience, detour: 0 }
    balance(state, connectivity, 12, control)
    refine(state, connectivity, options, random, control)
    if (index === 0) return state
    part = project(state.part, levels[index - 1]!.coarseOf)
  }
  throw new Error('unreachable: the finest level returns')
}

function project(coarse: Uint16Array, coarseOf: Uint32Array): Uint16Array {
  const part = new Uint16Array(coarseOf.length)
  for (let v = 0; v < part.length; v++) part[v] = coarse[coarseOf[v]!]!
  return part
}
