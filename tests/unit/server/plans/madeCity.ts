import { gridDisk, latLngToCell } from 'h3-js'
import { buildLattice, cellCenters, neighborTable, valuesOf } from '../../../../partition/index.ts'
import { type PartitionInput, partitionRequest } from '../../../../server/contract/partitionRequest.ts'
import { type ComputedPlan, computePlan } from '../../../../server/plans/computePlan.ts'
import type { PlanInput } from '../../../../server/plans/planInput.ts'
import type { StartingPlan } from '../../../../server/plans/startingPlan.ts'
import { cellFigures } from '../../partition/builders.ts'

export type City = Omit<PlanInput, 'request'>

/** A disk of 721 cells at resolution 9, the western half of it in one district, with more customers in some places. */
export function makeCity(): City {
  const ids = gridDisk(latLngToCell(29.35, 104.77, 9), 15)
  const lattice = buildLattice(BigUint64Array.from(ids.map((id) => BigInt(`0x${id}`))).sort())
  const centers = cellCenters(lattice)
  const customers = Float64Array.from(ids, (_, cell) => 5 + ((cell * 7) % 11))
  return {
    cityCode: 'test',
    cityName: '自贡市',
    cellIds: lattice.cellIds,
    neighbors: neighborTable(lattice),
    centers,
    districtOfCell: Int32Array.from(ids, (_, cell) => (centers[2 * cell]! < 104.77 ? 0 : 1)),
    districts: [
      { code: '510302', name: '西区' },
      { code: '510304', name: '东区' },
    ],
    facts: cellFigures({
      customers,
      revenue: customers.map((count, cell) => count * (4_000 + ((cell * 13) % 17) * 100)),
    }),
  }
}

export function inputOf(city: City, request: PartitionInput, start?: StartingPlan): PlanInput {
  return { ...city, request: partitionRequest.parse(request), from: start }
}

export function compute(city: City, request: PartitionInput, start?: StartingPlan): ComputedPlan {
  const result = computePlan(inputOf(city, request, start), control())
  if (!result.ok) throw new Error(JSON.stringify(result))
  return result
}

export function control() {
  return { onProgress: () => {}, isCancelled: () => false, now: () => 0 }
}

export function from({ assignment, grids, links }: ComputedPlan): StartingPlan {
  return { planId: 'test-1', revision: 0, assignment, grids, links }
}

export function cellsOf({ assignment }: ComputedPlan, number: number): number[] {
  return [...assignment.keys()].filter((cell) => assignment[cell] === number)
}

export const customersOf = ({ facts }: Pick<City, 'facts'>): Float64Array => valuesOf(facts, 'customers')

export const revenueOf = ({ facts }: Pick<City, 'facts'>): Float64Array => valuesOf(facts, 'revenue')

/** The city with other customers, cell by cell. */
export const withCustomers = (city: City, of: (count: number, cell: number) => number): City => ({
  ...city,
  facts: cellFigures({ customers: customersOf(city).map(of), revenue: revenueOf(city) }),
})
