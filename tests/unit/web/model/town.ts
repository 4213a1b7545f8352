import { polygonToCells } from 'h3-js'
import type { City } from '../../../../server/contract/cities.ts'
import type { CommandLog, CommandRequest, GridFigures, PlanDetail } from '../../../../server/contract/plans.ts'
import { OfflineError } from '../../../../web/api/client.ts'
import { buildCityModel, type CityModel } from '../../../../web/model/cityModel.ts'
import { openPlanSession, type PlanSession } from '../../../../web/model/planModel.ts'
import type { CellFacts } from '../../../../web/model/snapshotModel.ts'
import type { OutboxEntry } from '../../../../web/session/outbox.ts'

const box = [
  [30.5, 114.2],
  [30.5, 114.3],
  [30.6, 114.3],
  [30.6, 114.2],
]

/** A town of some 130 cells. */
export function smallTown(): CityModel {
  const cellIds = BigUint64Array.from(polygonToCells(box, 8), (id) => BigInt(`0x${id}`)).sort()
  return buildCityModel(
    { code: 'town' } as City,
    { cellIds, districts: [], districtOfCell: new Int32Array(cellIds.length).fill(-1) },
    { type: 'FeatureCollection', features: [] },
  )
}

export const factsOfTown = ({ lattice: { cellCount } }: CityModel): CellFacts => ({
  snapshotId: 1,
  customers: Float64Array.from({ length: cellCount }, (_, cell) => (cell * 7) % 13),
  revenueCents: Float64Array.from({ length: cellCount }, (_, cell) => (cell * 31) % 997),
})

/** Three grids side by side, from west to east. */
export const stripes = (model: CityModel): Uint16Array =>
  Uint16Array.from({ length: model.lattice.cellCount }, (_, cell) => {
    const lng = model.centers[2 * cell]!
    return lng < 114.235 ? 1 : lng < 114.265 ? 2 : 3
  })

export interface OpenOptions {
  client?: string
  log?: CommandLog
  unsaved?: OutboxEntry[]
  revision?: number
  links?: PlanDetail['links']
  post?: (request: CommandRequest) => Promise<never>
}

export function openSession(model: CityModel, assignment: Uint16Array, options: OpenOptions = {}): PlanSession {
  // The session sums anew what a plan came with, so zeros will do.
  const nothing = { cellCount: 0, customers: 0, revenueCents: 0 }
  const grids = [1, 2, 3].map(
    (number): GridFigures => ({
      number,
      gridId: '',
      code: `${number}`,
      name: `${number}`,
      colour: '#808080',
      locked: false,
      ...nothing,
      arpu: null,
      customersDeviation: null,
      revenueDeviation: null,
      areaKm2: 0,
      compactness: 0,
    }),
  )
  const detail: PlanDetail = {
    planId: 'town-1',
    city: 'town',
    planNumber: 1,
    name: 'stripes',
    status: 'draft',
    revision: options.revision ?? 0,
    gridCount: grids.length,
    snapshotId: 1,
    snapshot: { snapshotId: 1, sourceName: 'customers.csv', completedAt: '2026-01-01T00:00:00Z' },
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    parameters: null,
    warnings: [],
    links: options.links ?? [],
    totals: nothing,
    unassigned: nothing,
    grids,
  }
  return openPlanSession({
    client: options.client ?? 'me',
    model,
    facts: factsOfTown(model),
    detail,
    assignment,
    log: options.log ?? { commands: [] },
    unsaved: options.unsaved ?? [],
    post: options.post ?? (() => Promise.reject(new OfflineError('no server'))),
    onPatch: () => {},
    onOutbox: () => {},
  })
}
