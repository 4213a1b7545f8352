import { VisuallyHidden } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { memo } from 'react'
import type { GridFigures } from '../../server/contract/grids.ts'
import type { Judgement } from '../../server/contract/planTolerances.ts'
import type { BarScales } from '../charts/barScale.ts'
import { DeviationBar } from '../charts/DeviationBar.tsx'
import { toneOf } from '../charts/judgement.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { RowWithMenu } from './RowWithMenu.tsx'
import { ShortName } from './ShortName.tsx'
import classes from './SidePanel.module.css'
import { Swatch } from './Swatch.tsx'

export interface GridRowProps {
  row: GridFigures
  scales: BarScales
  judgement: Judgement
  /** one of a main grid's */
  isMember: boolean
  isSelected: boolean
  onPick: (grid: number) => void
  onPoint: (grid: number) => void
}

/** A grid of the list. */
export const GridRow = memo(function GridRow({
  row,
  scales,
  judgement,
  isMember,
  isSelected,
  onPick,
  onPoint,
}: GridRowProps) {
  const { t, format } = useTranslation()
  const customers = format.deviation(row.customersDeviation)
  const revenue = format.deviation(row.revenueDeviation)
  return (
    <RowWithMenu row={row} isMember={isMember}>
      <button
        type="button"
        className={classes.row}
        data-grid={row.number}
        data-selected={isSelected || undefined}
        aria-pressed={isSelected}
        onClick={() => onPick(row.number)}
        onPointerEnter={() => onPoint(row.number)}
        onFocus={() => onPoint(row.number)}
        onBlur={() => onPoint(0)}
      >
        <span className={classes.name}>
          <Swatch colour={row.colour} />
          <span className={classes.nameText}>
            <b>
              <ShortName name={row.name} />
            </b>
            <small className="figure">
              <VisuallyHidden>{t.customers} </VisuallyHidden>
              {format.integer(row.customers)}
            </small>
          </span>
          {row.locked && <IconLock size={14} aria-label={t.locked} />}
        </span>
        <span className={classes.deviation}>
          <VisuallyHidden>{t.customersDeviation}</VisuallyHidden>
          <span className="figure" data-figure="customers">
            {customers}
          </span>
          <DeviationBar
            value={row.customersDeviation}
            scale={scales.customers}
            tone={toneOf(row, 'customers', judgement)}
          />
        </span>
        <span className={classes.deviation}>
          <VisuallyHidden>{t.revenueDeviation}</VisuallyHidden>
          <span className="figure" data-figure="revenue">
            {revenue}
          </span>
          <DeviationBar value={row.revenueDeviation} scale={scales.revenue} tone={toneOf(row, 'revenue', judgement)} />
        </span>
      </button>
    </RowWithMenu>
  )
})
