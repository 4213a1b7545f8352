/**
 * One open plan: its cells and sums as the planner sees them, the history, and the outbox that saves it.
 * Framework-free; tells what changed through two callbacks.
 */
import {
  type ApplyResult,
  apply,
  applyPatch,
  cellGraph,
  type Command,
  type History,
  nextRedo,
  nextUndo,
  type Patch,
  type Plan,
  recordEntry,
  replayHistory,
} from '../../partition/index.ts'
import type { CommandLog, CommandRequest, CommandResult, GridFigures, PlanDetail } from '../../server/contract/plans.ts'
import type { CityModel } from './cityModel.ts'
import { gridRows, perimetersKm } from './gridRows.ts'
import { type GridSums, moveCell, sumGrids } from './gridSums.ts'
import { createOutbox, type Outbox, type OutboxEntry, predictedRevision } from './outbox.ts'
import { createSender } from './sender.ts'
import { randomId } from './randomId.ts'

export interface PlanSession {
  readonly detail: PlanDetail
  readonly plan: Plan
  readonly sums: GridSums
  /** the grids with their figures as they stand now */
  rows(): readonly GridFigures[]
  history(): History
  outbox(): Outbox
  judge(command: Command): ApplyResult
  /** Paints if it is legal: shown at once, saved as soon as the server can be reached. */
  paint(grid: number, cells: readonly number[]): ApplyResult
  /** Null where there is nothing to undo. */
  undo(): ApplyResult | null
  redo(): ApplyResult | null
  retry(): void
  close(): void
}

export interface PlanSessionOptions {
  model: CityModel
  detail: PlanDetail
  assignment: Uint16Array
  log: CommandLog
  /** unsaved strokes of an earlier tab, which follow the plan's revision */
  unsaved: readonly OutboxEntry[]
  post: (request: CommandRequest) => Promise<CommandResult>
  onPatch: (patch: Patch) => void
  onOutbox: (outbox: Outbox) => void
}

export function openPlanSession(options: PlanSessionOptions): PlanSession {
  const { model, detail, log, onPatch } = options
  const plan: Plan = {
    assignment: options.assignment,
    grids: new Map(detail.grids.map(({ number, locked }) => [number, { number, locked }])),
    adjacency: cellGraph(model.neighbors, []),
  }
  const sums = sumGrids(model, plan.assignment)
  const patches = new Map<number, Patch>(log.commands.map(({ revision, patch }) => [revision, patch]))
  let history = replayHistory(log.commands.map(({ revision, command }) => entryOf(revision, command)))
  let rows: readonly GridFigures[] = []
  let areRowsStale = true

  const show = (patch: Patch): void => {
    applyPatch(plan.assignment, patch)
    for (const { start, length, from, to } of patch.runs) {
      for (let cell = start; cell < start + length; cell++) moveCell(sums, model, cell, from, to)
    }
    areRowsStale = true
  }
  const record = (revision: number, command: CommandRequest['command'], patch: Patch): void => {
    patches.set(revision, patch)
    history = recordEntry(history, entryOf(revision, command))
  }

  for (const entry of options.unsaved) {
    show(entry.patch)
    record(entry.baseRevision + 1, entry.command, entry.patch)
  }
  const sender = createSender({
    outbox: createOutbox(detail.revision, options.unsaved),
    post: options.post,
    onChange: options.onOutbox,
  })

  function commit(command: CommandRequest['command'], patch: Patch): void {
    const baseRevision = predictedRevision(sender.outbox())
    show(patch)
    record(baseRevision + 1, command, patch)
    onPatch(patch)
    sender.add({ commandId: randomId(), baseRevision, command, patch })
  }

  function revert(revision: number | undefined): ApplyResult | null {
    const patch = revision === undefined ? undefined : patches.get(revision)
    if (revision === undefined || !patch) return null
    const result = apply(plan, { kind: 'revert', patch })
    if (result.ok) commit({ kind: 'revert', revision }, result.patch)
    return result
  }

  return {
    detail,
    plan,
    sums,
    rows() {
      if (areRowsStale) {
        rows = gridRows(detail.grids, sums, perimetersKm(model.mesh, model.sidesKm, plan.assignment), rows)
        areRowsStale = false
      }
      return rows
    },
    history: () => history,
    outbox: sender.outbox,
    judge: (command) => apply(plan, command),
    paint(grid, cells) {
      const result = apply(plan, { kind: 'paint', grid, cells })
      if (result.ok) commit({ kind: 'paint', grid, cells: [...cells] }, result.patch)
      return result
    },
    undo: () => revert(nextUndo(history)),
    redo: () => revert(nextRedo(history)),
    retry: sender.retry,
    close: sender.stop,
  }
}

function entryOf(revision: number, command: CommandRequest['command']): { revision: number; reverts?: number } {
  return command.kind === 'revert' ? { revision, reverts: command.revision } : { revision }
}
