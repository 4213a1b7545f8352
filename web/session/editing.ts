import { type Command, runsHold, type SeenRun, unassigned } from '../../partition/index.ts'
import type { PlanModel } from '../model/planModel.ts'
import { randomId } from '../model/randomId.ts'
import type { Ground, Marks, Tool, ToolCommand } from '../tools/tool.ts'
import { drawingTools } from '../tools/tools.ts'
import type { SessionCore } from './core.ts'
import { refuseFrozen } from './refuseFrozen.ts'
import type { StrokeView } from './state.ts'
import { viewStroke } from './strokeView.ts'

export type Editing = ReturnType<typeof createEditing>

/** What a planner changes: strokes on the map, by the tool that is taken up, and single commands. */
export function createEditing(core: SessionCore) {
  const { get, set } = core.store
  let stroke: { readonly tool: Tool; readonly marks: Marks } | null = null
  let waiting: (() => void)[] = []

  function groundOf(grid: number | null): Ground {
    const { plan } = core.open!
    const { assignment, grids } = plan.cells.plan
    return {
      assignment,
      neighbors: get().model!.neighbors,
      grid: grid ?? unassigned,
      radius: get().brushRadius,
      isPinned: (cell) => runsHold(grids.get(assignment[cell]!)?.pins ?? [], cell),
      judge: (command) => plan.judge(byIds(plan, command)),
    }
  }

  /** The figures of a stroke that moves cells. */
  function viewOf(marks: Marks, isDrawing: boolean): StrokeView | null {
    const { grid } = marks
    return grid === null ? null : viewStroke({ ...marks, grid }, core.open!.plan.cells, isDrawing)
  }

  function show(tool: Tool, marks: Marks): void {
    stroke = { tool, marks }
    core.events.emit('marks', marks)
    set({ stroke: viewOf(marks, true) })
  }

  function begin(): boolean {
    const { tool, receiving, grids } = get()
    if (!core.open || tool === 'select' || refuseFrozen(core)) return false
    // What is drawn is looked at as it is.
    if (get().shownCells) set({ shownCells: null })
    const grid = tool === 'brush' ? grids.find(({ number }) => number === receiving) : null
    if (grid === undefined) {
      core.notify({ kind: 'pick-grid' })
      return false
    }
    if (grid?.locked) {
      core.notify({ kind: 'locked-receiver', grid: grid.number })
      return false
    }
    stroke = { tool: drawingTools[tool], marks: drawingTools[tool].down(groundOf(receiving)) }
    return true
  }

  function draw(path: readonly number[]): void {
    if (!stroke || !core.open) return
    const { tool, marks } = stroke
    const next = tool.move(groundOf(marks.grid), marks, path)
    if (next !== marks) show(tool, next)
  }

  function end(): void {
    if (!stroke || !core.open) return
    const { tool, marks } = stroke
    const view = viewOf(marks, false)
    const made = tool.up(groundOf(marks.grid), marks)
    putDown()
    if (made.kind === 'nothing') return
    if (made.kind === 'refused') core.notify({ kind: 'refused', refusal: made.refusal, grid: marks.grid ?? unassigned })
    set({ stroke: made.kind === 'command' && edit(byIds(core.open.plan, made.command)) ? view : null })
  }

  function cancel(): void {
    if (!stroke) return
    const { tool, marks } = stroke
    const before = tool.cancel(marks)
    if (before) show(tool, before)
    else {
      putDown()
      set({ stroke: null })
    }
  }

  /** The tool is off the map, and whoever waited for that goes on. */
  function putDown(): void {
    stroke = null
    core.events.emit('marks', null)
    for (const go of waiting) go()
    waiting = []
  }

  /** Makes a command: shown at once, saved as soon as the server can be reached. Says why where the plan refuses it. */
  function edit(command: Command): boolean {
    if (!core.open || refuseFrozen(core)) return false
    const taken = core.open.plan.take({ commandId: randomId(), command, revision: null })
    if (taken.kind === 'refused') core.notify({ kind: 'refused', refusal: taken.refusal })
    if (taken.kind !== 'taken') return false
    core.refresh()
    core.open.saving.send()
    return true
  }

  return {
    begin,
    draw,
    end,
    cancel,
    edit,
    isDrawing: () => stroke !== null,
    whenFree: () => (stroke ? new Promise<void>((resolve) => waiting.push(resolve)) : Promise.resolve()),
  }
}

/** The stroke as everybody understands it: the grid by its id, and each run of cells with the grid it is seen in. */
function byIds({ cells: { plan } }: PlanModel, command: ToolCommand): Command {
  const { assignment, grids } = plan
  const idOf = (number: number): string | null => (number === unassigned ? null : (grids.get(number)?.gridId ?? null))
  const runs: { start: number; length: number; seen: string | null }[] = []
  for (const cell of [...command.cells].sort((a, b) => a - b)) {
    const seen = idOf(assignment[cell]!)
    const last = runs.at(-1)
    if (last && last.start + last.length === cell && last.seen === seen) last.length++
    else runs.push({ start: cell, length: 1, seen })
  }
  const cells: SeenRun[] = runs
  return command.kind === 'pin' ? { ...command, cells } : { kind: 'paint', gridId: idOf(command.grid) ?? '', cells }
}
