import { VisuallyHidden } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { memo } from 'react'
import type { GridFigures } from '../../server/contract/grids.ts'
import { figure, type Judgement } from '../../server/contract/planTolerances.ts'
import type { BarScales } from '../charts/barScale.ts'
import { DeviationBar } from '../charts/DeviationBar.tsx'
import { toneOf } from '../charts/judgement.ts'
import type { ShownFigures } from '../hooks/useFigures.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { columnsOf } from './figureColumns.ts'
import { RowWithMenu } from './RowWithMenu.tsx'
import { ShortName } from './ShortName.tsx'
import classes from './SidePanel.module.css'
import { Swatch } from './Swatch.tsx'

export interface GridRowProps {
  row: GridFigures
  figures: ShownFigures
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
  figures,
  scales,
  judgement,
  isMember,
  isSelected,
  onPick,
  onPoint,
}: GridRowProps) {
  const { t, format } = useTranslation()
  const [first] = figures.shown
  return (
    <RowWithMenu row={row} isMember={isMember}>
      <button
        type="button"
        className={classes.row}
        style={columnsOf(figures)}
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
            {first && (
              <small className="figure">
                <VisuallyHidden>{figures.title(first.key)} </VisuallyHidden>
                {figures.short(first.key, figure(row, first.key))}
              </small>
            )}
          </span>
          {row.locked && <IconLock size={14} aria-label={t.locked} />}
        </span>
        {figures.columns.map(({ key }) => (
          <span key={key} className={classes.deviation}>
            <VisuallyHidden>{t.deviationOf({ figure: figures.title(key) })}</VisuallyHidden>
            <span className="figure" data-figure={key}>
              {format.deviation(row.deviations[key] ?? null)}
            </span>
            <DeviationBar value={row.deviations[key] ?? null} scale={scales(key)} tone={toneOf(row, key, judgement)} />
          </span>
        ))}
      </button>
    </RowWithMenu>
  )
})
