import { apportion } from '../../divide/base/apportion.ts'
import { isWithin } from '../../metrics/base/isWithin.ts'

/** A connected piece of the reduced graph, for sharing out parts. */
export interface PieceDemand {
  /** its sum of the first weight that is balanced */
  weight: number
  vertices: number
  /** parts it must have, by its pins */
  required: readonly number[]
  /** how many parts it must have at least */
  least: number
  /** parts of today's plan that lie in it, the heaviest first */
  today: readonly number[]
}

/**
 * Gives each piece a whole number of parts by weight, and says which: required ones, then today's, then the lowest left.
 * `labels` are the parts there are, ascending, `targets` their targets by label. The caller guarantees that the least
 * counts fit. Today's counts stand where they are within tolerance or no whole numbers are nearer. Lists ascend.
 */
export function apportionParts(
  demands: readonly PieceDemand[],
  labels: readonly number[],
  targets: ArrayLike<number>,
  tolerance: number,
): number[][] {
  const isUniform = labels.every((label) => targets[label] === targets[labels[0]!])
  const chosen = isUniform
    ? byCount(demands, labels, targets[labels[0]!]!, tolerance)
    : byTarget(demands, labels, targets)
  return chosen.map((list) => list.sort((a, b) => a - b))
}

function byCount(
  demands: readonly PieceDemand[],
  labels: readonly number[],
  target: number,
  tolerance: number,
): number[][] {
  const weights = demands.map(({ weight }) => weight)
  const sizes = demands.map(({ vertices }) => vertices)
  const least = demands.map((demand) => demand.least)
  const hill = apportion(weights, sizes, labels.length, least)
  const today = demands.map((demand) => demand.today.length)
  const fits =
    today.reduce((sum, count) => sum + count, 0) === labels.length &&
    demands.every((demand, i) => today[i]! >= demand.least && today[i]! <= demand.vertices)
  const worst = (counts: readonly number[]) =>
    Math.max(...counts.map((count, i) => Math.abs(weights[i]! / (count * target) - 1)))
  const counts = fits && (isWithin(worst(today), tolerance) || worst(today) <= worst(hill)) ? today : hill
  const taken = new Set<number>()
  const chosen = demands.map((demand) => [...demand.required])
  for (const list of chosen) for (const label of list) taken.add(label)
  for (const [i, demand] of demands.entries()) {
    for (const label of demand.today) {
      if (chosen[i]!.length >= counts[i]! || taken.has(label)) continue
      chosen[i]!.push(label)
      taken.add(label)
    }
  }
  const left = labels.filter((label) => !taken.has(label))
  for (const [i, list] of chosen.entries()) while (list.length < counts[i]!) list.push(left.shift()!)
  return chosen
}

// Swaps tried a pair of parts; enough for the sums to settle.
const SWEEPS = 4

/** Unequal targets: the largest first to where most is missing, then exchanges while they bring the sums nearer. */
function byTarget(demands: readonly PieceDemand[], labels: readonly number[], targets: ArrayLike<number>): number[][] {
  const chosen = demands.map((demand) => [...demand.required])
  const missing = demands.map(
    (demand, i) => demand.weight - chosen[i]!.reduce((sum, label) => sum + targets[label]!, 0),
  )
  const taken = new Set(chosen.flat())
  const free = labels.filter((label) => !taken.has(label)).sort((a, b) => targets[b]! - targets[a]! || a - b)
  const give = (i: number, label: number) => {
    chosen[i]!.push(label)
    missing[i]! -= targets[label]!
  }
  for (const [index, label] of free.entries()) {
    const needs = demands.map((demand, i) => Math.max(0, demand.least - chosen[i]!.length))
    const isTight = needs.reduce((sum, need) => sum + need, 0) >= free.length - index
    let best = -1
    for (const [i, demand] of demands.entries()) {
      if (chosen[i]!.length >= demand.vertices || (isTight && needs[i] === 0)) continue
      if (best === -1 || missing[i]! > missing[best]!) best = i
    }
    give(best, label)
  }
  const isFree = new Set(free)
  const off = (i: number, change: number) => Math.abs(missing[i]! + change) - Math.abs(missing[i]!)
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const i of demands.keys()) {
      for (const j of demands.keys()) {
        if (i === j) continue
        for (const a of chosen[i]!.filter((label) => isFree.has(label))) {
          const canMove = chosen[i]!.length > demands[i]!.least && chosen[j]!.length < demands[j]!.vertices
          if (canMove && off(i, targets[a]!) + off(j, -targets[a]!) < 0) {
            move(chosen, missing, targets, i, j, a)
            continue
          }
          const b = chosen[j]!.find((label) => {
            const change = targets[a]! - targets[label]!
            return isFree.has(label) && change !== 0 && off(i, change) + off(j, -change) < 0
          })
          if (b === undefined) continue
          move(chosen, missing, targets, i, j, a)
          move(chosen, missing, targets, j, i, b)
        }
      }
    }
  }
  return chosen
}

function move(
  chosen: number[][],
  missing: number[],
  targets: ArrayLike<number>,
  i: number,
  j: number,
  label: number,
): void {
  chosen[i] = chosen[i]!.filter((other) => other !== label)
  chosen[j]!.push(label)
  missing[i]! += targets[label]!
  missing[j]! -= targets[label]!
}
