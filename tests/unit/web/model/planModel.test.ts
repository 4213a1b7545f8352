import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Command,
  cellGraph,
  computeFigures,
  hashPlan,
  newPlan,
  perimeterKm,
  traceOutlines,
  writePatch,
} from '../../../../partition/index.ts'
import type { PlanDetail } from '../../../../server/contract/plans.ts'
import type { PlanEntry, SetAside } from '../../../../web/model/planEntry.ts'
import type { PlanModel } from '../../../../web/model/planModel.ts'
import { randomId } from '../../../../web/model/randomId.ts'
import { takeStepBack } from '../../../../web/model/takeBack.ts'
import { gridIdOf } from '../../partition/builders.ts'
import { borderCell, openTownPlan, paint, paintOf, savedAfter, smallTown, snapshotOfTown, stripes } from './town.ts'

const model = smallTown()
const before = stripes(model)

describe('openPlanModel', () => {
  it('lets a stroke cross a link, and nothing else that is no border', () => {
    const near = before.indexOf(1)
    const open = (links: PlanDetail['links']) => openTownPlan(model, before, { links })
    const far = before.findIndex((grid, cell) => grid === 3 && isLegal(open([{ a: near, b: cell }]), 1, cell))
    expect(far).toBeGreaterThan(-1)
    expect(open([]).judge(paintOf(open([]), 1, [far]))).toMatchObject({
      ok: false,
      reason: 'would-disconnect',
      grid: 1,
    })
  })

  it('undoes and redoes strokes that were never sent, each named by its id', () => {
    const plan = openTownPlan(model, before)
    const cell = borderCell(plan, 2)
    paint(plan, 2, [cell])
    expect(takeStepBack(plan, 'undo')?.kind).toBe('done')
    expect(plan.cells.plan.assignment).toEqual(before)
    expect(takeStepBack(plan, 'redo')?.kind).toBe('done')
    expect(plan.cells.plan.assignment[cell]).toBe(2)
    const [stroke, undo, redo] = plan.log.pending()
    expect(undo?.command).toEqual({ kind: 'revert', commandId: stroke?.commandId })
    expect(redo?.command).toEqual({ kind: 'revert', commandId: undo?.commandId })
  })

  it('has nothing to undo in a fresh plan', () => {
    const plan = openTownPlan(model, before)
    expect(takeStepBack(plan, 'undo')).toBeNull()
    expect(takeStepBack(plan, 'redo')).toBeNull()
  })

  it('shows the figures of a recount after any strokes and with any snapshot, and undo as often restores every cell', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ cell: fc.nat(model.lattice.cellCount - 1), grid: fc.integer({ min: 1, max: 3 }) }), {
          maxLength: 25,
        }),
        fc.integer({ min: 1, max: 3 }),
        (strokes, snapshotId) => {
          const plan = openTownPlan(model, before)
          const half = strokes.length >> 1
          const drawAll = (some: typeof strokes) =>
            some.filter(({ cell, grid }) => paint(plan, grid, [cell]).kind === 'taken').length
          const snapshot = snapshotOfTown(model, snapshotId)
          let done = drawAll(strokes.slice(0, half))
          plan.cells.rows()
          plan.cells.lookWith(snapshot)
          done += drawAll(strokes.slice(half))
          const { assignment } = plan.cells.plan
          const outlines = traceOutlines(model.lattice, model.neighbors, assignment)
          const recount = computeFigures({
            assignment,
            gridNumbers: [1, 2, 3],
            figures: snapshot.facts,
            areasKm2: model.areasKm2,
            perimetersKm: new Map(Array.from(outlines, ([grid, outline]) => [grid, perimeterKm(outline)])),
          })
          for (const [i, row] of plan.cells.rows().entries()) {
            const { areaKm2, compactness, ...exact } = recount.grids[i]!
            expect(row).toMatchObject(exact)
            expect(row.areaKm2).toBeCloseTo(areaKm2, 4)
            if (row.compactness > 0) expect(row.compactness).toBeCloseTo(compactness!, 6)
          }
          expect(plan.cells.sums().totals).toEqual(recount.totals.figures)
          for (let i = 0; i < done; i++) takeStepBack(plan, 'undo')
          expect(assignment).toEqual(before)
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('take', () => {
  it('settles a pending command by the entry of the same id, once', () => {
    const plan = openTownPlan(model, before)
    paint(plan, 2, [borderCell(plan, 2)])
    const [entry] = savedAfter(0, plan)
    expect(plan.take(entry!)).toMatchObject({ kind: 'taken', aside: [] })
    expect(plan.log.pending()).toEqual([])
    expect(plan.revision()).toBe(1)
    expect(plan.take(entry!)).toEqual({ kind: 'known' })
  })

  it('tells of entries that are missing, and changes nothing', () => {
    const other = openTownPlan(model, before, { client: 'bob' })
    paint(other, 2, [borderCell(other, 2)])
    const plan = openTownPlan(model, before)
    expect(plan.take(savedAfter(1, other)[0]!)).toEqual({ kind: 'gap' })
    expect(plan.cells.plan.assignment).toEqual(before)
  })

  it('lays a pending stroke over what another saved first', () => {
    const plan = openTownPlan(model, before)
    const other = openTownPlan(model, before, { client: 'bob' })
    const mine = borderCell(plan, 2)
    const theirs = borderCell(other, 2, [mine])
    paint(plan, 2, [mine])
    paint(other, 2, [theirs])
    expect(plan.take(savedAfter(0, other)[0]!)).toMatchObject({ kind: 'taken', aside: [] })
    const { assignment } = plan.cells.plan
    expect([assignment[mine], assignment[theirs]]).toEqual([2, 2])
    expect(plan.log.history().undo).toEqual([2])
  })

  it('sets aside what the plan no longer takes, with who changed that grid, and goes on with the rest', () => {
    const { first, second } = cuttingPair()
    const plan = openTownPlan(model, before)
    const other = openTownPlan(model, before, { client: 'bob' })
    paint(plan, second.grid, [second.cell])
    const apart = borderCell(plan, 2, [first.cell, second.cell])
    paint(plan, 2, [apart])
    paint(other, first.grid, [first.cell])
    const taken = plan.take(savedAfter(0, other)[0]!)
    expect(taken).toMatchObject({
      kind: 'taken',
      aside: [
        { command: { cells: [{ start: second.cell }] }, refusal: { reason: 'would-disconnect' }, changedBy: 'bob' },
      ],
    })
    expect(plan.cells.plan.assignment[second.cell]).toBe(before[second.cell])
    expect(plan.cells.plan.assignment[apart]).toBe(2)
  })

  it('sets a refused command aside with those that stand on it alone', () => {
    const plan = openTownPlan(model, before)
    const first = borderCell(plan, 2)
    paint(plan, 2, [first])
    const { commandId } = plan.log.pending()[0]!
    takeStepBack(plan, 'undo')
    const aside = plan.setAside(commandId, { reason: 'locked-grid', grid: 2 })
    // The undo of what never was asks for nothing.
    expect(aside.map(({ refusal }) => refusal.reason)).toEqual(['locked-grid'])
    expect(plan.log.pending()).toEqual([])
    expect(plan.cells.plan.assignment).toEqual(before)
  })

  it('ends with the same cells everywhere, however strokes, undo and saving interleave, and loses no command', () => {
    const action = fc.record({
      who: fc.nat(2),
      kind: fc.constantFrom(
        'paint',
        'paint',
        'paint',
        'paint',
        'undo',
        'redo',
        'lock',
        'rename',
        'merge',
        'split',
        'send',
        'read',
      ),
      cell: fc.nat(model.lattice.cellCount - 1),
      grid: fc.integer({ min: 1, max: 3 }),
    })
    let asideInAll = 0
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const log: PlanEntry[] = []
        const planners = ['ann', 'bob', 'cat'].map((client) => ({
          plan: openTownPlan(model, before, { client }),
          made: new Set<string>(),
          aside: [] as SetAside[],
        }))
        const read = ({ plan, aside }: (typeof planners)[number]): void => {
          for (const entry of log.slice(plan.revision())) {
            const taken = plan.take(entry)
            if (taken.kind === 'taken') aside.push(...taken.aside)
          }
        }
        // As the server does: only on top of all that is saved.
        const send = (planner: (typeof planners)[number]): void => {
          read(planner)
          const first = savedAfter(log.length, planner.plan)[0]
          if (first) log.push(first)
          read(planner)
        }
        const act = (plan: PlanModel, { kind, cell, grid }: (typeof actions)[number]): void => {
          const command = editOf(plan, kind, grid, cell)
          if (command) plan.take({ commandId: randomId(), revision: null, command })
          else if (kind === 'paint') paint(plan, grid, [legalFrom(plan, grid, cell)])
          else if (kind === 'undo' || kind === 'redo') takeStepBack(plan, kind)
        }
        for (const one of actions) {
          const planner = planners[one.who]!
          if (one.kind === 'send') send(planner)
          else if (one.kind === 'read') read(planner)
          else act(planner.plan, one)
          for (const { commandId } of planner.plan.log.pending()) planner.made.add(commandId)
        }
        for (const planner of planners) while (planner.plan.log.pending().length > 0) send(planner)
        const replayed = newPlan(
          before.slice(),
          openTownPlan(model, before).cells.plan.grids.values(),
          cellGraph(model.neighbors, []),
        )
        for (const { patch } of log) writePatch(replayed, patch)
        for (const planner of planners) {
          read(planner)
          expect(planner.plan.cells.plan.assignment).toEqual(replayed.assignment)
          expect(hashPlan(planner.plan.cells.plan)).toBe(hashPlan(replayed))
          asideInAll += planner.aside.length
          const fate = new Set([...log, ...planner.aside].map(({ commandId }) => commandId))
          const lost = [...planner.made].filter((id) => !fate.has(id))
          // What is in neither asked for nothing any more: the cells were there already, or the step was gone.
          for (const id of lost) expect(planner.plan.log.placeOf(id)).toBeUndefined()
        }
      }),
      { numRuns: 150 },
    )
    expect(asideInAll).toBeGreaterThan(5)
  })
})

