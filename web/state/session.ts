/**
 * The session: which city and plan are open, what the planner does with them, and what the screen shows of it.
 *
 * Everything the window needs stands in one immutable `SessionState`; the large arrays (cells, assignment) stay out of it
 * and are reached through `planSession()`. Actions are plain methods, so panels, keyboard and map call the same ones.
 * One file although long: its functions share what is open and what is under way, and a reader needs them side by side.
 */
import type { Patch } from '../../partition/index.ts'
import type { Job } from '../../server/contract/jobs.ts'
import type { PartitionInput } from '../../server/contract/plans.ts'
import { planTolerances } from '../../server/contract/planTolerances.ts'
import * as api from '../api/client.ts'
import { failureOf } from '../api/failure.ts'
import { followJob } from '../api/followJob.ts'
import { extendStroke, finishStroke, type Stroke, startStroke } from '../tools/brush.ts'
import { type CellFacts, factsOf } from './cellFacts.ts'
import { buildCityModel, type CityPlace } from './cityModel.ts'
import type { Outbox, OutboxEntry } from './outbox.ts'
import type { OutboxStorage } from './outboxStorage.ts'
import { openPlanSession, type PlanSession, type Step } from './planSession.ts'
import { netRepaints, replay, standingOf } from './rebase.ts'
import { readOutcome } from './runOutcome.ts'
import { type ColourBy, type Hover, initialState, type Notice, type SessionState, type Tool } from './sessionState.ts'
import { createStore, type Store } from './store.ts'
import { viewStroke } from './strokeView.ts'
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

