import type { Graph } from '../../graph/graph.ts'

export interface WeightQuality {
  /** heaviest part / average − 1 */
  maxOverAverage: number
  /** lightest part / average */
  minOverAverage: number
}

export interface Quality {
  cut: number
  weights: WeightQuality[]
}

/** Recounts a division from nothing: cut and, for each weight, the heaviest and lightest part against the average. */
export function measureQuality(graph: Graph, parts: Uint16Array, partCount: number): Quality {
  const { vertexCount, offsets, neighbors, edgeWeights } = graph
  let cut = 0
  for (let v = 0; v < vertexCount; v++) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = neighbors[e]!
      if (u > v && parts[u] !== parts[v]) cut += edgeWeights[e]!
    }
  }
  const weights = graph.vertexWeights.map((column) => {
    const sums = new Float64Array(partCount)
    let total = 0
    for (let v = 0; v < vertexCount; v++) {
      sums[parts[v]!]! += column[v]!
      total += column[v]!
    }
    const average = total / partCount
    if (average === 0) return { maxOverAverage: 0, minOverAverage: 1 }
    return { maxOverAverage: largest(sums) / average - 1, minOverAverage: smallest(sums) / average }
  })
  return { cut, weights }
}

function largest(values: Float64Array): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity)
}

function smallest(values: Float64Array): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity)
}
