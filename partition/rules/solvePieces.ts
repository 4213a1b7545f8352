import type { Graph } from '../graph/graph.ts'
import { subgraph } from '../graph/subgraph.ts'
import { type Control, within } from '../solve/control.ts'
import { disperse } from '../solve/dispersion/dispersion.ts'
import { divide } from '../solve/divide.ts'
import type { Division } from '../solve/division.ts'
import { type Preset, presets } from '../solve/presets.ts'
import type { Random } from '../solve/random.ts'
import { rebalance } from '../solve/rebalance/rebalance.ts'
import { divideTree } from '../solve/tree.ts'
import { matchPins } from './matchPins.ts'
import { nearest } from './nearest.ts'
import { percent, percentUp } from './percent.ts'
import { Refusal } from './refusal.ts'
import { seededStart } from './seededStart.ts'
import { separateFoes } from './separateFoes.ts'
import { localBounds, type Targets } from './targets.ts'
import { sumAt } from './weights.ts'
import type { Work } from './work.ts'

/** What every piece is solved with. */
export interface PiecesInput {
  work: Work
  pieces: readonly Uint32Array[]
  /** the parts each piece gets, ascending */
  lists: readonly number[][]
  /** one a work vertex: the part it should stay in, -1 where it has none today, -2 where that does not go on; absent without a plan to keep */
  today: Int32Array | undefined
  targets: Targets
  importance: readonly number[]
  compactness: number
  objective: 'border' | 'dispersion'
  /** what may move, in the unit of move costs, after what units forced already */
  budget: number
  /** all move costs of the city, for messages */
  totalCost: number
  preset: Preset
  name(workVertex: number): string
}

export interface PiecesOutcome {
  /** one a work vertex */
  parts: Uint16Array
  /** where the budget kept a piece out of its bounds: what it would have taken in all, in move costs */
  needed: number | undefined
}

/** Divides every piece and numbers the parts by its list. */
export function solvePieces(input: PiecesInput, random: Random, control: Control): PiecesOutcome {
  const { work, pieces, lists, preset } = input
  const { graph, moveCosts } = work
  const scratch = new Int32Array(graph.vertexCount)
  const tools = { random, control: within(control, 0, FIRST_SHARE) }
  const divisions = pieces.map((piece, i) => makeDivision(input, piece, lists[i]!, scratch, tools))
  const costs = pieces.map((piece) => Float64Array.from(piece, (v) => (input.today?.[v] === -1 ? 0 : moveCosts[v]!)))
  let left = input.budget
  if (input.today) {
    // What has no part today, or had to leave it, moves at no further cost.
    const forced = pieces.map((piece, i) => payForced(input, piece, lists[i]!, divisions[i]!, costs[i]!))
    left -= forced.reduce((sum, cost) => sum + cost, 0)
    if (left < -ROUNDING * input.totalCost) refuseBudget(input, input.budget - left)
  }
  const parts = new Uint16Array(graph.vertexCount)
  let done = 0
  let needed: number | undefined
  for (const [i, piece] of pieces.entries()) {
    const division = divisions[i]!
    const list = lists[i]!
    const from = FIRST_SHARE + ((1 - FIRST_SHARE) * done) / graph.vertexCount
    const span = within(control, from, from + ((1 - FIRST_SHARE) * piece.length) / graph.vertexCount)
    const fork = random.fork()
    let local: Uint16Array
    if (list.length === 1) local = new Uint16Array(piece.length)
    else if (control.isStopped()) local = division.start ?? anyDivision(division)
    else if (input.today) {
      const kept = rebalance(division, costs[i]!, Math.max(0, left), preset, fork, span)
      const cost = costOf(kept, division.start!, costs[i]!)
      if (input.budget < input.totalCost && !control.isStopped() && isOutOfBounds(division, kept)) {
        const free = rebalance(division, costs[i]!, input.totalCost, preset, fork, span)
        if (!isOutOfBounds(division, free)) {
          needed = Math.max(needed ?? 0, input.budget - left + costOf(free, division.start!, costs[i]!))
        }
      }
      left -= cost
      local = kept
    } else if (input.objective === 'dispersion') {
      const positions = new Float64Array(2 * piece.length)
      for (let j = 0; j < piece.length; j++) {
        positions[2 * j] = work.positions![2 * piece[j]!]!
        positions[2 * j + 1] = work.positions![2 * piece[j]! + 1]!
      }
      local = disperse(division, positions, preset, fork, span)
    } else local = divide(division, preset, fork, span)
    if (division.apart) separateFoes(division.graph, local, list.length, division.apart, division.fixed)
    for (let j = 0; j < piece.length; j++) parts[piece[j]!] = list[local[j]!]!
    done += piece.length
  }
  return { parts, needed }
}

const ROUNDING = 1e-9
// Of the progress, for what starts are made from.
const FIRST_SHARE = 0.1

