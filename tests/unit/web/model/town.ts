import { polygonToCells } from 'h3-js'
import type { Command } from '../../../../partition/index.ts'
import type { City } from '../../../../server/contract/cities.ts'
import type { GridFigures } from '../../../../server/contract/grids.ts'
import type { PlanDetail } from '../../../../server/contract/plans.ts'
import { buildCityModel, type CityModel } from '../../../../web/model/cityModel.ts'
import type { PlanEntry } from '../../../../web/model/planEntry.ts'
import { openPlanModel, type PlanModel, type Taken } from '../../../../web/model/planModel.ts'
import { randomId } from '../../../../web/model/randomId.ts'
import type { SnapshotModel } from '../../../../web/model/snapshotModel.ts'
import { cellFigures, gridIdOf } from '../../partition/builders.ts'

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

/** Every snapshot has figures of its own. */
export const snapshotOfTown = ({ lattice: { cellCount } }: CityModel, snapshotId = 1): SnapshotModel => ({
  snapshotId,
  facts: cellFigures({
    customers: Float64Array.from({ length: cellCount }, (_, cell) => (cell * 7) % (12 + snapshotId)),
    revenue: Float64Array.from({ length: cellCount }, (_, cell) => (cell * 31) % (996 + snapshotId)),
  }),
})

/** Three grids side by side, from west to east. */
export const stripes = (model: CityModel): Uint16Array =>
  Uint16Array.from({ length: model.lattice.cellCount }, (_, cell) => {
    const lng = model.centers[2 * cell]!
    return lng < 114.235 ? 1 : lng < 114.265 ? 2 : 3
  })

export interface OpenOptions {
  client?: string
  /** what is saved already, from revision 1 on */
  entries?: readonly PlanEntry[]
  links?: PlanDetail['links']
  locked?: readonly number[]
}

/** A plan of three grids; `assignment` is the one before `entries`. */
export function openTownPlan(model: CityModel, assignment: Uint16Array, options: OpenOptions = {}): PlanModel {
  const { entries = [], locked = [] } = options
  // The model sums anew what a plan came with, so zeros will do.
  const figures = { customers: 0, revenue: 0 }
  const grids = [1, 2, 3].map(
    (number): GridFigures => ({
      number,
      gridId: gridIdOf(number),
      code: `${number}`,
      name: `${number}`,
      colour: '#808080',
      locked: locked.includes(number),
      areaClass: null,
      parentId: null,
      pins: [],
      cellCount: 0,
      figures,
      deviations: { customers: null, revenue: null },
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
    division: 'all',
    revision: 0,
    gridCount: grids.length,
    snapshotId: 1,
    snapshot: { snapshotId: 1, period: '2026-01', sourceName: 'customers.csv', completedAt: '2026-01-01T00:00:00Z' },
    createdAt: '2026-01-01T00:00:00Z',
    updatedAt: '2026-01-01T00:00:00Z',
    segments: 'all',
    parameters: null,
    warnings: [],
    links: options.links ?? [],
    totals: figures,
    unassigned: { cellCount: 0, figures },
    grids,
    gone: [],
    lastNumber: grids.length,
    hash: 0,
  }
  const plan = openPlanModel({
    client: options.client ?? 'me',
    model,
    detail,
    assignment: assignment.slice(),
    entries: [],
    snapshot: snapshotOfTown(model),
    onPatch: () => {},
  })
  for (const entry of entries) if (plan.take(entry).kind !== 'taken') throw new Error(`${entry.revision} is not next`)
  return plan
}

/** A stroke over cells as they are seen now. */
export function paintOf({ cells: { plan } }: PlanModel, grid: number, cells: readonly number[]): PaintCommand {
  const seenIn = (cell: number) => plan.grids.get(plan.assignment[cell]!)?.gridId ?? null
  const runs = cells.map((start) => ({ start, length: 1, seen: seenIn(start) }))
  return { kind: 'paint', gridId: gridIdOf(grid), cells: runs }
}
type PaintCommand = Extract<Command, { kind: 'paint' }>

/** One stroke of a planner. */
export const paint = (plan: PlanModel, grid: number, cells: readonly number[]): Taken =>
  plan.take({ commandId: randomId(), revision: null, command: paintOf(plan, grid, cells) })

/** The pending commands as a server would save them after `revision`, all as they are. */
export const savedAfter = (revision: number, plan: PlanModel): PlanEntry[] =>
  plan.log.pending().map((entry, i) => ({ ...entry, revision: revision + i + 1 }))

/** A cell that a grid may take just now. */
export const borderCell = (plan: PlanModel, grid: number, not: readonly number[] = []): number =>
  plan.cells.plan.assignment.findIndex((_, cell) => !not.includes(cell) && plan.judge(paintOf(plan, grid, [cell])).ok)
