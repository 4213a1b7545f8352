/**
 * Scores any partition of any graph, and shares no code with `partition/`: the benchmarks' own judge.
 *
 * Compactness is Polsby and Popper's 4π·area / perimeter² in the hexagon model: a vertex is a hexagon of side 1, and each
 * edge inside a part hides one side of both its ends. The best a large part can reach is about 0.91, a true hexagon's.
 */
import type { Graph } from '../../partition/index.ts'
import { recount } from './recount.ts'

export interface WeightScore {
  /** heaviest part ÷ average − 1 */
  over: number
  /** 1 − lightest part ÷ average */
  under: number
}

export interface Score {
  cut: number
  /** parts in more than one piece */
  nonContiguous: number
  empty: number
  /** vertices whose part is not 0..parts-1 */
  unassigned: number
  weights: WeightScore[]
  /** the largest `over` or `under` of any weight */
  worst: number
  compactness: { mean: number; p10: number; min: number }
  /** share of each weight in another part than in the previous plan */
  moved?: number[]
}

const HEXAGON = (3 * Math.sqrt(3)) / 2

/** Counts everything anew. O(vertices + edges). */
export function score(graph: Graph, part: ArrayLike<number>, parts: number, previous?: ArrayLike<number>): Score {
  const { vertexCount, offsets, neighbors, vertexWeights } = graph
  const { cut, pieces, sums, unassigned } = recount(graph, part, parts)
  const size = new Float64Array(parts)
  const inside = new Float64Array(parts) // edge ends
  for (let v = 0; v < vertexCount; v++) {
    const own = part[v]!
    if (!(own >= 0 && own < parts)) continue
    size[own]!++
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) if (part[neighbors[e]!] === own) inside[own]!++
  }
  const weights = sums.map(scoreWeight)
  const roundness = Array.from(size, (cells, p) => (4 * Math.PI * HEXAGON * cells) / (6 * cells - inside[p]!) ** 2)
    .filter((_, p) => size[p]! > 0)
    .sort((a, b) => a - b)
  return {
    cut,
    nonContiguous: pieces.filter((count) => count > 1).length,
    empty: size.filter((cells) => cells === 0).length,
    unassigned,
    weights,
    worst: Math.max(...weights.flatMap(({ over, under }) => [over, under])),
    compactness: {
      mean: roundness.reduce((sum, value) => sum + value, 0) / roundness.length,
      p10: roundness[Math.floor((roundness.length - 1) / 10)]!,
      min: roundness[0]!,
    },
    ...(previous && { moved: vertexWeights.map((weight) => movedShare(weight, part, previous)) }),
  }
}

function scoreWeight(sums: readonly number[]): WeightScore {
  const average = sums.reduce((sum, value) => sum + value, 0) / sums.length
  return { over: Math.max(...sums) / average - 1, under: 1 - Math.min(...sums) / average }
}

function movedShare(weight: Float64Array, part: ArrayLike<number>, previous: ArrayLike<number>): number {
  let moved = 0
  let total = 0
  for (let v = 0; v < weight.length; v++) {
    total += weight[v]!
    if (part[v] !== previous[v]) moved += weight[v]!
  }
  return moved / total
}

/**
 * Renames the parts of a plan after those of another so that much of the first weight stays where it was: pairs of parts
 * are matched from the largest common weight down.
 */
export function relabel(weight: Float64Array, part: ArrayLike<number>, previous: ArrayLike<number>, parts: number) {
  const common = new Map<number, number>()
  for (let v = 0; v < weight.length; v++) {
    const pair = part[v]! * parts + previous[v]!
    common.set(pair, (common.get(pair) ?? 0) + weight[v]! + 1e-3)
  }
  const nameOf = new Int32Array(parts).fill(-1)
  const free = new Set(Array.from({ length: parts }, (_, p) => p))
  for (const [pair] of [...common].sort((a, b) => b[1] - a[1] || a[0] - b[0])) {
    const own = Math.floor(pair / parts)
    if (nameOf[own] !== -1 || !free.delete(pair % parts)) continue
    nameOf[own] = pair % parts
  }
  const left = [...free]
  for (let p = 0; p < parts; p++) if (nameOf[p] === -1) nameOf[p] = left.pop()!
  return Uint16Array.from({ length: weight.length }, (_, v) => nameOf[part[v]!]!)
}
