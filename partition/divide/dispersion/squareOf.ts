/** The square of the distance between two vertices. */
export function squareOf(positions: Float64Array, u: number, v: number): number {
  const dx = positions[2 * u]! - positions[2 * v]!
  const dy = positions[2 * u + 1]! - positions[2 * v + 1]!
  return dx * dx + dy * dy
}
