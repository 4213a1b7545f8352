import { type Lattice, type Sheet, sheetsOf } from '../../partition/index.ts'

/** A city's cells as rasters in lattice order, one a face of the icosahedron: what the textures of the map are laid out by. */
export interface CellRaster {
  readonly sheets: readonly Sheet[]
  /** Each place that shows a cell: one, and another in each sheet beyond a seam near by. */
  eachPlace(cell: number, at: (sheet: number, texel: number) => void): void
}

/** O(entries of the sheets), 4 bytes a cell. */
export function createCellRaster(lattice: Lattice): CellRaster {
  const sheets = sheetsOf(lattice)
  const home = new Int32Array(lattice.cellCount)
  // Few cells lie at a seam: sheet and texel by turns.
  const beyond = new Map<number, number[]>()
  for (const [s, { cells }] of sheets.entries()) {
    for (let texel = 0; texel < cells.length; texel++) {
      const cell = cells[texel]!
      if (cell < 0) continue
      if (lattice.cellFrame[cell] === s) home[cell] = texel
      else beyond.set(cell, [...(beyond.get(cell) ?? []), s, texel])
    }
  }
  return {
    sheets,
    eachPlace(cell, at) {
      at(lattice.cellFrame[cell]!, home[cell]!)
      const others = beyond.get(cell)
      for (let i = 0; i < (others?.length ?? 0); i += 2) at(others![i]!, others![i + 1]!)
    },
  }
}
