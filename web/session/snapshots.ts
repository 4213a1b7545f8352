import * as api from '../api/client.ts'
import { failureOf } from '../api/failure.ts'
import type { SnapshotModel } from '../model/snapshotModel.ts'
import type { SessionCore } from './core.ts'

/** Of half a million cells one takes 8 MB. */
const kept = 4

export type Snapshots = ReturnType<typeof createSnapshots>

/** The data of the open city: which there are, the figures of each, and which the plan is looked at with. */
export function createSnapshots(core: SessionCore) {
  const { get, set } = core.store
  let known: { readonly city: string; readonly snapshot: SnapshotModel }[] = []

  function keep(city: string, snapshot: SnapshotModel): SnapshotModel {
    const others = known.filter((one) => one.city === city && one.snapshot.snapshotId !== snapshot.snapshotId)
    known = [...others.slice(1 - kept), { city, snapshot }]
    return snapshot
  }

  async function read(city: string, snapshotId: number): Promise<SnapshotModel> {
    const found = known.find((one) => one.city === city && one.snapshot.snapshotId === snapshotId)
    return keep(city, found?.snapshot ?? { snapshotId, facts: (await api.getCells(city, snapshotId)).figures })
  }

  return {
    keep,
    read,
    /** Looks whether newer data has come since; the open plan keeps its own. */
    async refresh(): Promise<void> {
      const { model } = get()
      if (!model) return
      const snapshots = await api.getSnapshots(model.city.code)
      if (get().model === model) set({ snapshots })
    },
    /** Shows the open plan by the data of a snapshot; the plan itself stays of its own. */
    async lookWith(snapshotId: number): Promise<void> {
      const { open } = core
      if (!open) return
      set({ isReadingData: true })
      try {
        const snapshot = await read(open.plan.detail.city, snapshotId)
        if (core.open !== open) return
        open.plan.cells.lookWith(snapshot)
        set({ snapshot, stroke: null })
        core.refresh()
      } catch (error) {
        core.notify({ kind: 'data-unread', failure: failureOf(error) })
      } finally {
        set({ isReadingData: false })
      }
    },
  }
}
