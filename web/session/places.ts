import type { UnitKind } from '../../server/contract/placeKinds.ts'
import * as api from '../api/client.ts'
import { failureOf } from '../api/failure.ts'
import { buildUnitsModel } from '../model/unitsModel.ts'
import type { SessionCore } from './core.ts'

/** The city's own places: read once they are asked for, and which of them the map shows. */
export function createPlaces(core: SessionCore) {
  const { get, set } = core.store
  let asked: object | null = null

  return {
    /** Reads the units of the open city, unless that was done. */
    async readUnits(): Promise<void> {
      const { model } = get()
      if (!model || asked === model) return
      asked = model
      try {
        const units = buildUnitsModel(await api.getUnits(model.city.code))
        if (get().model === model) set({ units })
      } catch (error) {
        // Asked for again the next time.
        asked = null
        if (get().model === model) core.notify({ kind: 'data-unread', failure: failureOf(error) })
      }
    },
    showUnits: (shownUnits: readonly UnitKind[]) => set({ shownUnits }),
  }
}
