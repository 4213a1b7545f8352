/**
 * The brush: gathers cells for one grid while the pointer is down and makes one `paint` of them when it is lifted.
 *
 * A stroke is judged as a whole, because its parts may not stand alone: the first cells of a stroke that begins away from
 * the receiving grid are legal as soon as the stroke reaches it. The verdict is kept up to date while drawing, so the map
 * and the panel can show what would happen now.
 */
import { cellDisk } from './disk.ts'
import type { Ground, Marks, Tool } from './tool.ts'

export const brush: Tool = {
  down: ({ grid }) => ({ grid, cells: [], added: [], refusal: null }),
  move: extendStroke,
  up(_ground, { grid, cells, refusal }) {
    if (refusal) return { kind: 'refused', refusal }
    return cells.length === 0 ? { kind: 'nothing' } : { kind: 'command', command: { kind: 'paint', grid, cells } }
  },
  cancel: () => null,
}

/** Adds the brush's disk around each cell of `path`. */
function extendStroke({ assignment, neighbors, radius, judge }: Ground, stroke: Marks, path: readonly number[]): Marks {
  const { grid } = stroke
  const touched = new Set(stroke.cells)
  const added: number[] = []
  for (const center of path) {
    for (const cell of cellDisk(neighbors, center, radius)) {
      if (touched.has(cell) || assignment[cell] === grid) continue
      touched.add(cell)
      added.push(cell)
    }
  }
  if (added.length === 0) return stroke
  const cells = [...stroke.cells, ...added]
  const verdict = judge({ kind: 'paint', grid, cells })
  return { grid, cells, added, refusal: verdict.ok ? null : verdict }
}
