/**
 * A plan is a function from cells to grids, so a gap between two grids or an overlap cannot be expressed.
 *
 *   assignment   Uint16Array over cellIndex; 0 is unassigned, which is never a grid
 *   grids        the grids that exist, by number; a grid may own no cell yet
 *   gone         the grids that there were, by number: a number is given out once, so that old patches keep their meaning
 *   lastNumber   the highest number ever given out
 *   adjacency    which cells touch, as compressed rows: neighbours of v are neighbors[offsets[v] .. offsets[v + 1]);
 *                symmetric, links (bridges, ferries) included, barriers left out
 */
import type { Grid } from './grid.ts'

export interface Plan {
  readonly assignment: Uint16Array
  readonly grids: ReadonlyMap<number, Grid>
  readonly gone: ReadonlyMap<number, GoneGrid>
  readonly lastNumber: number
  readonly adjacency: Adjacency
}

/** A plan that `writePatch` may write into. */
export interface MutablePlan extends Plan {
  readonly grids: Map<number, Grid>
  readonly gone: Map<number, GoneGrid>
  lastNumber: number
}

/** A plan as it is loaded; without a `past` none of its grids is gone yet. The assignment is the plan's from now on. */
export function newPlan(
  assignment: Uint16Array,
  grids: Iterable<Grid>,
  adjacency: Adjacency,
  past: { readonly gone: Iterable<GoneGrid & { readonly number: number }>; readonly lastNumber: number } = noPast,
): MutablePlan {
  const known = new Map(Array.from(grids, (grid) => [grid.number, grid]))
  const gone = new Map(Array.from(past.gone, ({ number, gridId, heir }) => [number, { gridId, heir }]))
  return { assignment, grids: known, gone, lastNumber: Math.max(past.lastNumber, ...known.keys()), adjacency }
}

const noPast = { gone: [], lastNumber: 0 }

export interface GoneGrid {
  readonly gridId: string
  /** the number of the grid that got its cells; null where it had none */
  readonly heir: number | null
}

/** Every `Graph` of the engine is one. */
export interface Adjacency {
  readonly offsets: Uint32Array
  readonly neighbors: Uint32Array
}

/** The number of a cell that no grid owns. */
export const unassigned = 0

// Where a grid was found last, by its id; counts only where it is still there.
const lastNumbers = new WeakMap<Plan['grids'], Map<string, number>>()

/** The number of a grid that exists, by its id. O(grids) the first time it is asked for, O(1) then. */
export function numberOf({ grids }: Pick<Plan, 'grids'>, gridId: string): number | undefined {
  const known = lastNumbers.get(grids) ?? new Map<string, number>()
  const last = known.get(gridId)
  if (last !== undefined && grids.get(last)?.gridId === gridId) return last
  for (const grid of grids.values()) {
    if (grid.gridId !== gridId) continue
    lastNumbers.set(grids, known.set(gridId, grid.number))
    return grid.number
  }
  return undefined
}

/** The number of the grid that exists in place of one that is gone: its heir, or the heir's. */
export function heirOf({ grids, gone }: Pick<Plan, 'grids' | 'gone'>, number: number): number | undefined {
  let at: number | null | undefined = number
  // An heir was there when the other went, so a chain is never longer than there are grids gone.
  for (let step = 0; step <= gone.size && at != null; step++) {
    if (grids.has(at)) return at
    at = gone.get(at)?.heir
  }
  return undefined
}

/** The number that a grid's cells are found under now, its own or its heir's, by its id. */
export function numberNow(plan: Pick<Plan, 'grids' | 'gone'>, gridId: string): number | undefined {
  const own = numberOf(plan, gridId)
  if (own !== undefined) return own
  for (const [number, one] of plan.gone) if (one.gridId === gridId) return heirOf(plan, number)
  return undefined
}
