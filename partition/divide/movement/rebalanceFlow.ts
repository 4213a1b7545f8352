import type { Division } from '../base/division.ts'
import { type Quotient, quotientOf } from '../base/quotient.ts'
import { createFlowNetwork } from './minimumCostFlow.ts'

/**
 * How much of each weight is still due to pass over each border: due[i · weightCount + c] is what should pass from p to
 * neighbors[i] of its row, in the unit of weight c.
 */
export interface Dues extends Quotient {
  readonly due: Float64Array
}

/** The parts that touch, with nothing due. */
export function listBorders(division: Division, part: Uint16Array): Dues {
  const quotient = quotientOf(division, part)
  return { ...quotient, due: new Float64Array(quotient.neighbors.length * division.scale.length) }
}

/** The place of the border p → q in the rows; -1 if there is none. */
export function borderIndex({ offsets, neighbors }: Dues, p: number, q: number): number {
  for (let i = offsets[p]!; i < offsets[p + 1]!; i++) if (neighbors[i] === q) return i
  return -1
}

/**
 * Fills in what is due of weight c: the least weight · borders crossed that brings every part into its bounds widened
 * by `widen` average parts, as a minimum-cost flow in which each border costs 1. What must leave a part or come to it is
 * worth more than any path costs; what may, nothing. If the bounds cannot hold, as much as possible comes within.
 * Returns the sum of all dues: what has to move at least, short of parts that grow through one another.
 */
export function findDues(division: Division, loads: Float64Array, c: number, widen: number, dues: Dues): number {
  const { partCount, lower, upper, scale } = division
  const weightCount = scale.length
  const network = createFlowNetwork(partCount + 2)
  const source = partCount
  const sink = partCount + 1
  const worth = partCount + 1
  const slack = widen / scale[c]!
  for (let p = 0; p < partCount; p++) {
    const at = p * weightCount + c
    const load = loads[at]!
    const low = lower[at]! - slack
    const high = upper[at]! + slack
    if (load > high) network.addArc(source, p, load - high, -worth)
    if (load > low) network.addArc(source, p, Math.min(load, high) - low, 0)
    if (load < low) network.addArc(p, sink, low - load, -worth)
    if (load < high) network.addArc(p, sink, high - Math.max(load, low), 0)
  }
  const arcs = new Int32Array(dues.neighbors.length)
  for (let p = 0; p < partCount; p++) {
    for (let i = dues.offsets[p]!; i < dues.offsets[p + 1]!; i++) {
      arcs[i] = network.addArc(p, dues.neighbors[i]!, Infinity, 1)
    }
  }
  network.run(source, sink, 0)
  let sum = 0
  for (let i = 0; i < arcs.length; i++) {
    const flow = network.flowOf(arcs[i]!)
    dues.due[i * weightCount + c] = flow
    sum += flow
  }
  return sum
}
