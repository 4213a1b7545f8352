import type { Division } from '../divide/base/division.ts'
import { forked, type Run, within } from '../divide/base/run.ts'
import { disperse } from '../divide/dispersion/dispersion.ts'
import { rebalance } from '../divide/movement/rebalance.ts'
import { persist } from '../divide/persist.ts'
import { isBetween } from '../metrics/base/isWithin.ts'
import { Refusal } from './ask/refusal.ts'
import type { Relief } from './count/heavy.ts'
import { anyDivision, makeDivision } from './makeDivision.ts'
import { roundUp } from './notes/roundUp.ts'
import type { PiecesInput } from './piecesInput.ts'
import { separatePairs } from './start/separatePairs.ts'

export interface PiecesOutcome {
  /** one a reduced vertex */
  parts: Uint16Array
  /** where the budget kept a piece out of its bounds: what the plan without a budget takes, in move costs */
  needed: number | undefined
  /** one a piece: what the others got in place of their bounds where something is heavier than a part may be */
  reliefs: (Relief | undefined)[]
  /** all parts are within what the search was asked for, in place of bounds that cannot be met */
  isAsNearAsCan: boolean
  /** how many whole searches a piece got, at most */
  searches: number
}

/** Divides every piece and numbers the parts by its list. */
export function solvePieces(input: PiecesInput, run: Run): PiecesOutcome {
  const { reduced, pieces, lists } = input
  const { control } = run
  const { graph, moveCosts } = reduced
  const scratch = new Int32Array(graph.vertexCount)
  const first = within(run, 0, FIRST_SHARE)
  const made = pieces.map((piece, i) => makeDivision(input, piece, lists[i]!, scratch, first))
  const divisions = made.map(({ division }) => division)
  const costs = pieces.map((piece) => Float64Array.from(piece, (v) => (input.today?.[v] === -1 ? 0 : moveCosts[v]!)))
  let left = input.budget
  let costOfAllFree = 0
  let isShort = false
  if (input.today) {
    // What has no part today, or had to leave it, moves at no further cost.
    const forced = pieces.map((piece, i) => payForced(input, piece, lists[i]!, divisions[i]!, costs[i]!))
    left -= forced.reduce((sum, cost) => sum + cost, 0)
    costOfAllFree = input.budget - left
    if (left < -ROUNDING * input.totalCost) refuseBudget(input, input.budget - left)
  }
  const parts = new Uint16Array(graph.vertexCount)
  let done = 0
  let isAsNearAsCan = true
  let searches = 1
  for (const [i, piece] of pieces.entries()) {
    const division = divisions[i]!
    const list = lists[i]!
    const from = FIRST_SHARE + ((1 - FIRST_SHARE) * done) / graph.vertexCount
    const span = within(forked(run), from, from + ((1 - FIRST_SHARE) * piece.length) / graph.vertexCount)
    let local: Uint16Array
    if (list.length === 1) local = new Uint16Array(piece.length)
    else if (control.isStopped()) local = division.start ?? anyDivision(division)
    else if (input.today) {
      // Without regard to the budget first: where that is affordable, a larger budget would change nothing.
      const free = rebalance(division, costs[i]!, input.totalCost, span)
      const freeCost = costOf(free, division.start!, costs[i]!)
      costOfAllFree += freeCost
      local = free
      if (freeCost > left + ROUNDING * input.totalCost) {
        local = rebalance(division, costs[i]!, Math.max(0, left), span)
        isShort ||= !control.isStopped() && isOutOfBounds(division, local) && !isOutOfBounds(division, free)
      }
      left -= costOf(local, division.start!, costs[i]!)
    } else if (input.objective === 'dispersion') {
      const positions = new Float64Array(2 * piece.length)
      for (let j = 0; j < piece.length; j++) {
        positions[2 * j] = reduced.positions![2 * piece[j]!]!
        positions[2 * j + 1] = reduced.positions![2 * piece[j]! + 1]!
      }
      local = disperse(division, positions, span)
    } else {
      const persisted = persist(division, span)
      local = persisted.parts
      searches = Math.max(searches, persisted.searches)
    }
    if (division.apart) separatePairs(division.graph, local, list.length, division.apart, division.fixed)
    isAsNearAsCan &&= !isOutOfBounds(division, local)
    for (let j = 0; j < piece.length; j++) parts[piece[j]!] = list[local[j]!]!
    done += piece.length
  }
  const needed = isShort ? costOfAllFree : undefined
  return { parts, needed, reliefs: made.map(({ relief }) => relief), isAsNearAsCan, searches }
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
    for (let part = 0; part < partCount; part++) {
      const at = part * width + c
      if (!isBetween(sums[part]!, lower[at]!, upper[at]!, 1 / scale[c]!)) return true
    }
  }
  return false
}

function refuseBudget({ budget: left, spent, totalCost }: PiecesInput, mending: number): never {
  const budget = left + spent
  const needed = mending + spent
  throw new Refusal({ code: 'budget-too-small', budget: budget / totalCost, needed: roundUp(needed / totalCost) })
}
