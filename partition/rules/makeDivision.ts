import { localPairs } from '../divide/base/apartPairs.ts'
import type { Division } from '../divide/base/division.ts'
import { presets } from '../divide/base/presets.ts'
import { forked, type Run } from '../divide/base/run.ts'
import { divideTree } from '../divide/base/tree.ts'
import { divide } from '../divide/divide.ts'
import type { Graph } from '../graph/graph.ts'
import { subgraph } from '../graph/subgraph.ts'
import { sumAt, sumOf } from '../graph/sums.ts'
import { Refusal } from './ask/refusal.ts'
import { type Relief, relieve } from './count/heavy.ts'
import { localBounds } from './count/targets.ts'
import type { PiecesInput } from './piecesInput.ts'
import { matchPins } from './start/matchPins.ts'
import { nearest } from './start/nearest.ts'
import { seededStart } from './start/seededStart.ts'
import { separatePairs } from './start/separatePairs.ts'

export interface MadeDivision {
  division: Division
  /** what makes up for vertices that cannot fit into a part; the division is relieved already */
  relief: Relief | undefined
}

/**
 * The division of one piece into the parts of `list`: what its rules come down to, and where they ask for it a start
 * that keeps them. Refuses pins that cannot be joined.
 */
export function makeDivision(
  input: PiecesInput,
  piece: Uint32Array,
  list: readonly number[],
  scratch: Int32Array,
  run: Run,
): MadeDivision {
  const { reduced, targets, today, importance, compactness } = input
  const given = piece.length === reduced.graph.vertexCount ? reduced.graph : subgraph(reduced.graph, piece, scratch)
  const ruled = fixedParts(input, given, piece, list)
  const relief = relieve({ graph: given, list, targets, importance, fixed: ruled, isRenewed: input.isRenewed })
  const graph = relief?.graph ?? given
  const fixed = relief ? withPlaces(ruled, relief.places, piece.length) : ruled
  const weights = given.vertexWeights.map((_, c) => sumAt(reduced.graph.vertexWeights[c]!, piece))
  const pick = (values: Float64Array | undefined) => values && Float64Array.from(piece, (v) => values[v]!)
  const apart = localPairs(reduced.apart, piece)
  const division: Division = {
    graph,
    partCount: list.length,
    ...(relief ? { lower: relief.lower, upper: relief.upper } : localBounds(targets, list, weights)),
    scale: relief?.scale ?? targets.averages.map((average) => 1 / average),
    importance: Float64Array.from(importance),
    compactness,
    areas: pick(reduced.areas),
    outlines: pick(reduced.outlines),
    apart: apart.length > 0 ? apart : undefined,
  }
  if (!fixed && !today && apart.length === 0) return { division, relief }
  const placeOf = new Int32Array(targets.partCount).fill(-1)
  for (const [i, part] of list.entries()) placeOf[part] = i
  const current = today
    ? Int32Array.from(piece, (v) => (today[v]! < 0 ? -1 : placeOf[today[v]!]!))
    : firstPlan(division, fixed, run)
  const { width } = targets
  const start = seededStart({
    graph,
    partCount: list.length,
    fixed: fixed ?? new Int32Array(piece.length).fill(-1),
    apart,
    ...(current && { current }),
    loads: combinedLoads(division),
    goals: Float64Array.from(list, (part) => {
      let goal = 0
      for (let c = 0; c < width; c++)
        goal += (targets.targets[part * width + c]! / targets.averages[c]!) * importance[c]!
      return goal
    }),
  })
  if (!start.ok) refuseStart(input, piece, list, fixed, start.failed)
  separatePairs(graph, start.parts, list.length, apart, fixed)
  return { division: { ...division, fixed, start: start.parts }, relief }
}

function withPlaces(
  fixed: Int32Array | undefined,
  places: Relief['places'],
  vertexCount: number,
): Int32Array | undefined {
  if (places.size === 0) return fixed
  const result = fixed?.slice() ?? new Int32Array(vertexCount).fill(-1)
  for (const [v, place] of places) result[v] = place
  return result
}

