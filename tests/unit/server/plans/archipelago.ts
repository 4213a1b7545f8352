import { makeArchipelago } from '../../../../fixtures/archipelago.ts'
import {
  buildLattice,
  cellCenters,
  cellsOverlapping,
  locatePoint,
  neighborTable,
  valuesOf,
} from '../../../../partition/index.ts'
import { readAreaFeatures } from '../../../../server/cities/areaFeatures.ts'
import { cellDistricts } from '../../../../server/cities/cellDistricts.ts'
import type { Crs } from '../../../../server/contract/common.ts'
import { type PartitionInput, partitionRequest } from '../../../../server/contract/partitionRequest.ts'
import { toWgs84 } from '../../../../server/coordinates/toWgs84.ts'
import { type ComputedPlan, computePlan } from '../../../../server/plans/computePlan.ts'
import type { PlanInput } from '../../../../server/plans/planInput.ts'
import { cellFigures } from '../../partition/builders.ts'

export type Sea = Omit<PlanInput, 'request'>

/** The made archipelago at resolution 8 as a partition sees it, without a database. */
export function archipelago(): Sea {
  const { boundary, customers } = makeArchipelago()
  return seaOf(boundary, customers, 'wgs84')
}

/** Any boundary and its customers (id, lon, lat, customers, revenue, …) at resolution 8. */
export function seaOf(boundary: unknown, csv: string, crs: Crs): Sea {
  const { areas } = readAreaFeatures(boundary, { crs, fallbackName: '', errorCode: 'invalid-boundary' })
  const lattice = buildLattice(
    cellsOverlapping(
      areas.flatMap(({ polygons }) => polygons),
      8,
    ),
  )
  const customers = new Float64Array(lattice.cellCount)
  const money = new Float64Array(lattice.cellCount)
  for (const line of csv.trim().split('\n').slice(1)) {
    const [, lon, lat, count, revenue] = line.split(',').map(Number)
    const cell = locatePoint(lattice, ...toWgs84(lon!, lat!, crs))
    if (cell < 0) continue
    customers[cell]! += count!
    money[cell]! += Math.round(100 * revenue!)
  }
  return {
    cityCode: 'sea',
    cityName: '自贡市',
    cellIds: lattice.cellIds,
    neighbors: neighborTable(lattice),
    centers: cellCenters(lattice),
    districtOfCell: cellDistricts(lattice, areas),
    districts: areas.map(({ code, name }) => ({ code: code ?? '', name })),
    facts: cellFigures({ customers, revenue: money }),
  }
}

export function divide(city: Sea, request: PartitionInput): ComputedPlan {
  const input = { ...city, request: partitionRequest.parse(request) }
  const plan = computePlan(input, { onProgress: () => {}, isCancelled: () => false, now: () => 0 })
  if (!plan.ok) throw new Error(JSON.stringify(plan))
  return plan
}

/** Of each grid, how far its customers are from the average. */
export function deviations({ facts }: Sea, { assignment, grids }: ComputedPlan): number[] {
  const customers = valuesOf(facts, 'customers')
  const sums = new Float64Array(grids.length + 1)
  for (let cell = 0; cell < assignment.length; cell++) sums[assignment[cell]!]! += customers[cell]!
  const average = sums.reduce((sum, value) => sum + value, 0) / grids.length
  return grids.map(({ number }) => sums[number]! / average - 1)
}
