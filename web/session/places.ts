import { type UnitKind, unitKinds } from '../../server/contract/placeKinds.ts'
import * as api from '../api/client.ts'
import { failureOf } from '../api/failure.ts'
import type { LayerKey } from '../map/placeLooks.ts'
import { buildBarriersModel } from '../model/barriersModel.ts'
import { buildSitesModel } from '../model/sitesModel.ts'
import { buildUnitsModel, type UnitsModel } from '../model/unitsModel.ts'
import type { SessionCore } from './core.ts'
import type { PickedPlaces, RulePreview } from './state.ts'

/**
 * The city's own places: read when the city is opened, and which of them the map shows. Which unit holds a cell depends on the kinds that
 * are looked at, so it is asked for anew where these are not all; a city's places change by imports alone, so an answer is kept.
 */
export function createPlaces(core: SessionCore) {
  const { get, set } = core.store
  let asked: object | null = null
  let among = new Map<string, Promise<UnitsModel>>()

  /** Reads what the open city has, unless that was done. */
  async function read(): Promise<void> {
    const { model } = get()
    if (!model || asked === model) return
    asked = model
    among = new Map()
    try {
      const { code } = model.city
      const [units, barriers, outlets, accounts, { features: subdistricts }, { rules }] = await Promise.all([
        api.getUnits(code),
        api.getBarriers(code),
        api.getOutlets(code),
        api.getAccounts(code),
        api.getDistricts(code, 'subdistrict'),
        api.getCityRules(code),
      ])
      if (get().model !== model) return
      const all = buildUnitsModel(units)
      among.set(keyOf([...all.counts.keys()]), Promise.resolve(all))
      set({
        units: all,
        shownUnits: all,
        barriers: buildBarriersModel(barriers),
        subdistricts,
        cityRules: Object.keys(rules).length > 0 ? rules : null,
        sites: buildSitesModel(outlets, accounts),
      })
    } catch (error) {
      // Asked for again the next time.
      asked = null
      if (get().model === model) core.notify({ kind: 'data-unread', failure: failureOf(error) })
    }
  }

  /** The units of some kinds of those there are, with the cells that each holds among them; null where they cannot be read. */
  async function unitsAmong(kinds: readonly UnitKind[]): Promise<UnitsModel | null> {
    const { model } = get()
    if (!model || kinds.length === 0) return null
    const key = keyOf(kinds)
    const found =
      among.get(key) ??
      api
        .getUnits(
          model.city.code,
          unitKinds.filter((kind) => kinds.includes(kind)),
        )
        .then(buildUnitsModel)
    among.set(key, found)
    try {
      return await found
    } catch (error) {
      among.delete(key)
      if (get().model === model) core.notify({ kind: 'data-unread', failure: failureOf(error) })
      return null
    }
  }

  const kindsThere = (): UnitKind[] => [...(get().units?.counts.keys() ?? [])]

  return {
    read,
    /** Hides a layer, or shows it again. */
    async showLayer(key: LayerKey, isShown: boolean): Promise<void> {
      const others = get().hiddenLayers.filter((one) => one !== key)
      const hiddenLayers = isShown ? others : [...others, key]
      set({ hiddenLayers, pickedPlaces: null })
      if (!unitKinds.some((kind) => kind === key)) return
      const shownUnits = await unitsAmong(kindsThere().filter((kind) => !hiddenLayers.includes(kind)))
      if (get().hiddenLayers === hiddenLayers) set({ shownUnits })
    },
    pick: (pickedPlaces: PickedPlaces | null) => set({ pickedPlaces }),
    /** What rules do is shown before the run; null ends it. */
    async preview(rulePreview: RulePreview | null): Promise<void> {
      set({ rulePreview })
      const kinds = kindsThere().filter((kind) => rulePreview?.keepWhole.includes(kind))
      const previewUnits = await unitsAmong(kinds)
      if (get().rulePreview === rulePreview) set({ previewUnits })
    },
  }
}

const keyOf = (kinds: readonly UnitKind[]): string => kinds.toSorted().join()
