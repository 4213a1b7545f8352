import { neighborTable } from '../../../partition/index.ts'
import type { PlanState } from '../../../server/plans/states.ts'

export interface Stroke {
  readonly kind: 'paint'
  readonly grid: number
  readonly cells: number[]
}

/** Strokes of one cell that may go to a touching grid: its neighbours of its own grid form one run of the ring. */
export function possibleStrokes({ assignment, city }: PlanState): Stroke[] {
  const neighbors = neighborTable(city.lattice)
  return [...assignment.keys()].flatMap((cell) => {
    const from = assignment[cell] ?? 0
    const ring = [...neighbors.subarray(6 * cell, 6 * cell + 6)].map((other) =>
      other < 0 ? 0 : (assignment[other] ?? 0),
    )
    const grid = ring.find((other) => other !== 0 && other !== from)
    const starts = ring.filter((other, slot) => other === from && ring[(slot + 5) % 6] !== from).length
    const own = ring.filter((other) => other === from).length
    return grid !== undefined && starts === 1 && own >= 2 ? [{ kind: 'paint' as const, grid, cells: [cell] }] : []
  })
}

export function firstStroke(state: PlanState, locked: ReadonlySet<number> = new Set()): Stroke {
  const isFree = ({ grid, cells }: Stroke) =>
    ![grid, ...cells.map((cell) => state.assignment[cell]!)].some((own) => locked.has(own))
  const stroke = possibleStrokes(state).find(isFree)
  if (!stroke) throw new Error('no cell can be moved')
  return stroke
}
