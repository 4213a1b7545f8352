/**
 * A plan is a function from cells to grids, so a gap between two grids or an overlap cannot be expressed.
 *
 *   assignment   Uint16Array over cellIndex; 0 is unassigned, which is never a grid
 *   grids        the grids that exist, by number; a grid may own no cell yet
 *   adjacency    which cells touch, as compressed rows: neighbours of v are neighbors[offsets[v] .. offsets[v + 1]);
 *                symmetric, links (bridges, ferries) included, barriers left out
 */
export interface Plan {
  readonly assignment: Uint16Array
  readonly grids: ReadonlyMap<number, PlanGrid>
  readonly adjacency: Adjacency
}

export interface PlanGrid {
  readonly number: number
  readonly locked: boolean
}

/** Every `Graph` of the engine is one. */
export interface Adjacency {
  readonly offsets: Uint32Array
  readonly neighbors: Uint32Array
}

/** The number of a cell that no grid owns. */
export const unassigned = 0
