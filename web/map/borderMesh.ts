import type { CellMesh } from './cellMesh.ts'

/**
 * Every side between two cells of different grids, and every side at the city's edge: the grids' outlines as loose
 * segments, found again in one pass whenever cells change hands (12k cells: under a millisecond).
 *
 *   positions  4 a segment: from x, y, to x, y in the mesh's coordinates
 *   labels     2 a segment: the grids on both sides, `outside` beyond the city
 */
export interface BorderMesh {
  count: number
  positions: Float32Array
  labels: Uint32Array
}

/** The label beyond the city's edge; grid numbers end at 65535. */
export const outside = 65536

export const createBorderMesh = (): BorderMesh => ({
  count: 0,
  positions: new Float32Array(0),
  labels: new Uint32Array(0),
})

/** Fills `border` from the labels; its arrays are kept while they are large enough. */
export function traceBorders(mesh: CellMesh, labels: Uint16Array, border: BorderMesh): void {
  const { firstCorner, across, cellOfCorner, positions } = mesh
  const corners = across.length
  let count = 0
  for (let corner = 0; corner < corners; corner++) if (isBorder(cellOfCorner[corner]!, across[corner]!, labels)) count++
  if (border.labels.length < 2 * count) {
    const room = Math.ceil(count * 1.25)
    border.positions = new Float32Array(4 * room)
    border.labels = new Uint32Array(2 * room)
  }
  border.count = count
  let segment = 0
  for (let corner = 0; corner < corners; corner++) {
    const cell = cellOfCorner[corner]!
    const beyond = across[corner]!
    if (!isBorder(cell, beyond, labels)) continue
    const next = corner + 1 === firstCorner[cell + 1] ? firstCorner[cell]! : corner + 1
    border.positions[4 * segment] = positions[2 * corner]!
    border.positions[4 * segment + 1] = positions[2 * corner + 1]!
    border.positions[4 * segment + 2] = positions[2 * next]!
    border.positions[4 * segment + 3] = positions[2 * next + 1]!
    border.labels[2 * segment] = labels[cell]!
    border.labels[2 * segment + 1] = beyond < 0 ? outside : labels[beyond]!
    segment++
  }
}

/** Each side belongs to two cells; the one with the smaller index draws it. */
function isBorder(cell: number, beyond: number, labels: Uint16Array): boolean {
  return beyond < 0 || (cell < beyond && labels[cell] !== labels[beyond])
}
