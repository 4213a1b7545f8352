/**
 * One open plan: its cells and sums as the planner sees them, the history, and the outbox that saves it.
 * Framework-free; tells what changed through two callbacks.
 */
import {
  type ApplyResult,
  apply,
  applyPatch,
  cellGraph,
  dropStep,
  emptyHistory,
  type History,
  type LeftCells,
  type NumberedCommand,
  newPlan,
  nextRedo,
  nextUndo,
  ownPart,
  type Patch,
  type Plan,
  perimeterKm,
  recordEntry,
  traceOutline,
} from '../../partition/index.ts'
import type { CommandLog, CommandRequest, CommandResult, GridFigures, PlanDetail } from '../../server/contract/plans.ts'
import type { CellFacts } from './cellFacts.ts'
import type { CityModel } from './cityModel.ts'
import { gridRows, type PlanFigures, sumPlan } from './gridRows.ts'
import { lastOfOthers, type OthersStroke, type TimedChange } from './othersStroke.ts'
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
  judge(command: NumberedCommand): ApplyResult
  /** Paints if it is legal: shown at once, saved as soon as the server can be reached. */
  paint(grid: number, cells: readonly number[]): ApplyResult
  /** Takes one's own last step back, but for cells that others have changed since. Null where there is nothing to undo. */
  undo(): Step | null
  redo(): Step | null
  /** Takes back a saved revision: of one's own as `undo` does, of somebody else's whole or not at all. */
  takeBack(revision: number): Step | null
  /** the last stroke of somebody else that still stands */
  othersLast(): OthersStroke | null
  /** Takes in what has been saved since. False where it does not follow on what is here, or something is unsaved. */
  absorb(log: CommandLog): boolean
  retry(): void
  close(): void
}

/** What became of taking a step back. */
export interface Step {
  result: ApplyResult
  /** cells that stay as others have changed them since */
  left: readonly LeftCells[]
  /** nothing of the step was left, and it is no step any more */
  isDropped: boolean
  /** where the plan's own rules refuse: who changed the grid last since, if somebody else did */
  changedBy: string | null
}

export interface PlanSessionOptions {
  /** whose steps undo takes back; the log's author for what is done here */
  client: string
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
  const { model, facts, detail, log, onPatch, client } = options
  if (facts.snapshotId !== detail.snapshotId)
    throw new Error(`${detail.planId} is of snapshot ${detail.snapshotId}, its figures are of ${facts.snapshotId}`)
  const plan: Plan = newPlan(options.assignment, detail.grids, cellGraph(model.neighbors, [], detail.links), detail)
  const figures = sumPlan({ ...facts, areasKm2: model.areasKm2 }, plan.assignment)
  const changes: TimedChange[] = []
  let history = emptyHistory
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
  const record = (change: TimedChange): void => {
    const { revision, author, reverts } = change
    changes.push(change)
    history = recordEntry(history, { revision, ...(reverts && { reverts }), isOthers: author !== client })
  }
  const recordOwn = (revision: number, command: CommandRequest['command'], patch: Patch): void =>
    record({ revision, author: client, patch, ...revertedBy(command) })
  const recordLogged = ({ command, ...entry }: CommandLog['commands'][number]): void =>
    record({ ...entry, ...revertedBy(command) })

  log.commands.forEach(recordLogged)
  for (const entry of options.unsaved) {
    show(entry.patch)
    recordOwn(entry.baseRevision + 1, entry.command, entry.patch)
  }
  const sender = createSender({
    outbox: createOutbox(detail.revision, options.unsaved),
    post: options.post,
    onChange: options.onOutbox,
  })

  function commit(command: CommandRequest['command'], patch: Patch): void {
    const baseRevision = predictedRevision(sender.outbox())
    show(patch)
    recordOwn(baseRevision + 1, command, patch)
    onPatch(patch)
    sender.add({ commandId: randomId(), baseRevision, client, command, patch })
  }

  function takeBack(revision: number | undefined): Step | null {
    const change = changes.find((one) => one.revision === revision)
    if (!change) return null
    const later = changes.filter((one) => one.revision > change.revision)
    const isOwn = change.author === client
    const { patch, left } = isOwn ? ownPart(change, later, client, plan.assignment) : { patch: change.patch, left: [] }
    if (patch.runs.length === 0) {
      history = dropStep(history, change.revision)
      const cells = left.flatMap((one) => one.cells)
      const result = { ok: false, reason: 'stale', cells, message: 'every cell has changed since' } as const
      return { result, left, isDropped: true, changedBy: null }
    }
    const result = apply(plan, { kind: 'revert', patch })
    if (!result.ok) {
      const touches = (one: TimedChange) =>
        one.patch.runs.some(({ from, to }) => [from, to].includes(result.grid ?? -1))
      const changedBy = later.findLast((one) => one.author !== client && touches(one))?.author ?? null
      return { result, left: [], isDropped: false, changedBy }
    }
    const { revision: reverted } = change
    commit({ kind: 'revert', revision: reverted, ...(left.length > 0 && { keepOthers: true }) }, result.patch)
    return { result, left, isDropped: false, changedBy: null }
  }

  function absorb({ commands }: CommandLog): boolean {
    for (const entry of commands) {
      const { phase, revision } = sender.outbox()
      if (phase !== 'idle' || entry.revision !== revision + 1) return false
      show(entry.patch)
      recordLogged(entry)
      onPatch(entry.patch)
      sender.catchUp(entry.revision)
    }
    return true
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
    undo: () => takeBack(nextUndo(history)),
    redo: () => takeBack(nextRedo(history)),
    takeBack,
    othersLast: () => lastOfOthers(changes, client),
    absorb,
    retry: sender.retry,
    close: sender.stop,
  }
}

const revertedBy = (command: CommandLog['commands'][number]['command']): { reverts?: number } =>
  'revision' in command ? { reverts: command.revision } : {}
