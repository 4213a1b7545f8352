import type { AccountCollection } from '../../server/contract/accounts.ts'
import type { OutletCollection } from '../../server/contract/outlets.ts'
import type { SiteLayer } from '../map/placeLooks.ts'

export type Outlet = OutletCollection['features'][number]
/** One of the sites of a key or listed account. */
export type AccountSite = AccountCollection['features'][number]

/** Outlets and accounts of a city, where each stands. */
export interface SitesModel {
  /** those of each layer, of which there are any */
  readonly layers: ReadonlyMap<SiteLayer, readonly (Outlet | AccountSite)[]>
  outlet(id: string): Outlet | undefined
  accountSite(id: string): AccountSite | undefined
}

export function buildSitesModel(outlets: OutletCollection, accounts: AccountCollection): SitesModel {
  const outletIds = new Map(outlets.features.map((outlet) => [outlet.id, outlet]))
  const siteIds = new Map(accounts.features.map((site) => [site.id, site]))
  const layers: [SiteLayer, readonly (Outlet | AccountSite)[]][] = [
    ['own-outlet', outlets.features.filter(({ properties }) => properties.type === 'own')],
    ['social-outlet', outlets.features.filter(({ properties }) => properties.type === 'social')],
    ['key-account', accounts.features.filter(({ properties }) => properties.listing === 'key')],
    ['listed-account', accounts.features.filter(({ properties }) => properties.listing === 'listed')],
  ]
  return {
    layers: new Map(layers.filter(([, places]) => places.length > 0)),
    outlet: (id) => outletIds.get(id),
    accountSite: (id) => siteIds.get(id),
  }
}
