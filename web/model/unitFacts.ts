import { type CellRun, type Plan, runsHold, runsOf } from '../../partition/index.ts'
import { cellsOfUnit, type Unit, type UnitsModel } from './unitsModel.ts'

/** How a unit lies in a plan. */
export interface UnitInPlan {
  readonly cells: readonly number[]
  /** the numbers of the grids that have cells of it, 0 for the unassigned pool; ascending */
  readonly grids: readonly number[]
  /** none of its cells may leave its grid */
  readonly isPinned: boolean
}

type GroundPlan = Pick<Plan, 'assignment' | 'grids'>

/** O(cells of the unit · log pins). */
export function unitInPlan(unit: Unit, { assignment, grids }: GroundPlan): UnitInPlan {
  const cells = cellsOfUnit(unit)
  const isPinnedCell = (cell: number): boolean => runsHold(grids.get(assignment[cell]!)?.pins ?? [], cell)
  return {
    cells,
    grids: [...new Set(cells.map((cell) => assignment[cell]!))].sort((a, b) => a - b),
    isPinned: cells.length > 0 && cells.every(isPinnedCell),
  }
}

/** The cells of a unit that is whole in one grid, and that grid; null where it is not, or has no cell. */
export function runsInOneGrid(unit: Unit, plan: GroundPlan): { grid: number; runs: CellRun[] } | null {
  const { cells, grids } = unitInPlan(unit, plan)
  const [grid] = grids
  return grids.length === 1 && grid! > 0 ? { grid: grid!, runs: runsOf(cells) } : null
}

/** The unit that is pinned as a whole and holds one of the cells: why they may not leave their grid. */
export function pinnedUnitOf(
  cells: readonly number[],
  models: readonly (UnitsModel | null)[],
  plan: GroundPlan,
): Unit | undefined {
  for (const model of models)
    for (const cell of cells) {
      const unit = model?.unitAt(cell)
      if (unit && unitInPlan(unit, plan).isPinned) return unit
    }
  return undefined
}