/** Two strokes, each legal alone, of which the second would break a grid once the first is made. */
function cuttingPair(): { first: Move; second: Move } {
  const moves: Move[] = []
  const plan = openTownPlan(model, before)
  for (let cell = 0; cell < before.length; cell++)
    for (const grid of [1, 2, 3]) if (isLegal(plan, grid, cell)) moves.push({ cell, grid })
  for (const first of moves) {
    const after = openTownPlan(model, before)
    paint(after, first.grid, [first.cell])
    const second = moves.find(({ cell, grid }) => {
      const result = after.judge(paintOf(after, grid, [cell]))
      return cell !== first.cell && !result.ok && result.reason === 'would-disconnect'
    })
    if (second) return { first, second }
  }
  throw new Error('the town has no such pair')
}

function editOf(plan: PlanModel, kind: string, grid: number, cell: number): Command | null {
  const { grids, assignment } = plan.cells.plan
  const record = grids.get(grid)
  const gridId = gridIdOf(grid)
  if (kind === 'lock') return { kind, gridId, locked: !record?.locked }
  if (kind === 'rename') return { kind, gridId, name: `name ${cell % 4}` }
  if (kind === 'merge') return { kind, gridId, gone: [gridIdOf(1 + (grid % 3))] }
  const own = assignment.findIndex((number, at) => at >= cell && number === grid)
  return kind === 'split' ? { kind, gridId, parts: [{ gridId: randomId(), cells: [{ start: own, length: 1 }] }] } : null
}

/** The first cell from `start` on that a grid may take just now. */
function legalFrom(plan: PlanModel, grid: number, start: number): number {
  const cells = Array.from(before.keys(), (at) => (start + at) % before.length)
  return cells.find((cell) => isLegal(plan, grid, cell)) ?? start
}

const isLegal = (plan: PlanModel, grid: number, cell: number): boolean => plan.judge(paintOf(plan, grid, [cell])).ok

interface Move {
  cell: number
  grid: number
}
