import type { Patch } from '../../partition/index.ts'
import { territories } from '../../server/contract/mainGrids.ts'
import { judgedWeights, planTolerances } from '../../server/contract/planTolerances.ts'
import type { PlanModel } from '../model/planModel.ts'
import { isFrozen } from '../model/planSteps.ts'
import type { Marks } from '../tools/tool.ts'
import { createEvents, type Events } from './events.ts'
import type { Saving } from './saving.ts'
import { initialState, type Notice, type SessionState } from './state.ts'
import { createStore, type Store } from './store.ts'

export interface SessionEvents {
  /** cells changed hands */
  patch: Patch
  /** what the tool shows changed; null takes it off the map */
  marks: Marks | null
  /** the map goes to the whole city, or to some cells */
  fit: readonly number[] | 'city'
}

export interface OpenPlan {
  readonly plan: PlanModel
  readonly saving: Saving
}

/** What the parts of a session share. */
export interface SessionCore {
  readonly store: Store<SessionState>
  readonly events: Events<SessionEvents>
  /** this browser among those that work on a plan */
  readonly client: string
  /** the open plan; set by opening alone */
  open: OpenPlan | null
  notify(notice: Omit<Notice, 'id'>): void
  /** Shows the open plan as it stands now. */
  refresh(): void
}

export function createCore(client: string): SessionCore {
  const store = createStore(initialState)
  const { get, set } = store
  let noticeCount = 0
  const core: SessionCore = {
    store,
    events: createEvents(),
    client,
    open: null,
    notify: (notice) => set({ notice: { ...notice, id: ++noticeCount } }),
    refresh() {
      if (!core.open) return
      const { plan, saving } = core.open
      const { undo, redo } = plan.log.history()
      const grids = plan.cells.rows()
      const sums = plan.cells.sums()
      const { parameters } = plan.detail
      set({
        grids,
        sums,
        tolerances: same(
          get().tolerances,
          planTolerances({
            parameters,
            ...sums,
            gridCount: territories(grids, ({ cellCount }) => cellCount > 0).length,
          }),
        ),
        weights: same(get().weights, judgedWeights(parameters?.weights, grids)),
        edition: get().edition + 1,
        canUndo: undo.length > 0 && !isFrozen(get().plan),
        canRedo: redo.length > 0 && !isFrozen(get().plan),
        othersLast: undo.length > 0 ? null : plan.othersLast(),
        saving: saving.state(),
      })
    },
  }
  return core
}

/** The value that is shown already where the new one says the same, so that nothing is drawn again for it. */
const same = <T>(before: T, after: T): T => (JSON.stringify(before) === JSON.stringify(after) ? before : after)
