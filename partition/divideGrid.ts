import type { Graph } from './graph/graph.ts'
import { subgraph } from './graph/subgraph.ts'
import { cellsOfRuns } from './plan/cellRuns.ts'
import type { Plan } from './plan/plan.ts'
import type { SolveOptions, SolveResult } from './rules/ask/options.ts'
import { solve } from './solve.ts'

export type DivideGridResult =
  | { readonly ok: true; readonly shares: readonly number[][]; readonly withinTolerance: boolean }
  | Extract<SolveResult, { ok: false }>

/**
 * Divides one grid's cells into balanced, connected shares, by the same solver as a whole city. The first share is what stays with the
 * grid: the one that holds its pinned cells, else that with most of the first weight; each is ascending. `weights` and `ids` are one a cell of
 * the city. The cost is the solver's on the grid's cells, and one look at the whole city.
 */
export function divideGrid(
  { assignment, adjacency, grids }: Pick<Plan, 'assignment' | 'adjacency' | 'grids'>,
  grid: number,
  weights: readonly Float64Array[],
  ids: ArrayLike<bigint>,
  options: Pick<SolveOptions, 'parts' | 'tolerances' | 'seed' | 'preset' | 'isCancelled' | 'shouldStop'>,
): DivideGridResult {
  const cells = Uint32Array.from(assignment.keys()).filter((cell) => assignment[cell] === grid)
  const { offsets, neighbors } = adjacency
  const city: Graph = {
    vertexCount: assignment.length,
    offsets,
    neighbors,
    edgeWeights: new Float64Array(neighbors.length).fill(1),
    vertexWeights: weights,
  }
  const placeOf = new Map(Array.from(cells, (cell, place) => [cell, place]))
  const pinned = cellsOfRuns(grids.get(grid)?.pins ?? []).flatMap((cell) => placeOf.get(cell) ?? [])
  const result = solve(subgraph(city, cells, new Int32Array(assignment.length)), {
    ...options,
    rules: {
      ids: Array.from(cells, (cell) => ids[cell]!),
      ...(pinned.length > 0 && { pins: pinned.map((place) => [place, 0] as const) }),
    },
  })
  if (!result.ok) return result
  const shares = Array.from({ length: result.partCount }, (): number[] => [])
  for (const [place, part] of result.parts.entries()) shares[part]!.push(cells[place]!)
  const sum = (share: readonly number[]) => share.reduce((all, cell) => all + (weights[0]?.[cell] ?? 1), 0)
  const sums = shares.map(sum)
  const stays = pinned.length > 0 ? 0 : sums.indexOf(Math.max(...sums))
  return {
    ok: true,
    shares: [shares[stays]!, ...shares.filter((_, part) => part !== stays)],
    withinTolerance: result.withinTolerance,
  }
}
