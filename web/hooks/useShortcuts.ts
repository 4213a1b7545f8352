import { useHotkeys } from '@mantine/hooks'
import type { ColourBy } from '../session/state.ts'
import { brushSizes } from '../tools/disk.ts'
import { useSession } from './SessionContext.tsx'

const colourOrder: readonly ColourBy[] = ['grid', 'deviation', 'density']

/** The sandbox's keyboard; the list a planner sees stands in dialogs/ShortcutsDialog.tsx. */
export function useShortcuts(onHelp: () => void): void {
  const session = useSession()
  const { get } = session.store
  const resize = (by: 1 | -1): void => {
    const radius = get().brushRadius + by
    if (brushSizes.some((size) => size.radius === radius)) session.setBrushRadius(radius)
  }
  useHotkeys([
    ['mod+Z', session.undo],
    ['mod+shift+Z', session.redo],
    ['mod+Y', session.redo],
    ['V', () => session.setTool('select')],
    ['B', () => session.setTool('brush')],
    ['K', () => session.setTool('pin')],
    ['[', () => resize(-1)],
    [']', () => resize(1)],
    ['C', () => session.setColourBy(colourOrder[(colourOrder.indexOf(get().colourBy) + 1) % colourOrder.length]!)],
    ['F', session.fitCity],
    ['/', () => document.getElementById('grid-search')?.focus()],
    ['shift+?', onHelp],
    ['?', onHelp],
    ['Escape', session.escape],
  ])
}
