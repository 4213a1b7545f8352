import { valuesOf } from '../../partition/index.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import { cellsOfUnit } from '../model/unitsModel.ts'
import { cellDisk } from '../tools/disk.ts'

/** How many customers a press here would move, told before it. */
export function UnderBrush() {
  const { t, format } = useTranslation()
  const session = useSession()
  const cell = useSessionState((state) => state.hover?.cellIndex ?? -1)
  const tool = useSessionState((state) => state.tool)
  const radius = useSessionState((state) => state.brushRadius)
  const { model, snapshot, units, receiving, direction } = session.store.get()
  const assignment = session.plan()?.cells.plan.assignment
  if (cell < 0 || !model || !snapshot || !assignment || (tool !== 'brush' && tool !== 'unit'))
    return <span>{t.paintHint}</span>
  const unit = tool === 'unit' ? units?.unitAt(cell) : undefined
  const reach = tool === 'brush' ? cellDisk(model.neighbors, cell, radius) : unit ? cellsOfUnit(unit) : []
  const customers = valuesOf(snapshot.facts, 'customers')
  const moved = reach
    .filter((one) => (assignment[one] === receiving) === (direction === 'give'))
    .reduce((sum, one) => sum + customers[one]!, 0)
  return (
    <span className="figure" data-testid="under-brush">
      {t.tools.under({ customers: format.integer(Math.round(moved)) })}
    </span>
  )
}
