import { aimedAt } from '../../partition/index.ts'
import type { Figures } from '../../server/contract/figures.ts'
import { aimsOfGrids, averagesOf } from '../model/gridRows.ts'
import type { Session } from '../session/session.ts'

/** The open plan's averages; a stroke inside the plan does not change them. */
export function planAverages(session: Session): Figures {
  const cells = session.plan()?.cells
  return cells ? averagesOf(cells.figures(), cells.rows()) : {}
}

/** What a grid of the open plan aims at: the averages, or its class's share of them. */
export function planTargets(session: Session, grid: number): Figures {
  const open = session.plan()
  if (!open) return {}
  const { cells, detail } = open
  const aims = aimsOfGrids(cells.figures(), cells.rows(), detail.parameters?.classB?.share)
  return aimedAt(averagesOf(cells.figures(), cells.rows()), aims.get(grid))
}
