import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { applyPatch, type Patch, valuesOf } from '../../../partition/index.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import type { PlanState } from '../../../server/plans/states.ts'
import { anyTown } from '../databases.ts'
import { gridCount } from '../town.ts'
import { expectProblem, serveApp, type TestServer } from './apiServer.ts'
import { possibleStrokes, type Stroke } from './strokes.ts'

// What a stroke does is the engine’s; `commandIds.test.ts` and `planStream.test.ts` log strokes in both databases.
anyTown('a plan over the API', (database) => {
  const server = serveApp(database)
  const plan = async () => (await server().get('/api/plans/town-1')).json<PlanDetail>()
  const send = (baseRevision: number, command: object, commandId: string = randomUUID()) =>
    server().post('/api/plans/town-1/commands', { commandId, baseRevision, command })
  const state = () => loadPlanState(database(), 'town-1')

  it('has figures that add up to the city', async () => {
    const { grids, totals, unassigned, ...detail } = await plan()
    expect(detail).toMatchObject({ planId: 'town-1', name: '首版', revision: 0, gridCount, status: 'draft' })
    expect(totals).toEqual({ customers: 4000, revenue: 4_000_000 })
    expect(unassigned).toEqual({ cellCount: 0, figures: { customers: 0, revenue: 0 } })
    expect(grids.reduce((sum, grid) => sum + grid.figures.customers!, 0)).toBe(4000)
    for (const grid of grids) {
      // A grid may end exactly on its bound; the quotient then rounds either way.
      expect(Math.abs(grid.deviations.customers ?? 1)).toBeLessThanOrEqual(0.2 + 1e-9)
      expect(grid.figures.revenue).toBe(1000 * grid.figures.customers!)
      expect(grid.compactness).toBeGreaterThan(0.1)
    }
  })

  it('passes verification, figures and outlines included', async () => {
    const answer = (await server().get('/api/plans/town-1/verification')).json()
    expect(answer).toMatchObject({ planId: 'town-1', ok: true, violations: [], stats: { grids: gridCount } })
  })

  it('answers the assignment as bytes with the revision they belong to', async () => {
    const answer = await server().get('/api/plans/town-1/assignment')
    expect(answer.headers['x-plan-revision']).toBe(String((await state()).revision))
    expect(asAssignment(answer.rawPayload)).toEqual((await state()).assignment)
  })

  it('is not sent again while nothing changed, and is once it has', async () => {
    const addresses = ['/api/plans/town-1', '/api/plans/town-1/grids', '/api/plans/town-1/assignment']
    const tags: string[] = []
    for (const address of addresses) {
      const first = await server().get(address, { 'accept-encoding': 'br' })
      tags.push(String(first.headers.etag))
      const again = await server().get(address, {
        'accept-encoding': 'br',
        'if-none-match': String(first.headers.etag),
      })
      expect([again.statusCode, again.body]).toEqual([304, ''])
    }
    const { revision } = await plan()
    expect((await send(revision, movableCell(await state()))).statusCode).toBe(200)
    for (const [index, address] of addresses.entries()) {
      const answer = await server().get(address, { 'accept-encoding': 'br', 'if-none-match': tags[index] ?? '' })
      expect(answer.statusCode).toBe(200)
    }
  })

  it('applies a stroke, moves both figures, and takes it back', async () => {
    const before = await plan()
    const { assignment, facts } = await state()
    const stroke = movableCell(await state())
    const [cell] = stroke.cells as [number]
    const answer = await send(before.revision, stroke)
    const { revision, patch } = answer.json<{ revision: number; patch: Patch }>()
    expect(revision).toBe(before.revision + 1)
    const expected = assignment.slice()
    applyPatch(expected, patch)
    expect(await stored(server())).toEqual(expected)

    const after = await plan()
    const customersOf = (detail: PlanDetail, number: number) =>
      detail.grids[number - 1]?.figures.customers ?? Number.NaN
    const from = assignment[cell] ?? 0
    expect(customersOf(after, from)).toBe(customersOf(before, from) - (valuesOf(facts, 'customers')[cell] ?? 0))
    expect(customersOf(after, stroke.grid)).toBe(
      customersOf(before, stroke.grid) + (valuesOf(facts, 'customers')[cell] ?? 0),
    )
    expect(after.totals).toEqual(before.totals)

    const undone = await send(revision, { kind: 'revert', revision })
    expect(undone.json()).toMatchObject({ revision: revision + 1 })
    expect(await stored(server())).toEqual(assignment)
    expect((await server().get('/api/plans/town-1/verification')).json()).toMatchObject({ ok: true })

    const { commands } = (await server().get(`/api/plans/town-1/commands?after=${before.revision}`)).json()
    expect(commands).toMatchObject([
      { revision, command: stroke, patch, author: 'planner' },
      { revision: revision + 1, command: { kind: 'revert', revision } },
    ])
  })

  it('applies a command once, however often it is sent', async () => {
    const { revision } = await plan()
    const stroke = movableCell(await state())
    const id = randomUUID()
    const answers = await Promise.all([1, 2, 3].map(() => send(revision, stroke, id)))
    expect(answers.map((answer) => answer.json())).toEqual([1, 2, 3].map(() => answers[0]?.json()))
    expect((await plan()).revision).toBe(revision + 1)
  })

  it('lets one of many commands on the same revision through, and tells the others the new one', async () => {
    const { revision } = await plan()
    const strokes = movableCells(await state()).slice(0, 4)
    const answers = await Promise.all(strokes.map((stroke) => send(revision, stroke)))
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
    for (const answer of answers.filter(({ statusCode }) => statusCode !== 200))
      expect(expectProblem(answer, 409, 'revision-conflict').revision).toBe(revision + 1)
  })

  describe('refuses', () => {
    it('a stroke that would leave a grid in pieces, naming grid and cells', async () => {
      const { revision } = await plan()
      const { assignment } = await state()
      const far = assignment.indexOf(gridCount)
      const answer = await send(revision, { kind: 'paint', grid: 1, cells: [far] })
      const problem = expectProblem(answer, 409, 'would-disconnect')
      expect(problem.cells).toEqual([far])
      expect(problem.grid).toBeTypeOf('number')
    })

    it('a grid or a cell that does not exist, and a stroke that changes nothing', async () => {
      const { revision } = await plan()
      expectProblem(await send(revision, { kind: 'paint', grid: 999, cells: [1] }), 422, 'unknown-grid')
      expectProblem(await send(revision, { kind: 'paint', grid: 1, cells: [999_999] }), 422, 'unknown-cell')
      const { assignment } = await state()
      const own = assignment.indexOf(1)
      expectProblem(await send(revision, { kind: 'paint', grid: 1, cells: [own] }), 409, 'nothing-changes')
      expectProblem(await send(revision, { kind: 'revert', revision: 9999 }), 422, 'unknown-revision')
    })

    it('a stroke that would empty a grid, or touch a locked one', async () => {
      const { revision } = await plan()
      const { assignment } = await state()
      const all = [...assignment.keys()].filter((cell) => assignment[cell] === 1)
      const neighbor = movableCells(await state()).find(({ cells: [cell] }) => assignment[cell!] === 1)
      expectProblem(await send(revision, { kind: 'paint', grid: neighbor?.grid ?? 0, cells: all }), 409, 'would-empty')
      await database().kysely.updateTable('grid').where('grid_number', '=', 1).set({ locked: true }).execute()
      const locked = await send(revision, {
        kind: 'paint',
        grid: neighbor?.grid ?? 0,
        cells: [neighbor?.cells[0] ?? 0],
      })
      expect(expectProblem(locked, 409, 'locked-grid').grid).toBe(1)
    })

    it('a plan that does not exist, saying which do', async () => {
      const problem = expectProblem(await server().get('/api/plans/town-9'), 404, 'plan-not-found')
      expect(problem.detail).toContain('town-1')
      expectProblem(await server().get('/api/plans/nowhere-1'), 404, 'plan-not-found')
      expectProblem(await server().get('/api/plans/town'), 400, 'invalid-request')
    })

    it('an edit of a published plan', async () => {
      await database().kysely.updateTable('plan').set({ status: 'published' }).execute()
      const { revision, status } = await plan()
      expect(status).toBe('published')
      expectProblem(await send(revision, { kind: 'paint', grid: 2, cells: [1] }), 409, 'plan-published')
    })
  })
})

/** Strokes of one cell with customers. */
function movableCells(state: PlanState): Stroke[] {
  return possibleStrokes(state).filter(({ cells: [cell] }) => (valuesOf(state.facts, 'customers')[cell!] ?? 0) > 0)
}

function movableCell(state: PlanState): Stroke {
  const [found] = movableCells(state)
  if (!found) throw new Error('no cell can be moved')
  return found
}

async function stored(server: TestServer): Promise<Uint16Array> {
  return asAssignment((await server.get('/api/plans/town-1/assignment')).rawPayload)
}

function asAssignment(bytes: Buffer): Uint16Array {
  return Uint16Array.from({ length: bytes.length / 2 }, (_, cell) => bytes.readUInt16LE(2 * cell))
}
