/** The brush that fixes cells in the grids they are in, or frees them: gathers cells while the pointer is down and makes one `pin` of them. */
import { touchedBy } from './disk.ts'
import type { Tool } from './tool.ts'

export const pinBrush = (pinned: boolean): Tool => ({
  down: () => ({ grid: null, cells: [], added: [], refusal: null }),
  move({ assignment, neighbors, radius, isPinned }, stroke, path) {
    // Cells of no grid have nothing to be fixed in.
    const isWanted = (cell: number) => assignment[cell] !== 0 && isPinned(cell) !== pinned
    const added = touchedBy(neighbors, path, radius, stroke.cells, isWanted)
    return added.length === 0 ? stroke : { ...stroke, cells: [...stroke.cells, ...added], added }
  },
  up: (_ground, { cells }) =>
    cells.length === 0 ? { kind: 'nothing' } : { kind: 'command', command: { kind: 'pin', cells, pinned } },
  cancel: () => null,
})
