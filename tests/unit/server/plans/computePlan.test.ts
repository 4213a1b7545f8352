import { gridDisk, latLngToCell } from 'h3-js'
import { describe, expect, it } from 'vitest'
import { buildLattice, cellCenters, neighborTable } from '../../../../partition/index.ts'
import { noteText, plainFormat } from '../../../../server/contract/noteText.ts'
import type { PartitionRequest } from '../../../../server/contract/partitionRequest.ts'
import { computePlan } from '../../../../server/plans/computePlan.ts'
import type { PlanInput } from '../../../../server/plans/planInput.ts'
import { cellFigures } from '../../partition/builders.ts'
import { customersOf } from './madeCity.ts'

describe('computePlan', () => {
  it('gives every cell to one of the grids asked for, named, coloured and verified', () => {
    const plan = compute(cityOf([[29.35, 104.77, 15]]), { grids: 8 })
    expect(new Set(plan.assignment)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]))
    expect(plan.grids.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(new Set(plan.grids.map(({ name }) => name)).size).toBe(8)
    expect(plan.grids[0]).toMatchObject({ code: '51030401', name: '大安区01网格', locked: false })
    for (const { colour } of plan.grids) expect(colour).toMatch(/^#[0-9a-f]{6}$/)
    expect(plan.withinTolerance).toBe(true)
  })

  it('gives the same bytes and the same ids for the same input, and others for another seed', () => {
    const city = cityOf([[29.35, 104.77, 15]])
    const [first, second, other] = [1, 1, 2].map((seed) => compute(city, { grids: 8, seed }))
    expect(second?.assignment).toEqual(first?.assignment)
    expect(second?.grids).toEqual(first?.grids)
    expect(other?.grids[0]?.gridId).not.toBe(first?.grids[0]?.gridId)
    expect(first?.grids[0]?.gridId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('links an island that is too light for a grid of its own, and says so', () => {
    const plan = compute(
      cityOf([
        [29.35, 104.77, 12],
        [29.35, 104.9, 1],
      ]),
      { grids: 4 },
    )
    expect(plan.links).toHaveLength(1)
    expect(plan.warnings[0]).toMatchObject({ code: 'islands-linked', islands: 1 })
    expect(noteText(plan.warnings[0]!, 'en', plainFormat)).toMatch(
      /^1 small island too light for a grid of its own shares one with the nearest shore: 大安区 1; .* km\.$/,
    )
  })

  it('names a figure that cannot be balanced as a planner knows it', () => {
    const city = cityOf([[29.35, 104.77, 15]])
    const plan = compute(
      { ...city, facts: cellFigures({ customers: customersOf(city), revenue: new Float64Array(city.cellIds.length) }) },
      { grids: 8, weights: ['customers', 'revenue'] },
    )
    expect(plan.warnings).toMatchObject([{ code: 'weight-ignored', weight: 'revenue', total: 0 }])
  })

  it('refuses more grids than cells, and says how many there are', () => {
    const result = computePlan(inputOf(cityOf([[29.35, 104.77, 1]]), { grids: 8 }), control())
    const refusal = { code: 'too-few-vertices', cells: 7, grids: 8 }
    expect(result).toEqual({ ok: false, reason: 'unsolvable', refusal })
  })

  it('stops when it is cancelled', () => {
    const input = inputOf(cityOf([[29.35, 104.77, 15]]), { grids: 8 })
    expect(computePlan(input, { ...control(), isCancelled: () => true })).toMatchObject({
      ok: false,
      reason: 'cancelled',
    })
  })

  it('tells progress that never falls', () => {
    const fractions: number[] = []
    const input = inputOf(cityOf([[29.35, 104.77, 15]]), { grids: 8 })
    computePlan(input, { ...control(), onProgress: (_, fraction) => fractions.push(fraction) })
    expect(fractions.length).toBeGreaterThan(3)
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b))
    expect(fractions.at(-1)).toBeLessThanOrEqual(1)
  })
})

/** A city of disks at resolution 9, each [lat, lng, radius], with customers in every third cell. */
function cityOf(disks: [number, number, number][]): Omit<PlanInput, 'request'> {
  const ids = disks.flatMap(([lat, lng, radius]) => gridDisk(latLngToCell(lat, lng, 9), radius))
  const lattice = buildLattice(BigUint64Array.from(ids.map((id) => BigInt(`0x${id}`))).sort())
  const customers = Float64Array.from(ids, (_, cell) => (cell % 3 === 0 ? 30 : 10))
  return {
    cityCode: 'test',
    cityName: '自贡市',
    cellIds: lattice.cellIds,
    neighbors: neighborTable(lattice),
    centers: cellCenters(lattice),
    districtOfCell: new Int32Array(ids.length),
    districts: [{ code: '510304', name: '大安区' }],
    facts: cellFigures({ customers, revenue: customers.map((count) => count * 5_000) }),
  }
}

function inputOf(city: Omit<PlanInput, 'request'>, request: Partial<PartitionRequest> & { grids: number }): PlanInput {
  return { ...city, request: { tolerance: 0.1, weights: ['customers'], seed: 1, ...request } }
}

function control() {
  return { onProgress: () => {}, isCancelled: () => false, now: () => 0 }
}

function compute(city: Omit<PlanInput, 'request'>, request: Partial<PartitionRequest> & { grids: number }) {
  const result = computePlan(inputOf(city, request), control())
  if (!result.ok) throw new Error(JSON.stringify(result))
  return result
}