export function createSession({ storage, url, client, onUrl }: SessionOptions) {
  const store: Store<SessionState> = createStore(initialState)
  const { get, set } = store
  const listeners: { [K in keyof SessionEvents]: Set<SessionEvents[K]> } = { patch: new Set(), stroke: new Set() }
  let open: PlanSession | null = null
  let stroke: Stroke | null = null
  let stranded: readonly OutboxEntry[] = []
  // Undo asks the server first what others have saved; several presses wait for one another.
  let stepping = Promise.resolve()
  let stopJob: (() => void) | null = null
  let noticeCount = 0
  // Grows with each thing opened; an answer for something opened before is dropped.
  let visit = 0

  const notify = (notice: Omit<Notice, 'id'>): void => set({ notice: { ...notice, id: ++noticeCount } })

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
    stopJob?.()
    set({ model: null, facts: null, snapshots: null, plan: null, plans: [], grids: [], job: null, jobError: null })
    await load('city', async (isCurrent) => {
      if (planId === undefined) onUrl({ city: city.code })
      const [{ districts, snapshots, plans, plan, cells, snapshotId }, read] = await readCity(city, planId)
      if (!isCurrent()) return
      const facts = factsOf(cells, snapshotId)
      set({ model: buildCityModel(city, cells, districts), facts, snapshots, plans })
      // What it cannot tell, the next partition will.
      resumeJob(city.code).catch(() => {})
      if (read) showPlan({ ...read, facts })
      else if (planId !== undefined && !plan) set({ screen: { kind: 'no-such-plan', planId } })
      else set({ screen: { kind: snapshotId === null ? 'no-data' : 'no-plan' } })
    })
  }

  /** The plan is asked for along with the cells of its snapshot; without one, the cells are those of the newest snapshot. */
  async function readCity(city: CityPlace, planId: string | undefined) {
    const [{ plans }, snapshots, districts] = await Promise.all([
      api.getPlans(city.code),
      api.getSnapshots(city.code),
      api.getDistricts(city.code),
    ])
    const plan = planId === undefined ? newest(plans) : plans.find((one) => one.planId === planId)
    const snapshotId = plan?.snapshotId ?? snapshots.currentSnapshotId
    return await Promise.all([
      api.getCells(city.code, snapshotId).then((cells) => ({ districts, snapshots, plans, plan, cells, snapshotId })),
      plan ? readPlan(plan.planId, city.cellCount) : null,
    ])
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
      set({ snapshots })
      showPlan({ ...read, facts })
      if (mine.length > 0) reapply(mine)
    })
  }

  function showPlan({ detail, assignment, log, left, facts }: PlanRead & { facts: CellFacts }): void {
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
      weights: detail.parameters?.weights ?? initialState.weights,
      screen: { kind: 'ready' },
      receiving: 0,
      selected: 0,
      conflict: follows ? null : { strokes: unsaved.length, code: 'recovered', problem: null },
    })
    refresh()
    keepOutbox(planId)
    onUrl({ city: model.city.code, plan: planId })
  }

  type PlanRead = Awaited<ReturnType<typeof readPlan>>

  /** Reads a plan's parts until they are of one revision (another planner may save in between), and what was left unsaved. */
  async function readPlan(planId: string, cellCount: number) {
    for (let attempt = 0; ; attempt++) {
      const [detail, { assignment, revision }, log] = await Promise.all([
        api.getPlan(planId),
        api.getAssignment(planId, cellCount),
        api.getCommands(planId),
      ])
      const logged = log.commands.at(-1)?.revision ?? detail.revision
      if (detail.revision === revision && logged === revision) {
        return { detail, assignment, log, left: await storage.adopt(planId) }
      }
      if (attempt === 4)
        throw new Error(`${planId}: changed while it was read (revisions ${detail.revision}, ${revision}, ${logged})`)
    }
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

  function step(direction: 'undo' | 'redo'): Promise<void> {
    stepping = stepping
      .catch(() => {})
      .then(async () => {
        if (!(await catchUp())) return
        if (!open) return
        const done = open[direction]()
        if (done) tellStep(done)
        else if (direction === 'undo') {
          const othersLast = open.othersLast()
          if (othersLast) notify({ kind: 'nothing-own', othersLast })
        }
      })
    return stepping
  }

  /** Takes back what somebody else did, when the planner has been told whose it is and wants it. */
  function undoOthers(revision: number): Promise<void> {
    stepping = stepping
      .catch(() => {})
      .then(async () => {
        if (!(await catchUp())) return
        const done = open?.takeBack(revision)
        if (done) tellStep(done)
      })
    return stepping
  }

  /**
   * Takes in what others, or other tabs of this browser, have saved since, so that undo is of one's last step and not of the last
   * that this tab knows. Where the server cannot be reached, what is known must do. False where no step may be taken now.
   */
  async function catchUp(): Promise<boolean> {
    const session = open
    const isFree = () => session !== null && open === session && !stroke && !get().conflict
    if (!session || !isFree()) return false
    const { phase, revision } = session.outbox()
    if (phase !== 'idle') return true
    const log = await api.getCommands(session.detail.planId, revision).catch(() => null)
    if (!isFree()) return false
    if (log && log.commands.length > 0 && session.absorb(log)) refresh()
    return true
  }

  function tellStep({ result, left, isDropped, changedBy }: Step): void {
    set({ stroke: null })
    refresh()
    if (isDropped) notify({ kind: 'undo-dropped', left })
    else if (!result.ok) notify({ kind: 'undo-refused', refusal: result, changedBy })
    else if (left.length > 0) notify({ kind: 'undo-kept', left })
  }

  async function startPartition(body: PartitionInput): Promise<boolean> {
    const { model } = get()
    if (!model) return false
    const city = model.city.code
    set({ jobError: null })
    try {
      const job = await api.postPartition(city, body)
      set({ job })
      follow(city, job.jobId)
      return true
    } catch (error) {
      set({ jobError: failureOf(error) })
      return false
    }
  }

  function follow(city: string, jobId: string): void {
    stopJob?.()
    stopJob = followJob(city, jobId, (next) => void takeJob(city, next))
  }

  /** After a reload, or where another planner started it: a job that still runs is shown again. */
  async function resumeJob(city: string): Promise<void> {
    // The screen shows one job: the oldest that is not over, which is the one that runs.
    const { jobs } = await api.getJobs(city, 20)
    const job = jobs.findLast(({ state }) => state === 'queued' || state === 'running')
    if (!job || get().model?.city.code !== city || get().job) return
    set({ job })
    follow(city, job.jobId)
  }

  async function takeJob(city: string, job: Job): Promise<void> {
    if (get().model?.city.code !== city) return
    // Read first: the dialog closes as soon as it sees that the job is over.
    const { isJobWatched } = get()
    set({ job })
    if (job.state === 'succeeded' && job.planId) await takePlan(city, job.planId, isJobWatched)
  }

  /** A partition is done: its plan opens where the planner waits for it, and a notice says what it has come to. */
  async function takePlan(city: string, planId: string, isWatched: boolean): Promise<void> {
    const { plans } = await api.getPlans(city)
    if (get().model?.city.code !== city) return
    set({ plans, job: null })
    refreshSnapshots().catch(() => {})
    const plan = plans.find((one) => one.planId === planId)
    const isOpened = isWatched || !get().plan
    if (isOpened) await openPlan(planId)
    const { model } = get()
    if (!plan || model?.city.code !== city) return
    const outcome = await readOutcome(plan.planId, (snapshotId) => readFacts(city, snapshotId))
    notify({ kind: 'partition-done', plan, outcome, isOpened })
  }

  async function refreshSnapshots(): Promise<void> {
    const { model } = get()
    if (!model) return
    const snapshots = await api.getSnapshots(model.city.code)
    if (get().model === model) set({ snapshots })
  }

  async function cancelPartition(): Promise<void> {
    const { job } = get()
    if (job) await api.cancelJob(job.city, job.jobId).catch((error: unknown) => set({ jobError: failureOf(error) }))
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
    undo: () => void step('undo'),
    redo: () => void step('redo'),
    undoOthers: (revision: number) => void undoOthers(revision),
    startPartition,
    cancelPartition,
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
  }
}

function newest<T extends { planNumber: number }>(plans: readonly T[]): T | undefined {
  return plans.reduce<T | undefined>(
    (best, plan) => (best && best.planNumber > plan.planNumber ? best : plan),
    undefined,
  )
}
