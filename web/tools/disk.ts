/** The widest brush: 397 cells away from any border. */
export const largestRadius = 11

/** How many cells a brush has away from any border. */
export const cellsInDisk = (radius: number): number => 3 * radius * (radius + 1) + 1

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
