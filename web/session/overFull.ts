import { judgeGrid } from '../charts/judgement.ts'
import type { SessionState } from './state.ts'

/** Whether a grid has more than it may of the figure that it is off most in: then it is to give. */
export function isOverFull(
  {
    grids,
    judgeBy,
    weights,
    tolerances,
    plan,
  }: Pick<SessionState, 'grids' | 'judgeBy' | 'weights' | 'tolerances' | 'plan'>,
  grid: number,
): boolean {
  const row = grids.find(({ number }) => number === grid)
  if (!row) return false
  const { sizeBand, classB } = plan?.parameters ?? {}
  const { isWithin, deviation } = judgeGrid(row, judgeBy, { weights, tolerances, sizeBand, classB })
  return !isWithin && deviation > 0
}
