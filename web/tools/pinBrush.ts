/** The brush that fixes cells in the grids they are in, or frees them: gathers cells while the pointer is down and makes one `pin` of them. */
import { unassigned } from '../../partition/index.ts'
import { cellDisk } from './disk.ts'
import type { Tool } from './tool.ts'

export const pinBrush = (pinned: boolean): Tool => ({
  down: () => ({ grid: null, cells: [], refusal: null }),
  move({ assignment, neighbors, radius, isPinned }, stroke, { path }) {
    const known = new Set(stroke.cells)
    for (const center of path) {
      for (const cell of cellDisk(neighbors, center, radius)) {
        // Cells of no grid have nothing to be fixed in.
        if (assignment[cell] !== unassigned && isPinned(cell) !== pinned) known.add(cell)
      }
    }
    return known.size === stroke.cells.length ? stroke : { ...stroke, cells: [...known] }
  },
  up: (_ground, { cells }) =>
    cells.length === 0 ? { kind: 'nothing' } : { kind: 'command', command: { kind: 'pin', cells, pinned } },
  cancel: () => null,
})
