import { ActionIcon, Menu } from '@mantine/core'
import {
  IconArrowsJoin2,
  IconArrowsSplit2,
  IconCategory2,
  IconCheck,
  IconDots,
  IconLock,
  IconLockOpen,
  IconPalette,
  IconPencil,
  IconPin,
  IconPinnedOff,
  IconSitemap,
  IconSitemapOff,
  IconTrash,
} from '@tabler/icons-react'
import { palette } from '../../partition/index.ts'
import type { GridFigures } from '../../server/contract/grids.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFrozenText } from '../hooks/useFrozenText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './GridMenu.module.css'
import { Swatch } from './Swatch.tsx'

export interface GridMenuProps {
  row: GridFigures
  isOpen: boolean
  onOpen: (isOpen: boolean) => void
}

const areaClasses = ['A', 'B', null] as const

/** What can be done to a grid. What the plan would refuse is told where it is chosen; what cannot be meant stands grey, with why; nothing can where the plan is no draft. */
export function GridMenu({ row, isOpen, onOpen }: GridMenuProps) {
  const { t } = useTranslation()
  const frozen = useFrozenText()
  return (
    <Menu
      opened={isOpen}
      onChange={onOpen}
      position="right-start"
      shadow="md"
      width={236}
      withinPortal
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <ActionIcon
          className={classes.more}
          variant="subtle"
          color="gray"
          size={24}
          aria-label={t.gridMenu.open({ grid: row.name })}
          data-testid="grid-menu"
        >
          <IconDots size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown data-testid="grid-menu-list">
        <Menu.Label className={classes.name}>{row.name}</Menu.Label>
        {frozen ? <Menu.Label className={classes.frozen}>{frozen}</Menu.Label> : <GridMenuItems row={row} />}
      </Menu.Dropdown>
    </Menu>
  )
}

function GridMenuItems({ row }: Pick<GridMenuProps, 'row'>) {
  const { t } = useTranslation()
  const { edit, ask, pinAll } = useSession().gridEdits
  const { gridId, number: grid, locked } = row
  const isEmpty = row.cellCount === 0
  const parent = useSessionState(({ grids }) => grids.find((other) => other.gridId === row.parentId))
  const hasMembers = useSessionState(({ grids }) => grids.some(({ parentId }) => parentId === gridId))
  const isAllPinned = row.pins.reduce((sum, { length }) => sum + length, 0) === row.cellCount
  return (
    <>
      <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => ask({ kind: 'name', grid })}>
        {t.gridMenu.name}
      </Menu.Item>
      <Menu.Item
        leftSection={locked ? <IconLockOpen size={15} /> : <IconLock size={15} />}
        onClick={() => edit({ kind: 'lock', gridId, locked: !locked })}
      >
        {locked ? t.gridMenu.unlock : t.gridMenu.lock}
      </Menu.Item>
      <Menu.Sub>
        <Menu.Sub.Target>
          <Menu.Sub.Item leftSection={<IconPalette size={15} />}>{t.gridMenu.colour}</Menu.Sub.Item>
        </Menu.Sub.Target>
        <Menu.Sub.Dropdown>
          {palette.map((colour, i) => (
            <Menu.Item
              key={colour}
              className={classes.compact}
              leftSection={<Swatch colour={colour} />}
              rightSection={row.colour === colour ? <IconCheck size={14} /> : undefined}
              onClick={() => edit({ kind: 'recolour', gridId, colour })}
            >
              {t.gridMenu.colours[i]}
            </Menu.Item>
          ))}
        </Menu.Sub.Dropdown>
      </Menu.Sub>
      <Menu.Sub>
        <Menu.Sub.Target>
          <Menu.Sub.Item leftSection={<IconCategory2 size={15} />}>{t.gridMenu.areaClass}</Menu.Sub.Item>
        </Menu.Sub.Target>
        <Menu.Sub.Dropdown>
          {areaClasses.map((areaClass) => (
            <Menu.Item
              key={areaClass}
              rightSection={row.areaClass === areaClass ? <IconCheck size={14} /> : undefined}
              onClick={() => edit({ kind: 'set-class', gridId, areaClass })}
            >
              {t.gridMenu.classOf[areaClass ?? 'none']}
            </Menu.Item>
          ))}
        </Menu.Sub.Dropdown>
      </Menu.Sub>
      <Menu.Divider />
      <Menu.Item
        leftSection={<IconArrowsSplit2 size={15} />}
        disabled={locked || row.cellCount < 2}
        title={locked ? t.gridMenu.lockedHint : undefined}
        onClick={() => ask({ kind: 'split', grid })}
      >
        {t.gridMenu.split}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconArrowsJoin2 size={15} />}
        disabled={locked || isEmpty}
        title={locked ? t.gridMenu.lockedHint : undefined}
        onClick={() => ask({ kind: 'merge', grid })}
      >
        {t.gridMenu.merge}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconTrash size={15} />}
        disabled={locked || !isEmpty}
        title={locked ? t.gridMenu.lockedHint : isEmpty ? undefined : t.gridMenu.deleteHint}
        onClick={() => edit({ kind: 'delete', gridId })}
      >
        {t.gridMenu.delete}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item
        leftSection={<IconSitemap size={15} />}
        disabled={hasMembers}
        title={hasMembers ? t.mainGrid.twoLevels : undefined}
        onClick={() => ask({ kind: 'parent', grid })}
      >
        {t.mainGrid.assign}
      </Menu.Item>
      {parent && (
        <Menu.Item
          leftSection={<IconSitemapOff size={15} />}
          onClick={() => edit({ kind: 'assign-parent', gridId, parentId: null })}
        >
          {t.mainGrid.takeOut({ grid: parent.name })}
        </Menu.Item>
      )}
      <Menu.Item
        leftSection={<IconPin size={15} />}
        disabled={isEmpty || isAllPinned}
        onClick={() => pinAll(grid, true)}
      >
        {t.pinning.pinAll}
      </Menu.Item>
      {row.pins.length > 0 && (
        <Menu.Item leftSection={<IconPinnedOff size={15} />} onClick={() => pinAll(grid, false)}>
          {t.pinning.unpinAll}
        </Menu.Item>
      )}
    </>
  )
}
