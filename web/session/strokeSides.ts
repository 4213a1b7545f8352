import { type Plan, unassigned } from '../../partition/index.ts'
import { gridNeighbours } from '../model/gridNeighbours.ts'
import type { SessionState } from './state.ts'

/** Who gets the cells of a stroke that begins at a cell (-1 outside the city), and who alone gives them, where one does. */
export function strokeSides(
  plan: Plan,
  { receiving, direction, partner }: Pick<SessionState, 'receiving' | 'direction' | 'partner'>,
  neighbors: Int32Array,
  pressed: number,
): { receiver: number; giver: number | null } {
  if (direction === 'take') return { receiver: receiving, giver: partner || null }
  if (partner) return { receiver: partner, giver: receiving }
  const under = pressed < 0 ? unassigned : plan.assignment[pressed]!
  if (under !== unassigned && under !== receiving) return { receiver: under, giver: receiving }
  const nearest = pressed < 0 ? null : nearestNeighbour(plan, receiving, neighbors, pressed)
  return { receiver: nearest ?? gridNeighbours(plan, receiving)[0] ?? unassigned, giver: receiving }
}

/** The grid across the border of a grid that is the fewest cells away from one of its own; a locked one gets nothing. */
function nearestNeighbour(
  { assignment, grids }: Plan,
  grid: number,
  neighbors: Int32Array,
  from: number,
): number | null {
  const seen = new Set([from])
  for (const cell of seen) {
    for (let side = 0; side < 6; side++) {
      const next = neighbors[6 * cell + side]!
      if (next < 0 || seen.has(next)) continue
      const other = assignment[next]!
      if (other === grid) seen.add(next)
      else if (other !== unassigned && !grids.get(other)?.locked) return other
    }
  }
  return null
}
