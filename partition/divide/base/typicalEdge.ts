import type { Graph } from '../../graph/graph.ts'

const SAMPLE = 4096
const MOST_QUARTILES = 3

/**
 * The edge weight that temperatures and prices are measured in: the mean, but no more than three times the lower quartile
 * of the positive weights, since borders run where edges are light. With a few edges of 10⁹ among ones the mean is too hot
 * for any border to settle (a 60 × 60 lattice in 12 parts: cut 280 against 112–127). 1 where no edge weighs anything, so
 * that balance has a price. O(edges).
 */
export function typicalEdge({ edgeWeights }: Graph): number {
  let sum = 0
  for (let e = 0; e < edgeWeights.length; e++) sum += edgeWeights[e]!
  if (!(sum > 0)) return 1
  const sample = new Float64Array(Math.min(SAMPLE, edgeWeights.length))
  const stride = edgeWeights.length / sample.length
  let count = 0
  for (let i = 0; i < sample.length; i++) {
    const weight = edgeWeights[Math.floor(i * stride)]!
    if (weight > 0) sample[count++] = weight
  }
  const positive = sample.subarray(0, count).sort()
  const quartile = count > 0 ? positive[count >> 2]! : sum
  return Math.min(sum / edgeWeights.length, MOST_QUARTILES * quartile)
}
