import { ActionIcon } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { GridFigures } from '../../server/contract/grids.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import menuClasses from './GridMenu.module.css'
import { GridMenu } from './GridMenu.tsx'

/** A row of the list with its grid's menu, which a right click opens too. */
export function RowWithMenu({
  row,
  isMember = false,
  children,
}: {
  row: GridFigures
  isMember?: boolean
  children: ReactNode
}) {
  const { t } = useTranslation()
  const [isMenuOpen, setMenuOpen] = useState(false)
  // Hundreds of rows: a menu stands in those alone that are pointed at or in focus.
  const [hasMenu, setHasMenu] = useState(false)
  const ready = (): void => setHasMenu(true)
  return (
    <li
      data-member={isMember || undefined}
      onPointerEnter={ready}
      onFocus={ready}
      onContextMenu={(event) => {
        event.preventDefault()
        setHasMenu(true)
        setMenuOpen(true)
      }}
    >
      {children}
      {hasMenu ? (
        <GridMenu row={row} isOpen={isMenuOpen} onOpen={setMenuOpen} />
      ) : (
        <ActionIcon
          className={menuClasses.more}
          variant="subtle"
          color="gray"
          size={24}
          tabIndex={-1}
          aria-label={t.gridMenu.open({ grid: row.name })}
          data-testid="grid-menu"
        >
          <IconDots size={17} />
        </ActionIcon>
      )}
    </li>
  )
}
