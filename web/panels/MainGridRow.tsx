import { ActionIcon, VisuallyHidden } from '@mantine/core'
import { IconChevronDown, IconChevronRight, IconLock } from '@tabler/icons-react'
import { useTranslation } from '../i18n/Translation.tsx'
import type { GridGroup } from './groupGrids.ts'
import { RowWithMenu } from './RowWithMenu.tsx'
import { ShortName } from './ShortName.tsx'
import classes from './SidePanel.module.css'

export interface MainGridRowProps {
  group: GridGroup
  isOpen: boolean
  isSelected: boolean
  onToggle: (gridId: string) => void
  onPick: (grid: number) => void
  onPoint: (grid: number) => void
}

/** A main grid of the list: what its sub-grids have together, and whether they are shown. */
export function MainGridRow({ group, isOpen, isSelected, onToggle, onPick, onPoint }: MainGridRowProps) {
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
        <span className={classes.deviation}>
          <VisuallyHidden>{t.customers}</VisuallyHidden>
          <span className="figure" data-sum="customers" title={t.mainGrid.customersSum}>
            {format.integer(sums.customers)}
          </span>
        </span>
        <span className={classes.deviation}>
          <VisuallyHidden>{t.revenue}</VisuallyHidden>
          <span className="figure" data-sum="revenue" title={t.mainGrid.revenueSum}>
            {format.moneyCompact(sums.revenueCents)}
          </span>
        </span>
      </button>
    </RowWithMenu>
  )
}
