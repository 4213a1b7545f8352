import { type Command, runsOf, valuesOf } from '../../partition/index.ts'
import { gridNeighbours } from '../model/gridNeighbours.ts'
import { randomId } from '../model/randomId.ts'
import { runsInOneGrid } from '../model/unitFacts.ts'
import type { Unit } from '../model/unitsModel.ts'
import type { SessionCore } from './core.ts'
import { divideInWorker } from './divideInWorker.ts'
import type { Editing } from './editing.ts'
import type { SessionState } from './state.ts'

/** What is done to a grid as such, by its menu. Each is a command like a stroke: shown at once, saved behind, undone by Ctrl+Z. */
export function createGridEdits(core: SessionCore, editing: Editing, pickReceiver: (grid: number) => void) {
  const { get, set } = core.store

  /** True once it is done; the plan's refusal is told otherwise. */
  function edit(command: Command): boolean {
    if (!editing.edit(command)) return false
    core.notify({ kind: 'edited', command })
    return true
  }

  return {
    edit,
    /** Names and codes that are changed, in one go; stops at the first that is refused. */
    editAll: (commands: readonly Command[]): boolean => commands.every(edit),
    /** A new grid, empty as yet, with the brush in hand to fill it. */
    create(): void {
      const gridId = randomId()
      if (!edit({ kind: 'create', gridId })) return
      const made = get().grids.find((grid) => grid.gridId === gridId)
      if (made) pickReceiver(made.number)
    },
    /** Fixes all the cells of a grid in it, or frees those that are. */
    pinAll(grid: number, pinned: boolean): boolean {
      const plan = core.open?.plan.cells.plan
      const record = plan?.grids.get(grid)
      if (!plan || !record) return false
      const own = Array.from(plan.assignment.keys()).filter((cell) => plan.assignment[cell] === grid)
      const runs = pinned ? runsOf(own) : record.pins
      return edit({ kind: 'pin', pinned, cells: runs.map((run) => ({ ...run, seen: record.gridId })) })
    },
    /** Fixes all the cells of a unit in the one grid they are in, or frees them; false where it lies in several grids or in none. */
    pinUnit(unit: Unit, pinned: boolean): boolean {
      const plan = core.open?.plan.cells.plan
      const found = plan && runsInOneGrid(unit, plan)
      if (!found) return false
      const seen = plan.grids.get(found.grid)?.gridId ?? null
      return edit({ kind: 'pin', pinned, cells: found.runs.map((run) => ({ ...run, seen })) })
    },
    /** Puts a grid under a main grid, which is made for it where it is new. */
    assignParent(gridId: string, parent: { readonly gridId: string } | { readonly name: string }): boolean {
      if ('gridId' in parent) return edit({ kind: 'assign-parent', gridId, parentId: parent.gridId })
      const parentId = randomId()
      return (
        edit({ kind: 'create', gridId: parentId, name: parent.name }) &&
        edit({ kind: 'assign-parent', gridId, parentId })
      )
    },
    /** The grids that it may be merged into: those that touch it. */
    neighboursOf: (grid: number): number[] => (core.open ? gridNeighbours(core.open.plan.cells.plan, grid) : []),
    /** Divides a grid into connected parts of about as many customers. False where that cannot be done. */
    async split(grid: number, parts: number): Promise<boolean> {
      const { open } = core
      const { model, snapshot } = get()
      const gridId = open?.plan.cells.plan.grids.get(grid)?.gridId
      if (!open || !model || !snapshot || gridId === undefined) return false
      const { assignment, adjacency, grids } = open.plan.cells.plan
      const divided = await divideInWorker({
        plan: { assignment, adjacency, grids },
        grid,
        customers: valuesOf(snapshot.facts, 'customers'),
        cellIds: model.lattice.cellIds,
        parts,
      })
      if (!divided || core.open !== open) return false
      const seen = (own: readonly number[]) => runsOf(own).map((run) => ({ ...run, seen: gridId }))
      return edit({
        kind: 'split',
        gridId,
        parts: divided.map((own) => ({ gridId: randomId(), cells: seen(own) })),
      })
    },
    /** Opens the dialog that asks what an edit needs. */
    ask: (gridDialog: SessionState['gridDialog']) => set({ gridDialog }),
  }
}
