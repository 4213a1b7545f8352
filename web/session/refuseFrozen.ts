import { isFrozen } from '../model/planSteps.ts'
import type { SessionCore } from './core.ts'

/** True where the open plan is no draft, and cannot be changed: the planner is told why. */
export function refuseFrozen({ store, notify }: Pick<SessionCore, 'store' | 'notify'>): boolean {
  if (!isFrozen(store.get().plan)) return false
  notify({ kind: 'frozen' })
  return true
}
