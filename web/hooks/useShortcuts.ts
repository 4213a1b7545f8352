import { type HotkeyItem, useHotkeys } from '@mantine/hooks'
import type { ColourBy } from '../session/state.ts'
import { largestRadius } from '../tools/disk.ts'
import { isPainting } from '../tools/tools.ts'
import { useSession } from './SessionContext.tsx'

const colourOrder: readonly ColourBy[] = ['grid', 'deviation', 'density']

// Where a key is, not what it writes: with a Chinese input method on it writes nothing.
const physical = { usePhysicalKeys: true }

/** The sandbox's keyboard; the list a planner sees stands in dialogs/ShortcutsDialog.tsx, the map's own in binding/keyboardCursor.ts. */
export function useShortcuts(onHelp: () => void): void {
  const session = useSession()
  const { get } = session.store
  const resize = (by: 1 | -1): void => {
    const radius = get().brushRadius + by
    if (radius >= 0 && radius <= largestRadius) session.setBrushRadius(radius)
  }
  /** The neighbour at a place of the list becomes the only one that gets or gives; again, and it is whichever again. */
  const pickPartner = (place: number): void => {
    const { tool, receiving, partner } = get()
    if (!isPainting(tool) || receiving === 0) return
    const neighbour = session.gridEdits.neighboursOf(receiving)[place]
    if (neighbour !== undefined) session.setPartner(neighbour === partner ? 0 : neighbour)
  }
  const partnerKeys = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
    (digit): HotkeyItem => [`Digit${digit}`, () => pickPartner(digit - 1), physical],
  )
  useHotkeys([
    ['mod+Z', session.undo, physical],
    ['mod+shift+Z', session.redo, physical],
    ['mod+Y', session.redo, physical],
    ['V', () => session.setTool('select'), physical],
    ['B', () => session.setTool('brush'), physical],
    ['L', () => session.setTool('lasso'), physical],
    ['R', () => session.setTool('rectangle'), physical],
    ['U', () => session.setTool('unit'), physical],
    ['G', () => session.setTool('fill'), physical],
    ['K', () => session.setTool('pin'), physical],
    ['X', () => isPainting(get().tool) && session.setDirection(get().direction === 'take' ? 'give' : 'take'), physical],
    ...partnerKeys,
    ['BracketLeft', () => resize(-1), physical],
    ['BracketRight', () => resize(1), physical],
    [
      'C',
      () => session.setColourBy(colourOrder[(colourOrder.indexOf(get().colourBy) + 1) % colourOrder.length]!),
      physical,
    ],
    ['F', session.fitCity, physical],
    ['/', () => document.getElementById('grid-search')?.focus()],
    ['shift+?', onHelp],
    ['?', onHelp],
    ['Enter', () => session.acceptPending(), { preventDefault: false }],
    ['Escape', session.escape],
  ])
}
