import { gridDisk, latLngToCell } from 'h3-js'
import { describe, expect, it } from 'vitest'
import { buildLattice, cellAreasKm2, neighborTable } from '../../../../partition/index.ts'
import type { PlanState } from '../../../../server/plans/planState.ts'
import { verifyPlan } from '../../../../server/plans/verifyPlan.ts'

// The larger one is verified in a thread.
describe.each([
  ['on the calling thread', 10],
  ['in a thread', 82],
])('verifyPlan %s', (_, radius) => {
  it('finds nothing wrong with a plan that holds', async () => {
    const state = planOf(radius)
    const cells = 3 * radius * (radius + 1) + 1
    expect(await verifyPlan(state)).toMatchObject({
      ok: true,
      violations: [],
      stats: { cells, grids: 2, unassigned: 0 },
    })
  })

  it('names a cell that lies apart from its grid, and one without a grid', async () => {
    const state = planOf(radius)
    const own = state.assignment.indexOf(1)
    const other = state.assignment.lastIndexOf(2)
    state.assignment[own] = 0
    state.assignment[other] = 1
    const { ok, violations } = await verifyPlan(state)
    expect(ok).toBe(false)
    expect(violations.map(({ code }) => code).sort()).toEqual(['disconnected', 'gap'])
    expect(violations.find(({ code }) => code === 'gap')?.cells).toEqual([own])
  })
})

/** A disk of cells at resolution 9 in two grids. */
function planOf(radius: number): PlanState {
  const ids = gridDisk(latLngToCell(29.35, 104.77, 9), radius).map((id) => BigInt(`0x${id}`))
  const lattice = buildLattice(BigUint64Array.from(ids).sort())
  const neighbors = neighborTable(lattice)
  const { assignment, grids } = halves(neighbors)
  const customers = assignment.length
  return {
    planId: 'test-1',
    cityId: 1,
    cityCode: 'test',
    planNumber: 1,
    name: 'test',
    status: 'draft',
    snapshotId: 1,
    snapshot: {
      snapshotId: 1,
      sourceName: 'customers.csv',
      sourceSha256: '',
      crs: 'wgs84',
      completedAt: '2026-01-01T00:00:00Z',
      rowsRead: 0,
      rowsLoaded: 0,
      rowsRejected: 0,
      rowsOutside: 0,
      totals: { customers: 0, revenueCents: 0 },
    },
    parameters: null,
    warnings: [],
    links: [],
    revision: 0,
    createdAt: new Date(0),
    updatedAt: new Date(0),
    grids,
    assignment,
    facts: { customers: new Float64Array(customers).fill(3), revenueCents: new Float64Array(customers).fill(-50) },
    city: {
      cityId: 1,
      code: 'test',
      cellCount: assignment.length,
      lattice,
      neighbors,
      areasKm2: cellAreasKm2(lattice),
      districtOfCell: new Int32Array(assignment.length).fill(-1),
      districts: [],
    },
  }
}

/** Two connected halves: half of the cells in the order of a search from cell 0, and what is left, which that search surrounds. */
function halves(neighbors: Int32Array): Pick<PlanState, 'assignment' | 'grids'> {
  const cellCount = neighbors.length / 6
  const assignment = new Uint16Array(cellCount).fill(2)
  const reached = [0]
  assignment[0] = 1
  for (let head = 0; reached.length < cellCount / 2; head++) {
    for (const cell of neighbors.subarray(6 * reached[head]!, 6 * reached[head]! + 6)) {
      if (cell < 0 || assignment[cell] === 1 || reached.length >= cellCount / 2) continue
      assignment[cell] = 1
      reached.push(cell)
    }
  }
  const grids = [1, 2].map((number) => ({
    number,
    gridId: `00000000-0000-4000-8000-00000000000${number}`,
    code: `0${number}`,
    name: `网格${number}`,
    colour: '#80b3cb',
    locked: false,
  }))
  return { assignment, grids }
}
