/** Brush sizes: rings around the cell under the pointer, and how many cells that is away from any border. */
export const brushSizes = [
  { radius: 0, cells: 1 },
  { radius: 1, cells: 7 },
  { radius: 2, cells: 19 },
] as const

/** The cells within `radius` rings of `center`, the center first. `neighbors` holds 6 a cell, -1 where there is none. */
export function cellDisk(neighbors: Int32Array, center: number, radius: number): number[] {
  const disk = [center]
  const seen = new Set(disk)
  let ringStart = 0
  for (let ring = 0; ring < radius; ring++) {
    const ringEnd = disk.length
    for (; ringStart < ringEnd; ringStart++) {
      for (let side = 0; side < 6; side++) {
        const cell = neighbors[disk[ringStart]! * 6 + side]!
        if (cell < 0 || seen.has(cell)) continue
        seen.add(cell)
        disk.push(cell)
      }
    }
  }
  return disk
}

/** The cells of the disks around a path that are wanted and not among `known`, each once, in the order they are touched. */
export function touchedBy(
  neighbors: Int32Array,
  path: readonly number[],
  radius: number,
  known: readonly number[],
  isWanted: (cell: number) => boolean,
): number[] {
  const seen = new Set(known)
  const touched: number[] = []
  for (const center of path) {
    for (const cell of cellDisk(neighbors, center, radius)) {
      if (seen.has(cell) || !isWanted(cell)) continue
      seen.add(cell)
      touched.push(cell)
    }
  }
  return touched
}
