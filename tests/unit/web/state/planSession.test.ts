import fc from 'fast-check'
import { polygonToCells } from 'h3-js'
import { describe, expect, it } from 'vitest'
import { computeFigures, perimeterKm, traceOutlines } from '../../../../partition/index.ts'
import { encodeCells } from '../../../../server/contract/cellsBinary.ts'
import type { City } from '../../../../server/contract/cities.ts'
import type { CommandLog, CommandRequest, GridFigures, PlanDetail } from '../../../../server/contract/plans.ts'
import { OfflineError } from '../../../../web/api/client.ts'
import { buildCityModel, type CityModel } from '../../../../web/state/cityModel.ts'
import type { OutboxEntry } from '../../../../web/state/outbox.ts'
import { openPlanSession, type PlanSession } from '../../../../web/state/planSession.ts'

const box = [
  [30.5, 114.2],
  [30.5, 114.3],
  [30.6, 114.3],
  [30.6, 114.2],
]

function smallTown(): CityModel {
  const cellIds = BigUint64Array.from(polygonToCells(box, 8), (id) => BigInt(`0x${id}`)).sort()
  const cellCount = cellIds.length
  const cellBytes = encodeCells({
    resolution: 8,
    cellIds,
    districts: [],
    districtOfCell: new Int32Array(cellCount).fill(-1),
    customers: Float64Array.from({ length: cellCount }, (_, cell) => (cell * 7) % 13),
    revenueCents: Float64Array.from({ length: cellCount }, (_, cell) => (cell * 31) % 997),
  })
  return buildCityModel({ code: 'town' } as City, cellBytes, { type: 'FeatureCollection', features: [] })
}

/** Three grids side by side, from west to east. */
const stripes = (model: CityModel): Uint16Array =>
  Uint16Array.from({ length: model.lattice.cellCount }, (_, cell) => {
    const lng = model.centers[2 * cell]!
    return lng < 114.235 ? 1 : lng < 114.265 ? 2 : 3
  })

interface OpenOptions {
  log?: CommandLog
  unsaved?: OutboxEntry[]
  revision?: number
  links?: PlanDetail['links']
  post?: (request: CommandRequest) => Promise<never>
}

function openSession(model: CityModel, assignment: Uint16Array, options: OpenOptions = {}): PlanSession {
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
    model,
    detail,
    assignment,
    log: options.log ?? { commands: [] },
    unsaved: options.unsaved ?? [],
    post: options.post ?? (() => Promise.reject(new OfflineError('no server'))),
    onPatch: () => {},
    onOutbox: () => {},
  })
}

describe('openPlanSession', () => {
  it('lets a stroke cross a link, and nothing else that is no border', () => {
    const model = smallTown()
    const assignment = stripes(model)
    const near = assignment.indexOf(1)
    const stroke = (far: number) => ({ kind: 'paint', grid: 1, cells: [far] }) as const
    const open = (links: PlanDetail['links']) => openSession(model, assignment.slice(), { links })
    const linked = (far: number) => open([{ a: near, b: far }])
    const far = assignment.findIndex((grid, cell) => grid === 3 && linked(cell).judge(stroke(cell)).ok)
    expect(far).toBeGreaterThan(-1)
    expect(open([]).judge(stroke(far))).toMatchObject({ ok: false, reason: 'would-disconnect', grid: 1 })
  })

  it('undoes and redoes strokes that were never sent, and knows the revision each will get', () => {
    const model = smallTown()
    const before = stripes(model)
    const session = openSession(model, before.slice(), { revision: 5 })
    const cell = before.findIndex((_, at) => session.judge({ kind: 'paint', grid: 2, cells: [at] }).ok)
    expect(session.paint(2, [cell]).ok).toBe(true)
    expect(session.undo()?.ok).toBe(true)
    expect(session.plan.assignment).toEqual(before)
    expect(session.redo()?.ok).toBe(true)
    expect(session.plan.assignment[cell]).toBe(2)
    expect(session.outbox().entries.map(({ baseRevision, command }) => [baseRevision, command])).toEqual([
      [5, { kind: 'paint', grid: 2, cells: [cell] }],
      [6, { kind: 'revert', revision: 6 }],
      [7, { kind: 'revert', revision: 7 }],
    ])
    session.close()
  })

  it('takes up unsaved strokes of an earlier tab, undo included', () => {
    const model = smallTown()
    const before = stripes(model)
    const first = openSession(model, before.slice())
    const cell = before.findIndex((_, at) => first.judge({ kind: 'paint', grid: 2, cells: [at] }).ok)
    first.paint(2, [cell])
    const next = openSession(model, before.slice(), { unsaved: [...first.outbox().entries] })
    expect(next.plan.assignment[cell]).toBe(2)
    expect(next.undo()?.ok).toBe(true)
    expect(next.plan.assignment).toEqual(before)
    first.close()
    next.close()
  })

  it('has nothing to undo in a fresh plan', () => {
    const session = openSession(smallTown(), stripes(smallTown()))
    expect(session.undo()).toBeNull()
    expect(session.redo()).toBeNull()
    session.close()
  })

  it('shows the figures of a recount after any strokes, and undo as often restores every cell', () => {
    const model = smallTown()
    fc.assert(
      fc.property(
        fc.array(fc.record({ cell: fc.nat(model.lattice.cellCount - 1), grid: fc.integer({ min: 1, max: 3 }) }), {
          maxLength: 25,
        }),
        (strokes) => {
          const before = stripes(model)
          const session = openSession(model, before.slice())
          const done = strokes.filter(({ cell, grid }) => session.paint(grid, [cell]).ok).length
          const outlines = traceOutlines(model.lattice, model.neighbors, session.plan.assignment)
          const { grids } = computeFigures({
            assignment: session.plan.assignment,
            gridNumbers: [1, 2, 3],
            customers: model.customers,
            revenueCents: model.revenueCents,
            areasKm2: model.areasKm2,
            perimetersKm: new Map(Array.from(outlines, ([grid, outline]) => [grid, perimeterKm(outline)])),
          })
          for (const [i, row] of session.rows().entries()) {
            const { areaKm2, compactness, ...exact } = grids[i]!
            expect(row).toMatchObject(exact)
            expect(row.areaKm2).toBeCloseTo(areaKm2, 4)
            if (done > 0 && row.compactness > 0) expect(row.compactness).toBeCloseTo(compactness!, 6)
          }
          for (let i = 0; i < done; i++) session.undo()
          expect(session.plan.assignment).toEqual(before)
          session.close()
        },
      ),
      { numRuns: 40 },
    )
  })
})
