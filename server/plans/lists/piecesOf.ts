import type { Graph } from '../../../partition/index.ts'

/** The connected pieces of some ascending cells, by their first cell; each ascending. */
export function piecesOf(
  cells: readonly number[],
  { offsets, neighbors }: Graph,
  joins: (a: number, b: number) => boolean,
): number[][] {
  const left = new Set(cells)
  const pieces: number[][] = []
  for (const start of cells) {
    if (!left.delete(start)) continue
    const piece = [start]
    for (let head = 0; head < piece.length; head++) {
      const cell = piece[head]!
      for (let edge = offsets[cell]!; edge < offsets[cell + 1]!; edge++) {
        const next = neighbors[edge]!
        if (!left.has(next) || !joins(cell, next)) continue
        left.delete(next)
        piece.push(next)
      }
    }
    pieces.push(piece.sort((a, b) => a - b))
  }
  return pieces
}
