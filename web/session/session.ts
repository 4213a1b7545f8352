/**
 * The session: which city and plan are open, what the planner does with them, and what the screen shows of it.
 *
 *   core      the state on the screen, what happened, and the open plan
 *   opening   reads cities and plans and shows them          jobs     follows the partition that runs
 *   editing   strokes and commands                           undoing  takes back one's own last step
 *   gridEdits what a grid's menu does
 *   saving    sends what is pending, takes in others'        tray     keeps what the plan no longer took
 *   looking   selection, tool, colours                       snapshots the data of the city, and which the plan is looked at with
 *   life      how the open plan takes effect
 *   places    estates, rivers and what else the city has of its own, and which are shown
 *
 * Everything the window needs stands in one immutable `SessionState`; the large arrays (cells, assignment) stay out of it
 * and are reached through `openPlan`. Actions are plain functions, so panels, keyboard and map call the same ones.
 */
import { createCore } from './core.ts'
import { createEditing } from './editing.ts'
import { createGridEdits } from './gridEdits.ts'
import { createJobs } from './jobs.ts'
import { createLife } from './life.ts'
import { createLooking } from './looking.ts'
import { createOpening } from './opening.ts'
import { createPlaces } from './places.ts'
import { createSnapshots } from './snapshots.ts'
import { createTray } from './tray.ts'
import { createUndoing } from './undoing.ts'
import type { UnsavedStorage } from './unsavedStorage.ts'
import type { UrlState } from './urlState.ts'

export type Session = ReturnType<typeof createSession>

export interface SessionOptions {
  storage: UnsavedStorage
  url: UrlState
  /** this browser among those that work on a plan */
  client: string
  onUrl: (url: { city: string; division?: string; plan?: string }) => void
}

export function createSession({ storage, url, client, onUrl }: SessionOptions) {
  const core = createCore(client)
  const tray = createTray(core, storage)
  const snapshots = createSnapshots(core)
  const editing = createEditing(core)
  const { step, undoOthers } = createUndoing(core, editing.isDrawing)
  const looking = createLooking(core, editing)
  const places = createPlaces(core)
  const opening = createOpening({
    core,
    tray,
    snapshots,
    storage,
    url,
    onUrl,
    whenFree: editing.whenFree,
    onLeave() {
      editing.cancel()
      jobs.leave()
    },
    // What it cannot tell, the next partition will.
    onCity(code) {
      void jobs.resume(code).catch(() => {})
      void places.read()
    },
    onPlan: () => void life.read(),
    onStatus: (planId, status) => life.hear(planId, status),
  })
  const life = createLife(core, editing, opening.openPlan)
  const jobs = createJobs(core, snapshots, opening.openPlan)

  return {
    store: core.store,
    on: core.events.on,
    client,
    plan: () => core.open?.plan ?? null,
    start: opening.start,
    openCity: async (code: string) => {
      const city = core.store.get().cities.find((one) => one.code === code)
      if (city) await opening.openCity(city)
    },
    openDivision: opening.openDivision,
    openPlan: opening.openPlan,
    retrySave: () => core.open?.saving.retry(),
    /** Takes in what others have saved. */
    catchUp() {
      void core.open?.saving.catchUp()
      void life.read()
    },
    beginStroke: editing.begin,
    drawStroke: editing.draw,
    endStroke: editing.end,
    cancelStroke: editing.cancel,
    isDrawing: editing.isDrawing,
    acceptPending: editing.acceptPending,
    dropPending: editing.dropPending,
    undo: () => step('undo'),
    redo: () => step('redo'),
    undoOthers,
    tray,
    gridEdits: createGridEdits(core, editing, looking.pickReceiver),
    startPartition: jobs.start,
    cancelPartition: jobs.cancel,
    watchJob(isWatched: boolean) {
      // The dialog speaks of the newest data, which an import may have brought since.
      if (isWatched) {
        snapshots.refresh().catch(() => {})
        void places.read()
      }
      jobs.watch(isWatched)
    },
    lookForData: () => void snapshots.refresh().catch(() => {}),
    lookWith: snapshots.lookWith,
    places,
    life,
    ...looking,
  }
}
