import * as api from '../api/client.ts'
import { failureOf } from '../api/failure.ts'
import type { SnapshotModel } from '../model/snapshotModel.ts'
import type { SessionCore } from './core.ts'

/** Of half a million cells one takes 8 MB. */
const kept = 4

/** Whose customers figures are of. */
export interface DivisionOfCity {
  readonly city: string
  readonly division: string
}

export type Snapshots = ReturnType<typeof createSnapshots>

/** The data of the open city: which there are, the figures of each, and which the plan is looked at with. */
export function createSnapshots(core: SessionCore) {
  const { get, set } = core.store
  let known: (DivisionOfCity & { readonly snapshot: SnapshotModel })[] = []

  const find = ({ city, division }: DivisionOfCity, snapshotId: number | null) =>
    known.find((one) => one.city === city && one.division === division && one.snapshot.snapshotId === snapshotId)

  function keep({ city, division }: DivisionOfCity, snapshot: SnapshotModel): SnapshotModel {
    const before = find({ city, division }, snapshot.snapshotId)
    const others = known.filter((one) => one.city === city && one !== before)
    known = [...others.slice(1 - kept), { city, division, snapshot }]
    return snapshot
  }

  async function read({ city, division }: DivisionOfCity, snapshotId: number): Promise<SnapshotModel> {
    const found = find({ city, division }, snapshotId)?.snapshot
    const snapshot = found ?? { snapshotId, facts: (await api.getCells(city, division, snapshotId)).figures }
    return keep({ city, division }, snapshot)
  }

  return {
    keep,
    read,
    /** What is kept is not what it was: divisions have got other segments. */
    forget(): void {
      known = []
    },
    /** Looks whether newer data has come since; the open plan keeps its own. */
    async refresh(): Promise<void> {
      const { model } = get()
      if (!model) return
      const { code } = model.city
      const [snapshots, { divisions }] = await Promise.all([api.getSnapshots(code), api.getDivisions(code)])
      if (get().model === model) set({ snapshots, divisions })
    },
    /** Shows the open plan by the data of a snapshot; the plan itself stays of its own. */
    async lookWith(snapshotId: number): Promise<void> {
      const { open } = core
      if (!open) return
      set({ isReadingData: true })
      try {
        const snapshot = await read(open.plan.detail, snapshotId)
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
