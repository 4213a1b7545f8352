/**
 * The brush: gathers cells for one grid while the pointer is down and makes one `paint` of them when it is lifted.
 *
 * A stroke is judged as a whole, because its parts may not stand alone: the first cells of a stroke that begins away from
 * the receiving grid are legal as soon as the stroke reaches it. The verdict is kept up to date while drawing, so the map
 * and the panel can show what would happen now.
 */
import { touchedBy } from './disk.ts'
import type { Tool } from './tool.ts'

export const brush: Tool = {
  down: ({ grid }) => ({ grid, cells: [], added: [], refusal: null }),
  move({ assignment, neighbors, grid, radius, judge }, stroke, path) {
    const added = touchedBy(neighbors, path, radius, stroke.cells, (cell) => assignment[cell] !== grid)
    if (added.length === 0) return stroke
    const cells = [...stroke.cells, ...added]
    const verdict = judge({ kind: 'paint', grid, cells })
    return { grid, cells, added, refusal: verdict.ok ? null : verdict }
  },
  up({ grid }, { cells, refusal }) {
    if (refusal) return { kind: 'refused', refusal }
    return cells.length === 0 ? { kind: 'nothing' } : { kind: 'command', command: { kind: 'paint', grid, cells } }
  },
  cancel: () => null,
}
