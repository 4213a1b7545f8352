import { useMemo } from 'react'
import { type BarrierKind, barrierKinds } from '../../server/contract/placeKinds.ts'
import { useSessionState } from '../hooks/SessionContext.tsx'
import type { AccountSite, Outlet } from '../model/sitesModel.ts'
import type { RuleData } from './ruleChoices.ts'

/** What the city has that rules go by; null until it is read. */
export function useRuleData(): RuleData | null {
  const units = useSessionState((state) => state.units)
  const barriers = useSessionState((state) => state.barriers)
  const sites = useSessionState((state) => state.sites)
  const subdistricts = useSessionState((state) => state.subdistricts.length)
  const districts = useSessionState((state) => state.model?.districtNames.length ?? 0)
  return useMemo(() => {
    if (!units || !barriers || !sites) return null
    const { layers } = sites
    return {
      units: [...units.counts.keys()],
      barriers: barrierKinds.filter((kind: BarrierKind) => barriers.counts.has(kind)),
      districts,
      subdistricts,
      ownOutlets: layers.get('own-outlet')?.length ?? 0,
      keyAccounts: countAccounts(layers.get('key-account')),
      listedAccounts: countAccounts(layers.get('listed-account')),
    }
  }, [units, barriers, sites, subdistricts, districts])
}

/** An account may have several sites. */
const countAccounts = (sites: readonly (Outlet | AccountSite)[] = []): number =>
  new Set(sites.flatMap(({ properties }) => ('account' in properties ? [properties.account] : []))).size
