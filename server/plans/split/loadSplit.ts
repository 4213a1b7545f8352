import { ShapanError } from '../../base/errors.ts'
import type { SplitProposal, SplitRequest } from '../../contract/gridSplit.ts'
import { refuseUnknownFigures } from '../../data/refuseUnknownFigures.ts'
import type { Database } from '../../db/database.ts'
import { runTask } from '../../threads/threads.ts'
import { loadPlanState, planAdjacency } from '../planState.ts'
import { tasks } from './tasks.ts'

/**
 * How a grid may be split, by seeds or by the solver. Throws `plan-not-found`, `grid-not-found`, `invalid-request` for seeds that are not
 * the grid's, and `solve-failed` where the solver finds no way.
 */
export async function loadSplit(
  database: Database,
  planId: string,
  gridId: string,
  request: SplitRequest,
): Promise<SplitProposal> {
  const state = await loadPlanState(database, planId)
  const { assignment, grids, city, facts } = state
  if (!grids.some((grid) => grid.gridId === gridId))
    throw new ShapanError('grid-not-found', `Plan "${planId}" has no grid ${gridId}`)
  if ('weights' in request) refuseUnknownFigures(request.weights, facts.keys)
  const adjacency = await planAdjacency(state)
  const { cellIds } = city.lattice
  const input = { assignment, grids, adjacency, cellIds, facts, gridId, request }
  const answer = await runTask(tasks.proposeSplit, input, city.cellCount)
  if (answer.ok) return answer.proposal
  throw new ShapanError(answer.reason === 'solve-failed' ? 'solve-failed' : 'invalid-request', answer.message)
}
