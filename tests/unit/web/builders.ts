/** Neighbours of a rhombus of `width` × `height` cells, 6 a cell, counterclockwise from east; cell = row · width + column. */
export function rhombusNeighbors(width: number, height: number): Int32Array {
  const steps = [
    [1, 0],
    [0, 1],
    [-1, 1],
    [-1, 0],
    [0, -1],
    [1, -1],
  ] as const
  const neighbors = new Int32Array(6 * width * height).fill(-1)
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      for (const [side, [dx, dy]] of steps.entries()) {
        const [x, y] = [column + dx, row + dy]
        if (x >= 0 && x < width && y >= 0 && y < height) neighbors[6 * (row * width + column) + side] = y * width + x
      }
    }
  }
  return neighbors
}
