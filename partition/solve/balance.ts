import type { Connectivity } from './connectivity.ts'
import type { Control } from './control.ts'
import { balancingFlow } from './flow.ts'
import { createHeap } from './heap.ts'
import { pairIndex, quotientOf } from './quotient.ts'
import { isBorder } from './refine.ts'
import { moveVertex, type State, totalViolation } from './state.ts'

const EPSILON = 1e-9
// From this round on, weightless vertices follow the flow even when that lengthens the border.
const FORCED_FROM_ROUND = 3

/**
 * Brings parts within their bounds by moving border vertices along balancing flows, one flow a weight.
 *
 * Each round solves the flows, then moves vertices, cheapest in cut first, as long as a move lowers the squared distance
 * to the flows still due, Σ importance · (due flow)². With several weights this trades by itself: a vertex that is
 * rich in a weight that should go and poor in one that should stay lowers the sum. Vertices that weigh nothing may go
 * where flow goes, since they stand between the border and the weight behind them. A vertex moves once a round; parts
 * stay connected. Stops when nothing is violated or three rounds brought no improvement; keeps the best state seen.
 */
export function balance(state: State, connectivity: Connectivity, rounds: number, control: Control): void {
  let best = totalViolation(state)
  let bestPart = state.part.slice()
  let idle = 0
  for (let round = 0; round < rounds && best > EPSILON && idle < 3; round++) {
    control.poll()
    const moves = followFlows(state, connectivity, round >= FORCED_FROM_ROUND, 0.98 - 0.1 * round, control)
    const violation = totalViolation(state)
    if (violation < best - EPSILON) {
      idle = violation < best * 0.98 ? 0 : idle + 1
      best = violation
      bestPart = state.part.slice()
    } else idle++
    if (moves === 0) break
  }
  if (totalViolation(state) > best + EPSILON) restore(state, bestPart)
}

/** Moves every vertex back to where `part` has it. */
export function restore(state: State, part: Uint16Array): void {
  for (let v = 0; v < part.length; v++) if (state.part[v] !== part[v]) moveVertex(state, v, part[v]!)
}

function followFlows(
  state: State,
  connectivity: Connectivity,
  isForced: boolean,
  inner: number,
  control: Control,
): number {
  const { problem, part } = state
  const { graph, weightCount, weights, scale, importance, minimumSizes } = problem
  const { vertexCount, offsets, neighbors, edgeWeights } = graph
  const quotient = quotientOf(state)
  const flows = Array.from({ length: weightCount }, (_, c) => balancingFlow(state, quotient, c, inner))
  const heap = createHeap(vertexCount)
  const isMoved = new Uint8Array(vertexCount)
  const weightTo = new Map<number, number>()

  /** The best part for v to follow a flow to, and the cut it gains; -1 if no flow wants it. */
  let target = -1
  let gain = 0
  const choose = (v: number) => {
    target = -1
    gain = -Infinity
    weightTo.clear()
    const own = part[v]!
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const q = part[neighbors[e]!]!
      weightTo.set(q, (weightTo.get(q) ?? 0) + edgeWeights[e]!)
    }
    const inside = weightTo.get(own) ?? 0
    for (const [q, weight] of weightTo) {
      if (q === own || weight - inside <= gain) continue
      const pair = pairIndex(quotient, own, q)
      if (pair === -1 || !isWanted(v, pair, weight - inside)) continue
      target = q
      gain = weight - inside
    }
  }
  const isWanted = (v: number, pair: number, cutGain: number): boolean => {
    let benefit = 0
    let direction = 0
    let isWeightless = true
    for (let c = 0; c < weightCount; c++) {
      const weight = weights[v * weightCount + c]!
      const due = flows[c]![pair]!
      const unit = scale[c]! * scale[c]! * importance[c]!
      if (weight !== 0) isWeightless = false
      benefit += unit * weight * (2 * due - weight)
      direction += importance[c]! * scale[c]! * due
    }
    return isWeightless ? direction > 0.002 && (isForced || cutGain >= 0) : benefit > 0
  }

  for (let v = 0; v < vertexCount; v++) {
    if (!isBorder(state, v)) continue
    choose(v)
    if (target !== -1) heap.set(v, gain)
  }
  let moves = 0
  while (heap.size() > 0) {
    if ((moves & 255) === 0) control.poll()
    const v = heap.pop()
    const from = part[v]!
    if (state.partSizes[from]! <= minimumSizes[from]!) continue
    choose(v)
    if (target === -1) continue
    if (gain < heap.topKey() - EPSILON) {
      heap.set(v, gain)
      continue
    }
    if (!connectivity.canLeave(part, v)) continue
    const forth = pairIndex(quotient, from, target)
    const back = pairIndex(quotient, target, from)
    for (let c = 0; c < weightCount; c++) {
      flows[c]![forth]! -= weights[v * weightCount + c]!
      flows[c]![back]! += weights[v * weightCount + c]!
    }
    moveVertex(state, v, target)
    isMoved[v] = 1
    moves++
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = neighbors[e]!
      if (isMoved[u]) continue
      choose(u)
      if (target !== -1) heap.set(u, gain)
      else heap.remove(u)
    }
  }
  return moves
}
