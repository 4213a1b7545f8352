import type { PlanDetail } from '../../server/contract/plans.ts'
import * as api from '../api/client.ts'
import { failureOf } from '../api/failure.ts'
import { followPlan } from '../api/followPlan.ts'
import { buildCityModel, type CityPlace } from '../model/cityModel.ts'
import { openPlanModel } from '../model/planModel.ts'
import { isFrozen } from '../model/planSteps.ts'
import type { SnapshotModel } from '../model/snapshotModel.ts'
import type { SessionCore } from './core.ts'
import { type Asked, newestOf, type PlanRead, readCity, readPlan } from './readCity.ts'
import { createSaving } from './saving.ts'
import type { Snapshots } from './snapshots.ts'
import { firstHidden } from './state.ts'
import type { Tray } from './tray.ts'
import type { Unsaved, UnsavedStorage } from './unsavedStorage.ts'
import type { UrlState } from './urlState.ts'
import { entriesOf } from './wire.ts'

export interface OpeningOptions {
  core: SessionCore
  tray: Tray
  snapshots: Snapshots
  storage: UnsavedStorage
  url: UrlState
  onUrl: (url: { city: string; division?: string; plan?: string }) => void
  /** resolves once no stroke is under way */
  whenFree: () => Promise<void>
  /** what is under way is given up */
  onLeave: () => void
  onCity: (code: string) => void
  /** a plan is shown */
  onPlan: () => void
  /** what its status is, every few seconds */
  onStatus: (planId: string, status: PlanDetail['status']) => void
}

/** Opens cities and plans: reads them, shows what is read, and lays over a plan what was not saved. */
export function createOpening({
  core,
  tray,
  snapshots,
  storage,
  url,
  onUrl,
  whenFree,
  onLeave,
  onCity,
  onPlan,
  onStatus,
}: OpeningOptions) {
  const { get, set } = core.store
  // Grows with each thing opened; an answer for something opened before is dropped.
  let visit = 0
  let stopFollowing = (): void => {}

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
      else if (city || asked === undefined)
        await openCity(city ?? cities[0]!, { planId: url.plan, division: url.division })
      else set({ screen: { kind: 'no-such-city', code: asked } })
    })
  }

  async function openCity(city: CityPlace, asked: Asked = {}): Promise<void> {
    const { planId } = asked
    closePlan()
    set({ model: null, snapshot: null, snapshots: null, plan: null, plans: [], grids: [], sums: null })
    set({ divisions: [], division: '' })
    set({ units: null, shownUnits: null, barriers: null, sites: null, subdistricts: [] })
    set({ hiddenLayers: firstHidden, pickedPlaces: null, previewUnits: null, cityRules: null })
    set({ judgeBy: 'worst', chosenFigures: null, askedOwner: null })
    set({ job: null, jobError: null })
    await load('city', async (isCurrent) => {
      if (planId === undefined) onUrl({ city: city.code })
      const {
        plans,
        figures,
        snapshots: listed,
        divisions,
        division,
        districts,
        snapshotId,
        cells,
        read,
      } = await readCity(city, asked)
      const left = isCurrent() && read ? await storage.adopt(read.detail.planId) : []
      if (!isCurrent()) return
      const snapshot = snapshots.keep({ city: city.code, division }, { snapshotId, facts: cells.figures })
      set({ model: buildCityModel(city, cells, districts), figures, snapshot, snapshots: listed, plans })
      set({ divisions, division })
      onCity(city.code)
      if (read) showPlan(read, snapshot, left)
      else if (planId !== undefined) set({ screen: { kind: 'no-such-plan', planId } })
      else showNoPlan(snapshotId)
    })
  }

  /** Shows another division of the open city: its newest plan, where it has one. */
  async function openDivision(division: string): Promise<void> {
    const newest = newestOf(get().plans, division)
    if (newest) return await openPlan(newest.planId)
    closePlan()
    set({ plan: null, grids: [], sums: null, division })
    await load('plan', async (isCurrent) => {
      const { model, snapshots: listed } = get()
      if (!model) return
      const city = model.city.code
      const snapshotId = listed?.currentSnapshotId ?? null
      const snapshot = snapshotId === null ? null : await snapshots.read({ city, division }, snapshotId)
      if (!isCurrent()) return
      set({ snapshot })
      onUrl({ city, division })
      showNoPlan(snapshotId)
    })
  }

  function showNoPlan(snapshotId: number | null): void {
    set({ screen: { kind: snapshotId === null ? 'no-data' : 'no-plan' } })
  }

  async function openPlan(planId: string): Promise<void> {
    closePlan()
    await load('plan', async (isCurrent) => {
      const { model } = get()
      if (!model) return
      const { city, lattice } = model
      const read = await readPlan(planId, lattice.cellCount)
      const [snapshot, listed] = await Promise.all([
        snapshots.read(read.detail, read.detail.snapshotId),
        api.getSnapshots(city.code),
      ])
      // Last: what is taken over here and then not shown, would be lost.
      const left = isCurrent() ? await storage.adopt(read.detail.planId) : []
      if (!isCurrent()) return
      set({ snapshots: listed })
      showPlan(read, snapshot, left)
    })
  }

  function showPlan({ detail, assignment, log }: PlanRead, snapshot: SnapshotModel, left: readonly Unsaved[]): void {
    const { model } = get()
    if (!model) return
    const { planId } = detail
    const plan = openPlanModel({
      client: core.client,
      model,
      detail,
      assignment,
      entries: entriesOf(log),
      snapshot,
      onPatch: (patch) => core.events.emit('patch', patch),
    })
    const saving = createSaving({
      plan,
      post: (batch) => api.postCommands(planId, batch),
      readLog: (after) => api.getCommands(planId, after),
      whenFree,
      onChange() {
        core.refresh()
        tray.keep()
      },
      onAside: tray.add,
      onLost: () => void openPlan(planId),
    })
    stopFollowing = followPlan(planId, {
      onEntry: saving.takeEntry,
      onState(beat) {
        onStatus(planId, beat.status)
        if (beat.segments === detail.segments) return saving.takeBeat(beat)
        snapshots.forget()
        void openPlan(planId)
      },
      onSilence: () => void saving.catchUp(),
    })
    core.open = { plan, saving }
    set({ snapshot, plan: detail, division: detail.division, screen: { kind: 'ready' }, receiving: 0, selected: 0 })
    if (isFrozen(detail)) set({ tool: 'select' })
    tray.takeUp(left)
    core.refresh()
    saving.send()
    onUrl({ city: model.city.code, plan: planId })
    onPlan()
  }

  function closePlan(): void {
    onLeave()
    stopFollowing()
    core.open?.saving.stop()
    core.open = null
    tray.clear()
    set({
      ...{ stroke: null, hover: null, saving: null, pickedPlaces: null },
      ...{ life: null, lifePanel: null, shownCells: null },
    })
  }

  return { start, openCity, openDivision, openPlan }
}
