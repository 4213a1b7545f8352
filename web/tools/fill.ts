/** Takes all that is connected to the cell under the pointer and in the same grid as that: a hole, a piece, what is unassigned. */
import { gathering } from './painting.ts'

export const fill = gathering(({ assignment, neighbors }, path) => {
  const filled = new Set<number>()
  for (const start of path) {
    if (filled.has(start)) continue
    filled.add(start)
    const front = [start]
    for (const cell of front) {
      for (let side = 0; side < 6; side++) {
        const next = neighbors[6 * cell + side]!
        if (next < 0 || assignment[next] !== assignment[start] || filled.has(next)) continue
        filled.add(next)
        front.push(next)
      }
    }
  }
  return filled
})
