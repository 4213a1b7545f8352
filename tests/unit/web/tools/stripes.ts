import { apply, cellGraph, newPlan } from '../../../../partition/index.ts'
import type { Ground } from '../../../../web/tools/tool.ts'
import { gridOf } from '../../partition/builders.ts'
import { rhombusNeighbors } from '../builders.ts'

/** Six columns, three rows: grid 1 holds the two left columns, 2 the middle ones, 3 the right ones. `grid` receives. */
export function threeStripes(grid: number, changes: Partial<Ground> & { locked?: readonly number[] } = {}): Ground {
  const { locked = [], ...more } = changes
  const neighbors = rhombusNeighbors(6, 3)
  const assignment = Uint16Array.from({ length: 18 }, (_, cell) => 1 + Math.floor((cell % 6) / 2))
  const grids = [1, 2, 3].map((number) => gridOf(number, { locked: locked.includes(number) }))
  const plan = newPlan(assignment, grids, cellGraph(neighbors, []))
  return {
    assignment,
    neighbors,
    grid,
    radius: 0,
    mayTake: () => true,
    isPinned: () => false,
    unitOf: () => [],
    cellsWithin: () => [],
    judge: (command) => apply(plan, command),
    ...more,
  }
}
