/**
 * Where each grid's name stands: the cell deepest inside it, so that the name never sits on a neighbour or outside a
 * curved grid. Depth is the number of rings to the border; ties go to the cell nearest to the grid's middle. O(cells).
 */
export interface GridPoint {
  grid: number
  cellIndex: number
  /** rings to the nearest border: how much room the name has */
  depth: number
}

export function findGridPoints(assignment: Uint16Array, neighbors: Int32Array, centers: Float64Array): GridPoint[] {
  const depths = borderDepths(assignment, neighbors)
  const middles = new Map<number, { x: number; y: number; count: number; depth: number }>()
  for (let cell = 0; cell < assignment.length; cell++) {
    const grid = assignment[cell]!
    if (grid === 0) continue
    const middle = middles.get(grid) ?? { x: 0, y: 0, count: 0, depth: 0 }
    middles.set(grid, middle)
    middle.x += centers[2 * cell]!
    middle.y += centers[2 * cell + 1]!
    middle.count++
    middle.depth = Math.max(middle.depth, depths[cell]!)
  }
  const best = new Map<number, { cellIndex: number; distance: number }>()
  for (let cell = 0; cell < assignment.length; cell++) {
    const middle = middles.get(assignment[cell]!)
    if (!middle || depths[cell] !== middle.depth) continue
    const distance =
      (centers[2 * cell]! - middle.x / middle.count) ** 2 + (centers[2 * cell + 1]! - middle.y / middle.count) ** 2
    const known = best.get(assignment[cell]!)
    if (!known || distance < known.distance) best.set(assignment[cell]!, { cellIndex: cell, distance })
  }
  return [...best].map(([grid, { cellIndex }]) => ({ grid, cellIndex, depth: middles.get(grid)!.depth }))
}

/** For each cell, how many rings lie between it and another grid or the city's edge; 1 at the border. */
export function borderDepths(assignment: Uint16Array | Int32Array, neighbors: Int32Array): Uint16Array {
  const depths = new Uint16Array(assignment.length)
  let front: number[] = []
  for (let cell = 0; cell < assignment.length; cell++) {
    for (let side = 0; side < 6 && depths[cell] === 0; side++) {
      const neighbor = neighbors[6 * cell + side]!
      if (neighbor >= 0 && assignment[neighbor] === assignment[cell]) continue
      depths[cell] = 1
      front.push(cell)
    }
  }
  while (front.length > 0) {
    const next: number[] = []
    for (const cell of front) {
      for (let side = 0; side < 6; side++) {
        const neighbor = neighbors[6 * cell + side]!
        if (neighbor < 0 || depths[neighbor] !== 0) continue
        depths[neighbor] = depths[cell]! + 1
        next.push(neighbor)
      }
    }
    front = next
  }
  return depths
}
