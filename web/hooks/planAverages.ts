import type { Figures } from '../../server/contract/figures.ts'
import { averagesOf } from '../model/gridRows.ts'
import type { Session } from '../session/session.ts'

/** The open plan's averages; a stroke inside the plan does not change them. */
export function planAverages(session: Session): Figures {
  const cells = session.plan()?.cells
  return cells ? averagesOf(cells.figures(), cells.rows()) : {}
}
