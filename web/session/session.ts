/**
 * The session: which city and plan are open, what the planner does with them, and what the screen shows of it.
 *
 * Everything the window needs stands in one immutable `SessionState`; the large arrays (cells, assignment) stay out of it
 * and are reached through `planSession()`. Actions are plain methods, so panels, keyboard and map call the same ones.
 * One file although long: its functions share what is open and what is under way, and a reader needs them side by side.
 */
import type { Patch } from '../../partition/index.ts'
import { judgedWeights, planTolerances } from '../../server/contract/planTolerances.ts'
import * as api from '../api/client.ts'
import { failureOf } from '../api/failure.ts'
import type { JudgeBy } from '../charts/judgement.ts'
import { buildCityModel, type CityPlace } from '../model/cityModel.ts'
import { openPlanSession, type PlanSession } from '../model/planModel.ts'
import { type CellFacts, factsOf } from '../model/snapshotModel.ts'
import { extendStroke, finishStroke, type Stroke, startStroke } from '../tools/brush.ts'
import type { Outbox, OutboxEntry } from './outbox.ts'
import type { OutboxStorage, StoredOutbox } from './outboxStorage.ts'
import { createPartitionRuns } from './partitionRuns.ts'
import { type PlanRead, readCity, readPlan } from './readCity.ts'
import { netRepaints, replay, standingOf } from './rebase.ts'
import { type ColourBy, type Hover, initialState, type Notice, type SessionState, type Tool } from './sessionState.ts'
import { createStore, type Store } from './store.ts'
import { viewStroke } from './strokeView.ts'
import { createUndoSteps } from './undoSteps.ts'
import type { UrlState } from './urlState.ts'

export interface SessionEvents {
  /** cells changed hands for good */
  patch: (patch: Patch) => void
  /** the stroke under way changed: these cells are shown in the receiving grid; null takes the stroke off the map */
  stroke: (stroke: Stroke | null) => void
}

export type Session = ReturnType<typeof createSession>

export interface SessionOptions {
  storage: OutboxStorage
  url: UrlState
  /** this browser among those that work on a plan */
  client: string
  onUrl: (url: { city: string; plan?: string }) => void
}

/** What a plan is shown with beside its own parts: the figures of its snapshot, and what an earlier tab left unsaved. */
interface Kept {
  facts: CellFacts
  left: readonly StoredOutbox[]
}

