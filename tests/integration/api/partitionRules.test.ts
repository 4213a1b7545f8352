import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { valuesOf } from '../../../partition/index.ts'
import type { Job } from '../../../server/contract/jobs.ts'
import { partitionCandidates } from '../../../server/contract/partitionCandidates.ts'
import type { PartitionInput } from '../../../server/contract/partitionRequest.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { anyTown } from '../databases.ts'
import { gridCount } from '../town.ts'
import { expectProblem, serveApp } from './apiServer.ts'

anyTown('a partition by the rules of a planner', (database) => {
  const server = serveApp(database)
  const customers = { weights: ['customers'], preset: 'fast' } satisfies Partial<PartitionInput>
  const state = (planId: string) => loadPlanState(database(), planId)
  const detail = async (planId: string) => (await server().get(`/api/plans/${planId}`)).json<PlanDetail>()
  const run = async (request: PartitionInput): Promise<Job> => {
    const { headers } = await server().post('/api/cities/town/partitions', request)
    for (;;) {
      const job = (await server().get(String(headers.location))).json<Job>()
      if (job.state !== 'queued' && job.state !== 'running') return job
      await sleep(50)
    }
  }
  const made = async (request: PartitionInput): Promise<PlanDetail> => {
    const job = await run(request)
    if (!job.planId) throw new Error(JSON.stringify(job.problem))
    const verification = (await server().get(`/api/plans/${job.planId}/verification`)).json()
    expect(verification).toMatchObject({ ok: true, violations: [] })
    return await detail(job.planId)
  }

  it('of a size band gives every grid a number of customers inside it', async () => {
    const plan = await made({ ...customers, sizeBand: { smallest: 300, largest: 500 } })
    expect(plan.gridCount).toBeGreaterThanOrEqual(8)
    expect(plan.name).toMatch(/ × 300–500$/)
    for (const grid of plan.grids) {
      expect(grid.figures.customers).toBeGreaterThanOrEqual(300)
      expect(grid.figures.customers).toBeLessThanOrEqual(500)
    }
  })

  it('that never crosses districts keeps every grid in one of them', async () => {
    const { planId } = await made({ ...customers, grids: 10, tolerance: 0.3, districts: 'never' })
    const { city, assignment, grids } = await state(planId)
    for (const { number, code } of grids) {
      const districts = new Set(city.districtOfCell.filter((_, cell) => assignment[cell] === number))
      expect(districts.size).toBe(1)
      expect(code.startsWith(city.districts[[...districts][0]!]!.code)).toBe(true)
    }
  })

  describe('that stays near a plan', () => {
    it('keeps grids with their ids, codes, names and colours, and moves no more than the budget', async () => {
      const { planId, parameters } = await made({ ...customers, from: 'town-1', tolerance: 0.1, budget: 0.05 })
      const [old, plan] = [await state('town-1'), await state(planId)]
      expect(plan.grids).toEqual(old.grids)
      expect(parameters).toMatchObject({ from: 'town-1', fromRevision: 0, budget: 0.05 })
      let moved = 0
      plan.assignment.forEach((grid, cell) => {
        if (grid !== old.assignment[cell]) moved += valuesOf(plan.facts, 'customers')[cell]!
      })
      expect(moved / 4000).toBeLessThanOrEqual(0.05)
      const again = await made(parameters!)
      expect((await state(again.planId)).assignment).toEqual(plan.assignment)
    })

    it('starts at the revision that is asked for, however the plan went on', async () => {
      const before = await state('town-1')
      const cell = before.assignment.findIndex(
        (grid, at) =>
          grid !== 1 && [...before.city.neighbors.subarray(6 * at, 6 * at + 6)].some((u) => before.assignment[u] === 1),
      )
      const command = { kind: 'paint', grid: 1, cells: [cell] }
      const commandId = '0b6f7a1e-5f0f-4d0e-9d7c-2c5f3a6f1b11'
      const painted = await server().post('/api/plans/town-1/commands', { commandId, baseRevision: 0, command })
      expect(painted.statusCode).toBe(200)
      const request = { ...customers, from: 'town-1', tolerance: 0.5, budget: 0 } satisfies PartitionInput
      const [first, now] = [await made({ ...request, fromRevision: 0 }), await made(request)]
      expect((await state(first.planId)).assignment).toEqual(before.assignment)
      expect((await state(now.planId)).assignment[cell]).toBe(1)
      expect(now.parameters?.fromRevision).toBe(1)
      const job = await run({ ...request, fromRevision: 7 })
      expect(job.problem).toMatchObject({ code: 'invalid-request', status: 400 })
    })

    it('leaves locked grids as they are, and locked', async () => {
      const { planId } = await made({ ...customers, grids: 6, seed: 9 })
      const { cityId, planNumber } = await state(planId)
      await database()
        .kysely.updateTable('grid')
        .set({ locked: true })
        .where('city_id', '=', cityId)
        .where('plan_number', '=', planNumber)
        .where('grid_number', '=', 3)
        .execute()
      const next = await made({ ...customers, from: planId, grids: 9, tolerance: 0.2 })
      const [old, plan] = [await state(planId), await state(next.planId)]
      const cellsOf = ({ assignment }: typeof old) => [...assignment.keys()].filter((cell) => assignment[cell] === 3)
      expect(cellsOf(plan)).toEqual(cellsOf(old))
      expect(plan.grids.find(({ number }) => number === 3)).toEqual(old.grids.find(({ number }) => number === 3))
      expect(old.grids.find(({ number }) => number === 3)?.locked).toBe(true)
      const refused = await run({ ...customers, from: planId, grids: 1 })
      expect(refused.problem).toMatchObject({
        status: 422,
        code: 'solve-failed',
        refusal: { code: 'locked-leave-no-part' },
      })
    })

    it('fails for a plan that is not there', async () => {
      expect((await run({ from: 'town-999' })).problem).toMatchObject({ status: 404, code: 'plan-not-found' })
    })
  })

  it('fails in words of the city where there is no such plan, and stores nothing', async () => {
    const plans = async () => (await server().get('/api/cities/town/plans')).json().plans.length
    const before = await plans()
    const { problem } = await run({ ...customers, sizeBand: { smallest: 2500, largest: 2501 } })
    expect(problem).toMatchObject({ status: 422, code: 'solve-failed', refusal: { code: 'no-part-count' } })
    expect(problem?.detail).toMatch(/^4,000 customers make no whole number of grids of 2,500 to 2,501/)
    expect(problem?.refusal).toMatchObject({ smallest: 2500, largest: 2501 })
    expect(await plans()).toBe(before)
  })

  it('with candidates leaves drafts to choose from, and the frontier they come from', async () => {
    const request = { ...customers, from: 'town-1', tolerance: 0.15, candidates: true } satisfies PartitionInput
    const job = await run(request)
    expect(job.state).toBe('succeeded')
    const { balanced, compact, leastChange, frontier } = partitionCandidates.parse(job.candidates)
    expect(job.planId).toBe(balanced)
    const stored = new Set(frontier.flatMap(({ planId }) => planId ?? []))
    expect(stored).toEqual(new Set([balanced, compact, leastChange]))
    expect(frontier.length).toBeGreaterThan(5)
    const names = await Promise.all([...stored].map(async (planId) => (await detail(planId)).name))
    expect(new Set(names).size).toBe(names.length)
    const near = await detail(leastChange!)
    expect(near.grids.map(({ gridId }) => gridId)).toEqual((await state('town-1')).grids.map(({ gridId }) => gridId))
    expect(near.gridCount).toBe(gridCount)
  })

  it.each([
    [{ grids: 5, sizeBand: { smallest: 1, largest: 2 } }, 'body.sizeBand'],
    [{}, 'body.grids'],
    [{ sizeBand: { smallest: 9, largest: 2 } }, 'body.sizeBand'],
    [{ sizeBand: { smallest: 1, largest: 2 }, weights: ['revenue'] }, 'body.sizeBand'],
    [{ grids: 5, weights: ['customers'], soft: ['revenue'] }, 'body.soft'],
    [{ grids: 5, composite: { customers: 0, revenue: 0 } }, 'body.composite'],
    [{ grids: 5, budget: 0.1 }, 'body.budget'],
    [{ grids: 5, fromRevision: 1 }, 'body.fromRevision'],
    [{ grids: 5, compactness: 1.1 }, 'body.compactness'],
    [{ grids: 5, districts: 'maybe' }, 'body.districts'],
    [{ grids: 5, timeLimitSeconds: 0 }, 'body.timeLimitSeconds'],
  ])('refuses %j', async (request, path) => {
    const problem = expectProblem(await server().post('/api/cities/town/partitions', request), 400, 'invalid-request')
    expect(problem.errors?.map((error) => error.path)).toEqual([path])
  })
})
