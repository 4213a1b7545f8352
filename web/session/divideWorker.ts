/// <reference lib="webworker" />
import { divideGrid, type Plan } from '../../partition/index.ts'
import { splitTolerance } from '../../server/contract/gridSplit.ts'

/** A grid to be divided, in a form that can be sent to a thread. */
export interface GridToDivide {
  readonly plan: Pick<Plan, 'assignment' | 'adjacency' | 'grids'>
  readonly grid: number
  /** by cell of the city, as are the ids */
  readonly customers: Float64Array
  readonly cellIds: BigUint64Array
  readonly parts: number
}

addEventListener('message', ({ data }: MessageEvent<GridToDivide>) => {
  const { plan, grid, customers, cellIds, parts } = data
  const options = { parts, tolerances: [splitTolerance], seed: 1, preset: 'fast' } as const
  const result = divideGrid(plan, grid, [customers], cellIds, options)
  postMessage(result.ok ? result.shares.slice(1) : null)
})