export function createSession({ storage, url, client, onUrl }: SessionOptions) {
  const store: Store<SessionState> = createStore(initialState)
  const { get, set } = store
  const listeners: { [K in keyof SessionEvents]: Set<SessionEvents[K]> } = { patch: new Set(), stroke: new Set() }
  let open: PlanSession | null = null
  let stroke: Stroke | null = null
  let stranded: readonly OutboxEntry[] = []
  let noticeCount = 0
  // Grows with each thing opened; an answer for something opened before is dropped.
  let visit = 0

  const notify = (notice: Omit<Notice, 'id'>): void => set({ notice: { ...notice, id: ++noticeCount } })
  const runs = createPartitionRuns({ store, openPlan: (planId) => openPlan(planId), readFacts, notify })
  const undoSteps = createUndoSteps({
    planSession: () => open,
    isFree: () => !stroke && !get().conflict,
    refresh() {
      set({ stroke: null })
      refresh()
    },
    notify,
  })

  /** Runs a loading step; whatever goes wrong becomes the failed screen, unless something else was opened meanwhile. */
  async function load(
    step: 'server' | 'city' | 'plan',
    work: (isCurrent: () => boolean) => Promise<void>,
  ): Promise<void> {
    const mine = ++visit
    set({ screen: { kind: 'loading', step } })
    try {
      await work(() => mine === visit)
    } catch (error) {
      if (mine !== visit) return
      const failure = failureOf(error)
      set({ screen: { kind: 'failed', failure } })
      if (failure.kind === 'fault') throw error
    }
  }

  async function start(): Promise<void> {
    await load('server', async (isCurrent) => {
      const [config, { cities }] = await Promise.all([api.getConfig(), api.getCities()])
      if (!isCurrent()) return
      set({ config, cities })
      // A link may name the plan alone.
      const asked = url.city ?? url.plan?.replace(/-\d+$/, '')
      const city = cities.find(({ code, snapshot }) => (asked === undefined ? snapshot !== null : code === asked))
      if (cities.length === 0) set({ screen: { kind: 'no-city' } })
      else if (city || asked === undefined) await openCity(city ?? cities[0]!, url.plan)
      else set({ screen: { kind: 'no-such-city', code: asked } })
    })
  }

  async function openCity(city: CityPlace, planId?: string): Promise<void> {
    closePlan()
    runs.leave()
    set({ model: null, facts: null, snapshots: null, plan: null, plans: [], grids: [], job: null, jobError: null })
    await load('city', async (isCurrent) => {
      if (planId === undefined) onUrl({ city: city.code })
      const { plans, snapshots, districts, snapshotId, cells, read } = await readCity(city, planId)
      if (!isCurrent()) return
      const left = read ? await storage.adopt(read.detail.planId) : []
      if (!isCurrent()) return
      const facts = factsOf(cells, snapshotId)
      set({ model: buildCityModel(city, cells, districts), facts, snapshots, plans })
      // What it cannot tell, the next partition will.
      runs.resume(city.code).catch(() => {})
      if (read) showPlan({ ...read, facts, left })
      else if (planId !== undefined) set({ screen: { kind: 'no-such-plan', planId } })
      else set({ screen: { kind: snapshotId === null ? 'no-data' : 'no-plan' } })
    })
  }

  /** The figures of one of the open city's snapshots: those on the screen where it is theirs. */
  async function readFacts(city: string, snapshotId: number): Promise<CellFacts> {
    const { facts } = get()
    if (facts?.snapshotId === snapshotId && get().model?.city.code === city) return facts
    return factsOf(await api.getCells(city, snapshotId), snapshotId)
  }

  async function openPlan(planId: string, mine: readonly OutboxEntry[] = []): Promise<void> {
    closePlan()
    await load('plan', async (isCurrent) => {
      const { model } = get()
      if (!model) return
      const { city, lattice } = model
      const read = await readPlan(planId, lattice.cellCount)
      const [facts, snapshots] = await Promise.all([
        readFacts(city.code, read.detail.snapshotId),
        api.getSnapshots(city.code),
      ])
      if (!isCurrent()) return
      // Last: what is taken over here and then not shown, would be lost.
      const left = await storage.adopt(planId)
      if (!isCurrent()) return
      set({ snapshots })
      showPlan({ ...read, facts, left })
      if (mine.length > 0) reapply(mine)
    })
  }

  function showPlan({ detail, assignment, log, left, facts }: PlanRead & Kept): void {
    const { model } = get()
    if (!model) return
    const { planId } = detail
    const known = new Set(log.commands.map(({ commandId }) => commandId))
    const unsaved = left.flatMap(({ entries }) => entries).filter(({ commandId }) => !known.has(commandId))
    const follows = unsaved.every((entry, i) => entry.baseRevision === detail.revision + i)
    stranded = follows ? [] : unsaved
    open = openPlanSession({
      client,
      model,
      facts,
      detail,
      assignment,
      log,
      unsaved: follows ? unsaved : [],
      post: (request) => api.postCommand(planId, request),
      onPatch(patch) {
        for (const listener of listeners.patch) listener(patch)
      },
      onOutbox: (outbox) => takeOutbox(planId, outbox),
    })
    set({
      facts,
      plan: detail,
      tolerances: planTolerances(detail),
      weights: judgedWeights(detail.parameters?.weights, detail.grids),
      screen: { kind: 'ready' },
      receiving: 0,
      selected: 0,
      conflict: follows ? null : { strokes: unsaved.length, code: 'recovered', problem: null },
    })
    refresh()
    keepOutbox(planId)
    onUrl({ city: model.city.code, plan: planId })
  }

  function closePlan(): void {
    if (stroke) cancelStroke()
    open?.close()
    open = null
    stranded = []
    set({ stroke: null, hover: null, conflict: null, outbox: null })
  }

  function refresh(): void {
    if (!open) return
    const { undo, redo } = open.history()
    set({
      grids: open.rows(),
      edition: get().edition + 1,
      canUndo: undo.length > 0,
      canRedo: redo.length > 0,
      othersLast: undo.length > 0 ? null : open.othersLast(),
      outbox: open.outbox(),
    })
  }

  function takeOutbox(planId: string, outbox: Outbox): void {
    set({ outbox })
    keepOutbox(planId)
    if (outbox.phase === 'conflict' && !get().conflict) {
      const { code, problem } = outbox.refusal ?? { code: 'unknown', problem: null }
      set({ conflict: { strokes: outbox.entries.length, code, problem } })
    }
  }

  function keepOutbox(planId: string): void {
    if (!open) return
    const { revision, entries } = open.outbox()
    const isKept = storage.keep(planId, { revision, entries: stranded.length > 0 ? [...stranded] : [...entries] })
    if (!isKept) notify({ kind: 'storage-full' })
  }

  /** Ends a conflict: the plan as the server has it, with the unsaved strokes laid over it or given up. */
  async function resolveConflict(choice: 'reapply' | 'discard'): Promise<void> {
    const { plan } = get()
    if (!plan || !open) return
    const mine = stranded.length > 0 ? stranded : open.outbox().entries
    open.close()
    open = null
    storage.keep(plan.planId, { revision: 0, entries: [] })
    await openPlan(plan.planId, choice === 'reapply' ? mine : [])
  }

  /** What was undone stays one's own undo, which leaves alone what others have done since; strokes are laid over the plan. */
  function reapply(mine: readonly OutboxEntry[]): void {
    if (!open) return
    const { reverts, strokes } = standingOf(mine)
    let count = 0
    for (const revision of reverts) if (open.takeBack(revision)?.result.ok) count++
    const { done, refused } = replay(open.plan, netRepaints(strokes.map(({ patch }) => patch)))
    for (const { repaint } of done) open.paint(repaint.grid, repaint.cells)
    refresh()
    notify({ kind: 'reapplied', count: count + done.length, refused: refused + reverts.length - count })
  }

  function beginStroke(): boolean {
    const { receiving, grids, conflict } = get()
    if (!open || conflict) return false
    const grid = grids.find(({ number }) => number === receiving)
    if (!grid) {
      notify({ kind: 'pick-grid' })
      return false
    }
    if (grid.locked) {
      notify({ kind: 'locked-receiver', grid: grid.number })
      return false
    }
    stroke = startStroke(receiving, get().brushRadius)
    return true
  }

  function drawStroke(path: readonly number[]): void {
    const { model } = get()
    if (!stroke || !open || !model) return
    const { judge, plan, figures, facts } = open
    const next = extendStroke({ assignment: plan.assignment, neighbors: model.neighbors, judge }, stroke, path)
    if (next === stroke) return
    stroke = next
    for (const listener of listeners.stroke) listener(stroke)
    set({ stroke: viewStroke(stroke, facts, plan.assignment, figures, true) })
  }

  function endStroke(): void {
    if (!stroke || !open) return
    const view = viewStroke(stroke, open.facts, open.plan.assignment, open.figures, false)
    const end = finishStroke(stroke)
    const { grid } = stroke
    clearStroke()
    if (end.kind === 'command') {
      open.paint(grid, end.command.cells)
      set({ stroke: view })
      refresh()
    } else if (end.kind === 'refused') {
      set({ stroke: null })
      notify({ kind: 'refused', refusal: end.refusal, grid })
    }
  }

  function cancelStroke(): void {
    if (!stroke) return
    clearStroke()
    set({ stroke: null })
  }

  function clearStroke(): void {
    stroke = null
    for (const listener of listeners.stroke) listener(null)
  }

  async function refreshSnapshots(): Promise<void> {
    const { model } = get()
    if (!model) return
    const snapshots = await api.getSnapshots(model.city.code)
    if (get().model === model) set({ snapshots })
  }

  return {
    store,
    planSession: () => open,
    currentStroke: () => stroke,
    on<K extends keyof SessionEvents>(event: K, listener: SessionEvents[K]): () => void {
      listeners[event].add(listener)
      return () => listeners[event].delete(listener)
    },
    start,
    openCity: (code: string) => {
      const city = get().cities.find((one) => one.code === code)
      return city ? openCity(city) : Promise.resolve()
    },
    openPlan: (planId: string) => openPlan(planId),
    resolveConflict,
    retrySave: () => open?.retry(),
    beginStroke,
    drawStroke,
    endStroke,
    cancelStroke,
    client,
    undo: () => undoSteps.step('undo'),
    redo: () => undoSteps.step('redo'),
    undoOthers: undoSteps.undoOthers,
    startPartition: runs.start,
    cancelPartition: runs.cancel,
    /** Looks whether newer data has come since; the open plan keeps its own. */
    lookForData: () => void refreshSnapshots().catch(() => {}),
    /** The planner opened or left the job's dialog; what is over is forgotten when it is left. */
    watchJob: (isJobWatched: boolean) => {
      const { job } = get()
      const isRunning = job?.state === 'queued' || job?.state === 'running'
      // The dialog speaks of the newest data, which an import may have brought since.
      if (isJobWatched) refreshSnapshots().catch(() => {})
      set({ isJobWatched, ...(isJobWatched || isRunning ? {} : { job: null, jobError: null }) })
    },
    /** Gives up the stroke under way; with none, lets go of the selection. */
    escape() {
      if (stroke) cancelStroke()
      else if (get().tool === 'brush' && get().receiving > 0) set({ receiving: 0, stroke: null })
      else set({ selected: 0 })
    },
    /** Taking up the brush with a grid selected and no receiver yet makes that grid the receiver. */
    setTool(tool: Tool) {
      cancelStroke()
      const { receiving, selected } = get()
      set({ tool, stroke: null, hover: null, ...(tool === 'brush' && receiving === 0 ? { receiving: selected } : {}) })
    },
    setBrushRadius: (brushRadius: number) => set({ brushRadius }),
    /** Makes a grid the receiver and takes up the brush. */
    pickReceiver(receiving: number) {
      cancelStroke()
      set({ receiving, selected: receiving, tool: 'brush', stroke: null })
    },
    /** What a stroke that is taken back had picked by itself, goes back with it. */
    restorePicked: ({ receiving, selected }: Pick<SessionState, 'receiving' | 'selected'>) =>
      set({ receiving, selected }),
    select: (selected: number) => set({ selected }),
    setHover: (hover: Hover | null) => set({ hover }),
    pointAt: (pointedGrid: number) => set({ pointedGrid }),
    setColourBy: (colourBy: ColourBy) => set({ colourBy }),
    setJudgeBy: (judgeBy: JudgeBy) => set({ judgeBy }),
  }
}
