import { ActionIcon, VisuallyHidden } from '@mantine/core'
import { IconChevronDown, IconChevronRight, IconLock } from '@tabler/icons-react'
import type { ShownFigures } from '../hooks/useFigures.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { columnsOf } from './figureColumns.ts'
import type { GridGroup } from './groupGrids.ts'
import { RowWithMenu } from './RowWithMenu.tsx'
import { ShortName } from './ShortName.tsx'
import classes from './SidePanel.module.css'

export interface MainGridRowProps {
  group: GridGroup
  figures: ShownFigures
  isOpen: boolean
  isSelected: boolean
  onToggle: (gridId: string) => void
  onPick: (grid: number) => void
  onPoint: (grid: number) => void
}

/** A main grid of the list: what its sub-grids have together, and whether they are shown. */
export function MainGridRow({ group, figures, isOpen, isSelected, onToggle, onPick, onPoint }: MainGridRowProps) {
  const { t, format } = useTranslation()
  const { main, memberCount, sums } = group
  return (
    <RowWithMenu row={main}>
      <ActionIcon
        className={classes.chevron}
        variant="subtle"
        color="gray"
        size={24}
        aria-expanded={isOpen}
        aria-label={t.mainGrid.toggle({ grid: main.name })}
        data-testid="toggle-main-grid"
        onClick={() => onToggle(main.gridId)}
      >
        {isOpen ? <IconChevronDown size={16} /> : <IconChevronRight size={16} />}
      </ActionIcon>
      <button
        type="button"
        className={`${classes.row} ${classes.mainRow}`}
        style={columnsOf(figures)}
        data-grid={main.number}
        data-main-grid
        data-selected={isSelected || undefined}
        aria-pressed={isSelected}
        onClick={() => onPick(main.number)}
        onPointerEnter={() => onPoint(main.number)}
        onFocus={() => onPoint(main.number)}
        onBlur={() => onPoint(0)}
      >
        <span className={classes.name}>
          <span className={classes.nameText}>
            <b>
              <ShortName name={main.name} />
            </b>
            <small className="figure">{t.mainGrid.members({ count: format.integer(memberCount) })}</small>
          </span>
          {main.locked && <IconLock size={14} aria-label={t.locked} />}
        </span>
        {figures.columns.map(({ key }) => (
          <span key={key} className={classes.deviation}>
            <VisuallyHidden>{figures.title(key)}</VisuallyHidden>
            <span className="figure" data-sum={key} title={t.mainGrid.sumOf({ figure: figures.title(key) })}>
              {figures.short(key, sums[key] ?? 0)}
            </span>
          </span>
        ))}
      </button>
    </RowWithMenu>
  )
}
