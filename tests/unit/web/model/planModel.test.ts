import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { computeFigures, perimeterKm, traceOutlines } from '../../../../partition/index.ts'
import type { PlanDetail } from '../../../../server/contract/plans.ts'
import { factsOfTown, openSession, smallTown, stripes } from './town.ts'

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
    expect(session.undo()?.result.ok).toBe(true)
    expect(session.plan.assignment).toEqual(before)
    expect(session.redo()?.result.ok).toBe(true)
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
    expect(next.undo()?.result.ok).toBe(true)
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
            customers: factsOfTown(model).customers,
            revenueCents: factsOfTown(model).revenueCents,
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