/**
 * A division made without pins and named after them: mending it for their sake leaves balance and borders better than
 * growing from the pins does. Undefined where it has little to do with them, where the search was told to stop and
 * where one part is all.
 */
function firstPlan(division: Division, fixed: Int32Array | undefined, run: Run): Int32Array | undefined {
  const { graph, partCount } = division
  if (partCount === 1 || run.control.isStopped()) return undefined
  const { apart: _, ...free } = division
  const parts = divide(free, forked({ ...run, preset: presets.fast }))
  if (!fixed) return Int32Array.from(parts)
  const nameOf = matchPins(graph, parts, partCount, fixed)
  return nameOf && Int32Array.from(parts, (part) => nameOf[part]!)
}

/** One number a vertex that balance goes by: weights over the average part, the important ones first. */
function combinedLoads({ graph, scale, importance }: Division): Float64Array {
  const loads = new Float64Array(graph.vertexCount)
  for (const [c, column] of graph.vertexWeights.entries()) {
    const factor = scale[c]! * importance[c]!
    for (let v = 0; v < loads.length; v++) loads[v]! += factor * Math.max(0, column[v]!)
  }
  return loads
}

/** Some connected division, for a run that is told to stop before there is any. */
export function anyDivision(division: Division): Uint16Array {
  const loads = combinedLoads(division)
  return divideTree(division.graph, loads, sumOf(loads), division.partCount)
}

/** Pins and seeds as parts of the piece, -1 where free; undefined where all are. A seed's part is no other seed's. */
function fixedParts(
  { reduced, today }: PiecesInput,
  graph: Graph,
  piece: Uint32Array,
  list: readonly number[],
): Int32Array | undefined {
  const { pins } = reduced
  if (!pins && reduced.seeds.length === 0) return undefined
  const isSeed = new Set(reduced.seeds)
  const seeds = [...piece.keys()].filter((j) => isSeed.has(piece[j]!))
  const hasPins = pins !== undefined && piece.some((v) => pins[v] !== -1)
  if (!hasPins && seeds.length === 0) return undefined
  const fixed = Int32Array.from(piece, (v) => (pins === undefined || pins[v] === -1 ? -1 : list.indexOf(pins[v]!)))
  const isPinned = new Set(fixed)
  const hasSeed = new Set(seeds.map((j) => fixed[j]!))
  const open = seeds.filter((j) => fixed[j] === -1)
  for (const j of open) {
    const part = today === undefined ? -1 : list.indexOf(today[piece[j]!]!)
    if (part === -1 || hasSeed.has(part)) continue
    fixed[j] = part
    hasSeed.add(part)
  }
  if (today) {
    // A seed in a part that has another one gets the nearest part without.
    for (const j of open) {
      if (fixed[j] !== -1) continue
      const at = nearest(
        graph,
        j,
        (u) => list.includes(today[piece[u]!]!) && !hasSeed.has(list.indexOf(today[piece[u]!]!)),
      )
      if (at === -1) continue
      fixed[j] = list.indexOf(today[piece[at]!]!)
      hasSeed.add(fixed[j]!)
    }
  }
  const free = [...list.keys()].filter((part) => !hasSeed.has(part))
  free.sort((a, b) => Number(isPinned.has(a)) - Number(isPinned.has(b)) || a - b)
  for (const j of open) if (fixed[j] === -1) fixed[j] = free.shift()!
  return fixed
}

function refuseStart(
  { given }: PiecesInput,
  piece: Uint32Array,
  list: readonly number[],
  fixed: Int32Array | undefined,
  failed: number,
): never {
  if (failed === list.length) {
    throw new Refusal({ code: 'pins-leave-no-room', parts: list.length, vertex: given(piece[0]!) })
  }
  const pinned = [...piece.keys()].filter((j) => fixed?.[j] === failed)
  throw new Refusal({
    code: 'pins-not-connected',
    part: list[failed]!,
    vertex: given(piece[pinned[0]!]!),
    otherVertex: given(piece[pinned.at(-1)!]!),
    pins: pinned.length,
  })
}
