import type { PlanLife } from '../../server/contract/lifecycle.ts'
import type { PlanDetail } from '../../server/contract/plans.ts'
import * as api from '../api/client.ts'
import type { Failure } from '../api/failure.ts'
import { changedCells, type PlanSide } from '../model/changedCells.ts'
import { cellDisk } from '../tools/disk.ts'
import type { SessionCore } from './core.ts'
import type { Editing } from './editing.ts'
import type { AskedOwner, LifePanel, SessionState } from './state.ts'

const fewCells = 40
const ringsAround = 6

/**
 * How the open plan takes effect: where it stands, what is asked about it beside the map, and which cells the map tells apart for that.
 * Its status is the server's; from the moment it is no draft any more nothing can be drawn.
 */
export function createLife(core: SessionCore, editing: Editing, openPlan: (planId: string) => Promise<void>) {
  const { get, set } = core.store

  /** Reads where the open plan stands. Not told where that fails: what is shown stays, and is read again with the next news. */
  async function read(): Promise<PlanLife | null> {
    const planId = get().plan?.planId
    if (planId === undefined) return null
    const life = await api.getPlanLife(planId).catch(() => null)
    if (!life || get().plan?.planId !== planId) return null
    takeStatus(planId, life.status)
    set({ life })
    return life
  }

  function takeStatus(planId: string, status: PlanDetail['status']): boolean {
    const { plan, plans } = get()
    if (plan?.planId !== planId || plan.status === status) return false
    if (status !== 'draft') {
      editing.cancel()
      set({ tool: 'select', stroke: null, receiving: 0, gridDialog: null })
    }
    set({
      plan: { ...plan, status },
      plans: plans.map((one) => (one.planId === planId ? { ...one, status } : one)),
    })
    core.refresh()
    return true
  }

  /** The map goes to cells. */
  function goTo(cells: readonly number[]): void {
    const { model } = get()
    if (!model || cells.length === 0) return
    // A few cells alone would fill the map, and nobody would know where they lie.
    const isFew = cells.length <= fewCells
    core.events.emit('fit', isFew ? cells.flatMap((cell) => cellDisk(model.neighbors, cell, ringsAround)) : cells)
  }

  return {
    read,
    /** What is told of the open plan from elsewhere. */
    hear(planId: string, status: PlanDetail['status']): void {
      if (takeStatus(planId, status)) void read()
    },
    tellFailure: (failure: Failure) => core.notify({ kind: 'not-done', failure }),
    ask: (lifePanel: LifePanel | null) => set({ lifePanel, shownCells: null }),
    showHistory: (history: SessionState['history']) => set({ history }),
    askOwner: (askedOwner: AskedOwner | null) => set({ askedOwner }),
    /** Looks a customer up below the map. */
    lookUp: (customer: string) => set({ history: 'owners', askedOwner: { customer }, askedSubject: '' }),
    askSubject: (askedSubject: string) => set({ askedSubject }),
    /** The changes of owner of a customer, an account or a unit, below the map. */
    showChanges: (askedSubject: string) => set({ history: 'owners', askedSubject, askedOwner: null }),
    /** A dispute below the map, or all of them. */
    showDispute: (openDispute: number | null) => set({ history: 'disputes', openDispute }),
    /** Marks the cell that an answer about owners is about; null takes that back. */
    markAsked: (askedCell: number | null) => set({ askedCell }),
    /** Tells cells apart from the rest of the map; null takes that back. */
    markCells: (shownCells: readonly number[] | null) => set({ shownCells }),
    /** The same, and the map goes to them. */
    showCells(cells: readonly number[]): void {
      set({ shownCells: cells })
      goTo(cells)
    },
    goTo,
    /** The cells of the open plan that are in another grid than in another plan, by pair; `left` null: nothing was there. */
    async changesSince(left: string | null): Promise<Map<string, number[]>> {
      const { model, plan } = get()
      const { open } = core
      if (!model || !plan || !open) return new Map()
      const before = left === null ? null : await readSide(left, model.lattice.cellCount)
      const { assignment } = open.plan.cells.plan
      return changedCells(before, { assignment, grids: get().grids })
    },
    /** Opens a plan that was made just now, with the others of its city. */
    async openMade(planId: string): Promise<void> {
      const city = get().model?.city.code
      if (city === undefined) return
      const { plans } = await api.getPlans(city)
      if (get().model?.city.code !== city) return
      set({ plans })
      await openPlan(planId)
    },
  }
}

async function readSide(planId: string, cellCount: number): Promise<PlanSide> {
  const [{ grids }, { assignment }] = await Promise.all([api.getPlan(planId), api.getAssignment(planId, cellCount)])
  return { grids, assignment }
}
