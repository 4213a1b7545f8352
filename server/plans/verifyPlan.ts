import type { VerifyResult } from '../../partition/index.ts'
import { runTask } from '../threads/threads.ts'
import type { PlanState } from './planState.ts'

/** Recounts a plan (see recountPlan.ts) without holding the event loop. */
export async function verifyPlan(state: PlanState): Promise<VerifyResult> {
  return await runTask('recountPlan', state, state.city.cellCount)
}
