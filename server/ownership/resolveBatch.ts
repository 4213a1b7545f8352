import type { AnswerHead } from '../contract/ownership.ts'
import type { PlanState } from '../plans/states.ts'
import { runTask } from '../threads/threads.ts'
import type { BatchAnswer } from './resolveOwners.ts'
import { tasks } from './tasks.ts'

// 100,000 points with long ids.
const mostPoints = 100_000
export const batchBodyLimit = 32 * 1024 * 1024
/** For `config.body` of a route that takes a batch of points. */
export const batchBody = { isRaw: true, list: { name: 'points', items: mostPoints, valuesAnItem: 8 } } as const
/** of JSON, at least: an id and two numbers with their names */
const bytesAPoint = 30

/** Where the points of a batch belong by a plan, from body to body. */
export async function resolveBatch(
  body: Uint8Array,
  { city, assignment, grids }: PlanState,
  head: AnswerHead,
): Promise<BatchAnswer> {
  const records = grids.map(({ number, gridId, code, name, parentId }) => ({ number, gridId, code, name, parentId }))
  const input = { body, head, lattice: city.lattice, assignment, grids: records }
  return await runTask(tasks.resolveOwners, input, body.length / bytesAPoint)
}
