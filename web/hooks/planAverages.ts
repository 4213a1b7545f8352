import type { Averages } from '../../partition/index.ts'
import { averagesOf } from '../model/gridRows.ts'
import type { Session } from '../session/session.ts'

/** The open plan's averages; a stroke inside the plan does not change them. */
export function planAverages(session: Session): Averages {
  const open = session.planSession()
  return open ? averagesOf(open.figures, open.detail.grids) : { customers: 0, revenueCents: 0 }
}
