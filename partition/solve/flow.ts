import type { Quotient } from './quotient.ts'
import type { State } from './state.ts'

const MAX_ITERATIONS = 300
const ACCURACY = 1e-6
const SHIFT_STEPS = 50

/**
 * How much of weight c should pass between each pair of touching parts so that every part comes into the inner part of
 * its bounds: the flow of least squares, that is a potential difference, found by conjugate gradients on the quotient
 * graph. Excess thus travels along chains of parts to where there is room. Entry i belongs to pair i of the quotient
 * (p → q, negative when weight should come back), in the weight's unit. `inner` (0..1) says how far within the bounds
 * to aim. All sums run in index order, so the result is the same on every machine.
 */
export function balancingFlow(state: State, quotient: Quotient, c: number, inner: number): Float64Array {
  const { partCount, weightCount, lower, upper } = state.problem
  const low = new Float64Array(partCount)
  const high = new Float64Array(partCount)
  const weights = new Float64Array(partCount)
  for (let p = 0; p < partCount; p++) {
    const at = p * weightCount + c
    const middle = (lower[at]! + upper[at]!) / 2
    const reach = ((upper[at]! - lower[at]!) / 2) * inner
    low[p] = middle - reach
    high[p] = middle + reach
    weights[p] = state.partWeights[at]!
  }
  const excess = excessOver(weights, low, high)
  const potential = solveLaplacian(quotient, excess)
  const flow = new Float64Array(quotient.neighbors.length)
  for (let p = 0; p < partCount; p++) {
    for (let i = quotient.offsets[p]!; i < quotient.offsets[p + 1]!; i++) {
      flow[i] = quotient.borders[i]! * (potential[p]! - potential[quotient.neighbors[i]!]!)
    }
  }
  return flow
}

/** Weights minus targets, where targets lie in [low, high] as near to the weights as their common sum allows. */
function excessOver(weights: Float64Array, low: Float64Array, high: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const targetAt = (p: number, shift: number) => Math.min(high[p]!, Math.max(low[p]!, weights[p]! + shift))
  let below = -Math.abs(total) - 1
  let above = Math.abs(total) + 1
  for (let step = 0; step < SHIFT_STEPS; step++) {
    const shift = (below + above) / 2
    let sum = 0
    for (let p = 0; p < weights.length; p++) sum += targetAt(p, shift)
    if (sum > total) above = shift
    else below = shift
  }
  const excess = new Float64Array(weights.length)
  let rest = 0
  for (let p = 0; p < weights.length; p++) {
    excess[p] = weights[p]! - targetAt(p, (below + above) / 2)
    rest += excess[p]!
  }
  // Bounds that cannot hold the total leave a rest; spread it, since only a sum of zero can flow.
  for (let p = 0; p < weights.length; p++) excess[p]! -= rest / weights.length
  return excess
}

function solveLaplacian(quotient: Quotient, right: Float64Array): Float64Array {
  const count = right.length
  const solution = new Float64Array(count)
  const residual = right.slice()
  const direction = right.slice()
  const image = new Float64Array(count)
  let energy = dot(residual, residual)
  const enough = energy * ACCURACY * ACCURACY
  for (let iteration = 0; iteration < MAX_ITERATIONS && energy > enough && energy > 0; iteration++) {
    for (let p = 0; p < count; p++) {
      let sum = 0
      for (let i = quotient.offsets[p]!; i < quotient.offsets[p + 1]!; i++) {
        sum += quotient.borders[i]! * (direction[p]! - direction[quotient.neighbors[i]!]!)
      }
      image[p] = sum
    }
    const curvature = dot(direction, image)
    if (!(curvature > 0)) break
    const step = energy / curvature
    for (let p = 0; p < count; p++) {
      solution[p]! += step * direction[p]!
      residual[p]! -= step * image[p]!
    }
    const nextEnergy = dot(residual, residual)
    for (let p = 0; p < count; p++) direction[p] = residual[p]! + (nextEnergy / energy) * direction[p]!
    energy = nextEnergy
  }
  return solution
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
