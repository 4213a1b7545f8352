import type { PlaceRef } from '../map/placeLayers.ts'
import { useSessionState } from './SessionContext.tsx'

/** What a place on the map is called. */
export function usePlaceName(): (place: PlaceRef) => string {
  const units = useSessionState((state) => state.units)
  const barriers = useSessionState((state) => state.barriers)
  const sites = useSessionState((state) => state.sites)
  const subdistricts = useSessionState((state) => state.subdistricts)
  return ({ kind, id }) => {
    const place =
      kind === 'own-outlet' || kind === 'social-outlet'
        ? sites?.outlet(id)
        : kind === 'key-account' || kind === 'listed-account'
          ? sites?.accountSite(id)
          : kind === 'subdistrict'
            ? subdistricts.find((area) => area.id === id)
            : (units?.byId(id) ?? barriers?.byId(id))
    return place?.properties.name ?? ''
  }
}
