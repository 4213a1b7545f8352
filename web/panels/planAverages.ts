import { type Averages, averagesOf } from '../state/gridRows.ts'
import type { Session } from '../state/session.ts'

/** The open plan's averages; a stroke inside the plan does not change them. */
export function planAverages(session: Session): Averages {
  const open = session.planSession()
  return open ? averagesOf(open.sums, open.detail.grids) : { customers: 0, revenueCents: 0 }
}
