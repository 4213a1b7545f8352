import { type Command, cellsOfRuns, runsHold, type SeenRun, unassigned, valuesOf } from '../../partition/index.ts'
import { mendsOf } from '../model/mends.ts'
import type { PlanModel } from '../model/planModel.ts'
import { randomId } from '../model/randomId.ts'
import { cellsOfUnit } from '../model/unitsModel.ts'
import { cellsWithin } from '../tools/outlines.ts'
import type { Ground, Marks, Step, Tool, ToolCommand } from '../tools/tool.ts'
import { drawingTools, isPainting } from '../tools/tools.ts'
import type { SessionCore } from './core.ts'
import { refuseFrozen } from './refuseFrozen.ts'
import type { PendingStroke, StrokeView } from './state.ts'
import { strokeSides } from './strokeSides.ts'
import { viewStroke } from './strokeView.ts'

export type Editing = ReturnType<typeof createEditing>

interface Stroke {
  readonly tool: Tool
  readonly marks: Marks
  readonly ground: Ground
}

/** What a planner changes: strokes on the map, by the tool that is taken up, and single commands. */
export function createEditing(core: SessionCore) {
  const { get, set } = core.store
  let stroke: Stroke | null = null
  let waiting: (() => void)[] = []

  /** What a stroke works on that begins at a cell (-1 outside the city); it stays that until the stroke ends. */
  function groundOf(receiver: number, giver: number | null, pressed: number): Ground {
    const { plan } = core.open!
    const { assignment, grids } = plan.cells.plan
    const { model, brushRadius, units } = get()
    const { neighbors, centers, districtOfCell } = model!
    return {
      assignment,
      neighbors,
      grid: receiver,
      radius: brushRadius,
      mayTake: sourceOf(giver, pressed < 0 ? null : districtOfCell[pressed]!),
      isPinned: (cell) => runsHold(grids.get(assignment[cell]!)?.pins ?? [], cell),
      unitOf(cell) {
        const unit = units?.unitAt(cell)
        return unit ? cellsOfUnit(unit) : []
      },
      cellsWithin: (outline) => cellsWithin(centers, outline),
      judge: (command) => plan.judge(byIds(plan, command)),
    }
  }

  /** Says which cells a stroke may take, by the choices in force as it begins. */
  function sourceOf(giver: number | null, district: number | null): (cell: number) => boolean {
    const { assignment, grids } = core.open!.plan.cells.plan
    const { source, isFenced, receiving, model } = get()
    const { districtOfCell } = model!
    let only = giver
    return (cell) => {
      const grid = assignment[cell]!
      if (isFenced && district !== null && districtOfCell[cell] !== district) return false
      if (source === 'one' && only === null && grid !== receiving) only = grid
      if (only !== null) return grid === only
      if (source === 'unassigned') return grid === unassigned
      return source !== 'unlocked' || !grids.get(grid)?.locked
    }
  }

  /** The figures of a stroke that moves cells. */
  function viewOf(marks: Marks, isDrawing: boolean): StrokeView | null {
    const { grid } = marks
    return grid === null ? null : viewStroke({ ...marks, grid }, core.open!.plan.cells, isDrawing)
  }

  function show(next: Stroke): void {
    stroke = next
    core.events.emit('marks', next.marks)
    set({ stroke: viewOf(next.marks, true) })
  }

  /** Puts the tool down on a cell, -1 for a place outside the city. */
  function begin(pressed: number): boolean {
    const { tool, receiving, grids } = get()
    if (!core.open || tool === 'select' || refuseFrozen(core)) return false
    dropPending()
    // What is drawn is looked at as it is.
    if (get().shownCells) set({ shownCells: null })
    const isHeld = (number: number) => grids.find((grid) => grid.number === number)
    if (isPainting(tool) && !isHeld(receiving)) {
      core.notify({ kind: 'pick-grid' })
      return false
    }
    const sides = isPainting(tool)
      ? strokeSides(core.open.plan.cells.plan, get(), get().model!.neighbors, pressed)
      : { receiver: unassigned, giver: null }
    const locked = [sides.receiver, sides.giver ?? unassigned].find((grid) => isHeld(grid)?.locked)
    if (locked !== undefined) {
      core.notify({ kind: 'locked-receiver', grid: locked })
      return false
    }
    const ground = groundOf(sides.receiver, sides.giver, pressed)
    stroke = { tool: drawingTools[tool], marks: drawingTools[tool].down(ground), ground }
    return true
  }

  function draw(step: Step): void {
    if (!stroke || !core.open) return
    const { tool, marks, ground } = stroke
    const next = tool.move(ground, marks, step)
    if (next !== marks) show({ ...stroke, marks: next })
  }

  function end(): void {
    if (!stroke || !core.open) return
    const { tool, marks, ground } = stroke
    const { plan } = core.open
    const view = viewOf(marks, false)
    const made = tool.up(ground, marks)
    putDown()
    if (made.kind === 'command') {
      set({ stroke: edit(byIds(plan, made.command)) ? view : null })
      return
    }
    const pending = made.kind === 'refused' ? waysOut(byIds(plan, made.command), made.refusal) : null
    if (pending) core.events.emit('marks', { ...marks, outline: [] })
    else if (made.kind === 'refused')
      core.notify({ kind: 'refused', refusal: made.refusal, grid: marks.grid ?? unassigned })
    set({ stroke: pending ? view : null, pending })
  }

  /** What can be done with a stroke that would break a grid; null where nothing can. */
  function waysOut(command: Command, refusal: PendingStroke['refusal']): PendingStroke | null {
    const { plan } = core.open!
    const ways = refusal.reason === 'would-disconnect' ? mendsOf(plan, { command }) : []
    if (ways.length === 0) return null
    const customers = valuesOf(plan.cells.snapshot().facts, 'customers')
    const countOf = (one: Command) =>
      one.kind === 'paint' ? cellsOfRuns(one.cells).reduce((sum, cell) => sum + customers[cell]!, 0) : 0
    return { refusal, ways: ways.map((way) => ({ ...way, moreCustomers: countOf(way.command) - countOf(command) })) }
  }

  /** Does what is pending in one of its ways; without one, in the way that needs no second thought, where there is one. */
  function acceptPending(kind?: PendingStroke['ways'][number]['kind']): void {
    const { pending, stroke: view } = get()
    const way = pending?.ways.find((one) =>
      kind ? one.kind === kind : one.kind === 'with-fragment' && one.fragment <= (view?.cellCount ?? 0),
    )
    if (!way) return
    dropPending()
    if (edit(way.command)) core.notify({ kind: 'stroke-mended', count: way.cells })
  }

  /** Takes a stroke that waits for a decision off the map; false where there is none. */
  function dropPending(): boolean {
    if (!get().pending) return false
    core.events.emit('marks', null)
    set({ pending: null, stroke: null })
    return true
  }

  function cancel(): void {
    dropPending()
    if (!stroke) return
    const { tool, marks } = stroke
    const before = tool.cancel(marks)
    if (before) show({ ...stroke, marks: before })
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
    dropPending()
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
    acceptPending,
    dropPending,
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
  for (const cell of Uint32Array.from(command.cells).sort()) {
    const seen = idOf(assignment[cell]!)
    const last = runs.at(-1)
    if (last && last.start + last.length === cell && last.seen === seen) last.length++
    else runs.push({ start: cell, length: 1, seen })
  }
  const cells: SeenRun[] = runs
  return command.kind === 'pin' ? { ...command, cells } : { kind: 'paint', gridId: idOf(command.grid) ?? '', cells }
}