function makeDivision(
  input: PiecesInput,
  piece: Uint32Array,
  list: readonly number[],
  scratch: Int32Array,
  tools: { random: Random; control: Control },
): Division {
  const { work, targets, today, importance, compactness } = input
  const graph = piece.length === work.graph.vertexCount ? work.graph : subgraph(work.graph, piece, scratch)
  const weights = graph.vertexWeights.map((_, c) => sumAt(work.graph.vertexWeights[c]!, piece))
  const pick = (values: Float64Array | undefined) => values && Float64Array.from(piece, (v) => values[v]!)
  const areas = pick(work.areas)
  const outlines = pick(work.outlines)
  const apart = localPairs(work.apart, piece, work.graph.vertexCount)
  const division: Division = {
    graph,
    partCount: list.length,
    ...localBounds(targets, list, weights),
    scale: targets.averages.map((average) => 1 / average),
    importance: Float64Array.from(importance),
    compactness,
    ...(areas && { areas }),
    ...(outlines && { outlines }),
    ...(apart.length > 0 && { apart }),
  }
  const fixed = fixedParts(input, graph, piece, list)
  if (!fixed && !today && apart.length === 0) return division
  const placeOf = new Int32Array(targets.partCount).fill(-1)
  for (const [i, part] of list.entries()) placeOf[part] = i
  const current = today
    ? Int32Array.from(piece, (v) => (today[v]! < 0 ? -1 : placeOf[today[v]!]!))
    : firstPlan(division, fixed, tools)
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
  separateFoes(graph, start.parts, list.length, apart, fixed)
  return { ...division, ...(fixed && { fixed }), start: start.parts }
}

/**
 * A division made without pins and named after them: mending it for their sake leaves balance and borders better than
 * growing from the pins does. Undefined where it has little to do with them, where the search was told to stop and
 * where one part is all.
 */
function firstPlan(
  division: Division,
  fixed: Int32Array | undefined,
  { random, control }: { random: Random; control: Control },
): Int32Array | undefined {
  const { graph, partCount } = division
  if (partCount === 1 || control.isStopped()) return undefined
  const { apart: _, ...free } = division
  const parts = divide(free, presets.fast, random.fork(), control)
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

function anyDivision(division: Division): Uint16Array {
  const loads = combinedLoads(division)
  let total = 0
  for (const load of loads) total += load
  return divideTree(division.graph, loads, total, division.partCount)
}

function localPairs(pairs: Uint32Array, piece: Uint32Array, vertexCount: number): Uint32Array {
  if (pairs.length === 0) return pairs
  const placeOf = new Int32Array(vertexCount).fill(-1)
  for (let j = 0; j < piece.length; j++) placeOf[piece[j]!] = j
  const local: number[] = []
  for (let i = 0; i < pairs.length; i += 2) {
    const [a, b] = [placeOf[pairs[i]!]!, placeOf[pairs[i + 1]!]!]
    if (a !== -1 && b !== -1) local.push(a, b)
  }
  return Uint32Array.from(local)
}

/** Pins and seeds as parts of the piece, -1 where free; undefined where all are. A seed's part is no other seed's. */
function fixedParts(
  { work, today }: PiecesInput,
  graph: Graph,
  piece: Uint32Array,
  list: readonly number[],
): Int32Array | undefined {
  const { pins } = work
  if (!pins && work.seeds.length === 0) return undefined
  const isSeed = new Set(work.seeds)
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

function payForced(
  { today }: PiecesInput,
  piece: Uint32Array,
  list: readonly number[],
  { start }: Division,
  costs: Float64Array,
): number {
  let forced = 0
  for (let j = 0; j < piece.length; j++) {
    if (list[start![j]!] === today![piece[j]!]) continue
    forced += costs[j]!
    costs[j] = 0
  }
  return forced
}

function costOf(parts: Uint16Array, start: Uint16Array, costs: Float64Array): number {
  let cost = 0
  for (let j = 0; j < parts.length; j++) if (parts[j] !== start[j]) cost += costs[j]!
  return cost
}

function isOutOfBounds({ graph, partCount, lower, upper, scale }: Division, parts: Uint16Array): boolean {
  const width = graph.vertexWeights.length
  for (const [c, column] of graph.vertexWeights.entries()) {
    const sums = new Float64Array(partCount)
    for (let v = 0; v < parts.length; v++) sums[parts[v]!]! += column[v]!
    const slack = ROUNDING / scale[c]!
    for (let part = 0; part < partCount; part++) {
      const at = part * width + c
      if (sums[part]! < lower[at]! - slack || sums[part]! > upper[at]! + slack) return true
    }
  }
  return false
}

function refuseBudget({ budget, totalCost }: PiecesInput, needed: number): never {
  throw new Refusal(
    'budget-too-small',
    `mending today's plan alone moves ${percent(needed / totalCost)} of the first weight, more than the ${percent(budget / totalCost)} allowed; ` +
      `raise the budget to ${percentUp(needed / totalCost)}`,
    { budget: budget / totalCost, needed: needed / totalCost },
  )
}

function refuseStart(
  { name }: PiecesInput,
  piece: Uint32Array,
  list: readonly number[],
  fixed: Int32Array | undefined,
  failed: number,
): never {
  if (failed === list.length) {
    throw new Refusal(
      'too-many-pins',
      `pins and their paths leave no vertices for ${list.length} parts in the piece with ${name(piece[0]!)}`,
      { parts: list.length, vertices: piece.length },
    )
  }
  const pinned = [...piece.keys()].filter((j) => fixed?.[j] === failed)
  const names = [pinned[0]!, pinned.at(-1)!].map((j) => name(piece[j]!))
  throw new Refusal(
    'pins-not-connected',
    `no way was found to connect the pins of part ${list[failed]}, ${names.join(' and ')} among them, round those of other parts`,
    { part: list[failed]!, pins: pinned.length },
  )
}
