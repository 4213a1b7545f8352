import { type CellRun, cellGraph, cellsOfRuns, solve } from '../../partition/index.ts'

/** A grid to be divided: plain data, so that it can be sent to a thread. */
export interface GridToDivide {
  /** its cells, ascending */
  readonly cells: readonly number[]
  /** those that may not leave it, ascending runs */
  readonly pins: readonly CellRun[]
  /** 6 a cell of the city, -1 where there is none */
  readonly neighbors: Int32Array
  /** by cell of the city */
  readonly customers: Float64Array
  readonly parts: number
}

/** Looser than a plan's: a part of a grid is a beginning, and the brush does the rest. */
const tolerance = 0.1

/**
 * The cells of each part but the one that stays, which is the one that holds the pinned cells, else the one with the most customers.
 * Null where the grid has no such connected parts. Some milliseconds for a few hundred cells, a second for ten thousand.
 */
export function divideGrid({ cells, pins, neighbors, customers, parts }: GridToDivide): number[][] | null {
  const placeOf = new Map(cells.map((cell, place) => [cell, place]))
  const own = Int32Array.from({ length: 6 * cells.length }, (_, i) => {
    const beside = neighbors[6 * cells[Math.floor(i / 6)]! + (i % 6)]!
    return placeOf.get(beside) ?? -1
  })
  const weight = Float64Array.from(cells, (cell) => customers[cell]!)
  const graph = cellGraph(own, [weight])
  const pinned = cellsOfRuns(pins).flatMap((cell) => placeOf.get(cell) ?? [])
  const rules = pinned.length > 0 ? { rules: { pins: pinned.map((place) => [place, 0] as const) } } : {}
  const result = solve(graph, { parts, tolerances: [tolerance], seed: 1, preset: 'fast', ...rules })
  if (!result.ok) return null
  const found = Array.from({ length: parts }, (): number[] => [])
  const sums = new Float64Array(parts)
  for (const [place, cell] of cells.entries()) {
    const part = result.parts[place]!
    found[part]!.push(cell)
    sums[part]! += weight[place]!
  }
  const stays = pinned.length > 0 ? 0 : sums.indexOf(Math.max(...sums))
  return found.filter((_, part) => part !== stays)
}
