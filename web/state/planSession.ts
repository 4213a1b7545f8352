/**
 * One open plan: its cells and sums as the planner sees them, the history, and the outbox that saves it.
 * Framework-free; tells what changed through two callbacks.
 */
import {
  type ApplyResult,
  apply,
  applyPatch,
  type Command,
  cellGraph,
  type History,
  nextRedo,
  nextUndo,
  type Patch,
  type Plan,
  perimeterKm,
  recordEntry,
  replayHistory,
  traceOutline,
} from '../../partition/index.ts'
import type { CommandLog, CommandRequest, CommandResult, GridFigures, PlanDetail } from '../../server/contract/plans.ts'
import type { CellFacts } from './cellFacts.ts'
import type { CityModel } from './cityModel.ts'
import { gridRows, type PlanFigures, sumPlan } from './gridRows.ts'
import { createOutbox, type Outbox, type OutboxEntry, predictedRevision } from './outbox.ts'
import { randomId } from './randomId.ts'
import { createSender } from './sender.ts'

export interface PlanSession {
  readonly detail: PlanDetail
  readonly plan: Plan
  readonly facts: CellFacts
  readonly figures: PlanFigures
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
  /** of the plan's own snapshot */
  facts: CellFacts
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
  const { model, facts, detail, log, onPatch } = options
  if (facts.snapshotId !== detail.snapshotId)
    throw new Error(`${detail.planId} is of snapshot ${detail.snapshotId}, its figures are of ${facts.snapshotId}`)
  const plan: Plan = {
    assignment: options.assignment,
    grids: new Map(detail.grids.map(({ number, locked }) => [number, { number, locked }])),
    adjacency: cellGraph(model.neighbors, [], detail.links),
  }
  const figures = sumPlan({ ...facts, areasKm2: model.areasKm2 }, plan.assignment)
  const patches = new Map<number, Patch>(log.commands.map(({ revision, patch }) => [revision, patch]))
  let history = replayHistory(log.commands.map(({ revision, command }) => entryOf(revision, command)))
  let rows: readonly GridFigures[] = []
  // Grids whose outline changed since the rows were last made; null before they were made at all.
  let redrawn: Set<number> | null = null
  const perimetersKm = new Map<number, number>()

  const show = (patch: Patch): void => {
    applyPatch(plan.assignment, patch)
    figures.applyPatch(patch)
    redrawn ??= new Set()
    for (const { from, to } of patch.runs) redrawn.add(from).add(to)
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
    facts,
    figures,
    rows() {
      if (redrawn === null && rows.length > 0) return rows
      for (const grid of redrawn ?? []) {
        if (grid !== 0)
          perimetersKm.set(grid, perimeterKm(traceOutline(model.lattice, model.neighbors, plan.assignment, grid)))
      }
      redrawn = null
      rows = gridRows(detail.grids, figures, perimetersKm, rows)
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
