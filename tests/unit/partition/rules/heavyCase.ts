import { cellGraph, type Graph, type SolveResult } from '../../../../partition/index.ts'
import { seededRandom } from '../builders.ts'
import { hexagons } from '../graph/builders.ts'

type Solved = Extract<SolveResult, { ok: true }>

/** A lattice of light cells with one to three towers that fit into no part, far from one another and from the edge. */
export function heavyCase(seed: number): { graph: Graph; without: Graph; towers: number[]; parts: number } {
  const random = seededRandom(seed)
  const draw = (bound: number) => Math.floor(random() * bound)
  const [width, height] = [12 + draw(8), 12 + draw(8)]
  const parts = 5 + draw(5)
  const { neighbors } = hexagons(width, height)
  const weights = Float64Array.from({ length: width * height }, () => 1 + draw(12))
  const total = weights.reduce((a, b) => a + b, 0)
  const without = cellGraph(neighbors, [weights.slice()])
  const towers: number[] = []
  for (let count = 1 + draw(3); count > 0; count--) {
    const tower = (3 + draw(height - 6)) * width + 3 + draw(width - 6)
    const isFar = towers.every(
      (other) =>
        Math.abs((other % width) - (tower % width)) + Math.abs(Math.floor(other / width) - Math.floor(tower / width)) >
        4,
    )
    if (isFar) towers.push(tower)
  }
  for (const tower of towers) weights[tower] = Math.round(((1.5 + 3 * random()) * total) / (parts - towers.length))
  return { graph: cellGraph(neighbors, [weights]), without, towers, parts }
}

/** One a part: its sum of weight c. */
export function sumsOf(graph: Graph, { parts, partCount }: Solved, c: number): Float64Array {
  const sums = new Float64Array(partCount)
  for (const [v, part] of parts.entries()) sums[part]! += graph.vertexWeights[c]![v]!
  return sums
}

/** The first weight of the parts without a tower. */
export function othersOf(graph: Graph, plan: Solved, towers: readonly number[]): number[] {
  const held = new Set(towers.map((tower) => plan.parts[tower]))
  return [...sumsOf(graph, plan, 0)].filter((_, part) => !held.has(part))
}

/** One a tower: what its part holds besides. */
export function weightBesideTowers(graph: Graph, plan: Solved, towers: readonly number[]): number[] {
  const sums = sumsOf(graph, plan, 0)
  return towers.map((tower) => sums[plan.parts[tower]!]! - graph.vertexWeights[0]![tower]!)
}
