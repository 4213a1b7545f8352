import { type Control, within } from '../solve/control.ts'
import { disperse } from '../solve/dispersion/dispersion.ts'
import { divide } from '../solve/divide.ts'
import type { Division } from '../solve/division.ts'
import type { Random } from '../solve/random.ts'
import { rebalance } from '../solve/rebalance/rebalance.ts'
import { anyDivision, makeDivision } from './makeDivision.ts'
import { percent, percentUp } from './percent.ts'
import type { PiecesInput } from './piecesInput.ts'
import { Refusal } from './refusal.ts'
import { separateFoes } from './separateFoes.ts'

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
