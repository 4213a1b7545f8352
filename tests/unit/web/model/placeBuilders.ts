import type { BarrierKind, UnitKind } from '../../../../server/contract/placeKinds.ts'
import type { Barrier } from '../../../../web/model/barriersModel.ts'
import type { AccountSite, Outlet } from '../../../../web/model/sitesModel.ts'
import type { Unit } from '../../../../web/model/unitsModel.ts'

const source = { sourceName: 'a.geojson', importedAt: '2026-01-01T00:00:00Z' }

/** A unit with an anchor point and the cells it holds: runs of a first one and how many. */
export const unit = (kind: UnitKind, code: string, cells: [number, number][]): Unit => ({
  type: 'Feature',
  id: `${kind} ${code}`,
  geometry: { type: 'Point', coordinates: [120, 30] },
  properties: { kind, code, name: code, cells, households: null, penetration: null, lost: 0, ...source },
})

/** A straight barrier or crossing, and the pairs of cells it parts or joins. */
export const barrier = (kind: BarrierKind | 'crossing', code: string, pairs: number[]): Barrier => ({
  type: 'Feature',
  id: `${kind} ${code}`,
  geometry: {
    type: 'MultiLineString',
    coordinates: [
      [
        [120, 30],
        [120.5, 30],
        [121, 30],
      ],
    ],
  },
  properties: { kind, code, name: code, reachM: null, pairs, ...source },
})

const point: { type: 'Point'; coordinates: [number, number] } = { type: 'Point', coordinates: [120, 30] }

export const outlet = (code: string, type: 'own' | 'social'): Outlet => ({
  type: 'Feature',
  id: code,
  geometry: point,
  properties: { code, name: code, type, status: null, cell: 1, ...source },
})

/** The first site of an account. */
export const site = (account: string, listing: 'key' | 'listed'): AccountSite => ({
  type: 'Feature',
  id: `${account} 1`,
  geometry: point,
  properties: {
    ...{ account, name: account, grade: null, listing, site: '1', siteName: account },
    ...{ figures: {}, cell: 1, ...source },
  },
})
