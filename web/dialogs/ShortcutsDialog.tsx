import { Kbd, Modal } from '@mantine/core'
import { Fragment } from 'react'
import { modifierKey } from '../hooks/modifierKey.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './dialogs.module.css'

const toolKeys = [
  ['select', 'V'],
  ['brush', 'B'],
  ['lasso', 'L'],
  ['rectangle', 'R'],
  ['unit', 'U'],
  ['fill', 'G'],
  ['pin', 'K'],
] as const

export function ShortcutsDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const { key, shortcut } = t
  const undoKey = modifierKey.replace('+', '')
  const rows: [string, string[][]][] = [
    [shortcut.paint, [[key.drag]]],
    [shortcut.pickReceiver, [['Alt', key.click]]],
    [shortcut.pan, [[key.space, key.drag], [key.rightDrag]]],
    [shortcut.zoom, [[key.wheel]]],
    ...toolKeys.map(([tool, letter]): [string, string[][]] => [t.tools.name[tool], [[letter]]]),
    [shortcut.direction, [['X']]],
    [shortcut.partner, [['1 … 9']]],
    [shortcut.accept, [['Enter']]],
    [shortcut.cursor, [['← ↑ → ↓']]],
    [shortcut.pen, [['P']]],
    [shortcut.commit, [['Enter']]],
    [shortcut.smaller, [['[']]],
    [shortcut.larger, [[']']]],
    [shortcut.undo, [[undoKey, 'Z']]],
    [shortcut.redo, [[undoKey, 'Shift', 'Z']]],
    [shortcut.colours, [['C']]],
    [shortcut.fit, [['F']]],
    [shortcut.search, [['/']]],
    [shortcut.gridMenu, [[key.rightClick], ['Shift', 'F10']]],
    [shortcut.escape, [['Esc']]],
    [shortcut.help, [['?']]],
  ]
  return (
    <Modal opened={isOpen} onClose={onClose} title={t.shortcutsTitle} closeButtonProps={{ 'aria-label': t.close }}>
      <dl className={classes.shortcuts}>
        {rows.map(([label, ways]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd>
              {ways.map((way, i) => (
                <Fragment key={way.join()}>
                  {i > 0 && <span> {key.or} </span>}
                  {way.map((one, j) => (
                    <Fragment key={one}>
                      {j > 0 && ' + '}
                      <Kbd size="xs">{one}</Kbd>
                    </Fragment>
                  ))}
                </Fragment>
              ))}
            </dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  )
}
