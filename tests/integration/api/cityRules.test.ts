import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import type { CityRules } from '../../../server/contract/cityRules.ts'
import type { Job } from '../../../server/contract/jobs.ts'
import type { PartitionInput } from '../../../server/contract/partitionRequest.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { importPlaces } from '../../../server/data/places/importPlaces.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { square } from '../builders.ts'
import { anyTown } from '../databases.ts'
import { expectProblem, serveApp } from './apiServer.ts'

anyTown('rules of a city and what they name', (database) => {
  const server = serveApp(database)
  const asked = { grids: 6, tolerance: 0.5, weights: ['customers'], preset: 'fast' } satisfies PartitionInput
  const put = (payload: object) => server().app.inject({ method: 'PUT', url: '/api/cities/town/rules', payload })
  const run = async (request: object): Promise<Job> => {
    const { headers } = await server().post('/api/cities/town/partitions', request)
    for (;;) {
      const job = (await server().get(String(headers.location))).json<Job>()
      if (job.state !== 'queued' && job.state !== 'running') return job
      await sleep(50)
    }
  }
  const made = async (request: object): Promise<PlanDetail> => {
    const job = await run(request)
    if (!job.planId) throw new Error(JSON.stringify(job.problem))
    const verification = (await server().get(`/api/plans/${job.planId}/verification`)).json()
    expect(verification).toMatchObject({ ok: true, violations: [] })
    return (await server().get(`/api/plans/${job.planId}`)).json<PlanDetail>()
  }

  beforeAll(async () => {
    const estate = (code: string, west: number, south: number) => ({
      type: 'Feature',
      properties: { code, name: `${code}小区`, kind: 'estate' },
      geometry: { type: 'Polygon', coordinates: square(west, south, west + 0.02, south + 0.02) },
    })
    const features = [estate('E1', 121.43, 31.15), estate('E2', 121.43, 31.18), estate('E3', 121.56, 31.25)]
    const file = Readable.from([Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }))])
    await importPlaces(database(), 'town', file, { kind: 'estate', crs: 'wgs84', sourceName: 'estates.geojson' })
  })

  const unit = (code: string) => ({ place: { kind: 'estate', code } })
  const ruled = {
    keepWhole: ['estate'],
    pins: [{ ...unit('E1'), grid: 2 }],
    apart: [[unit('E1'), unit('E2')]],
  }

  it('are none at first, set as a whole, and refused where they were changed meanwhile', async () => {
    expect((await server().get('/api/cities/town/rules')).json()).toEqual({ rules: {}, revision: 0, changedAt: null })
    const first = (await put({ rules: ruled, revision: 0 })).json<CityRules>()
    expect(first).toMatchObject({ rules: ruled, revision: 1 })
    expectProblem(await put({ rules: {}, revision: 0 }), 409, 'concurrent-change')
    expect((await server().get('/api/cities/town/rules')).json()).toEqual(first)
    expectProblem(await put({ rules: { pins: [{ ...unit('E9'), grid: 1 }] } }), 400, 'invalid-request')
    expectProblem(await put({ rules: { pins: [{ cells: [[99_999, 1]], grid: 1 }] } }), 400, 'invalid-request')
    const nowhere = { rules: { classB: { areas: [{ kind: 'district', code: '999' }] } } }
    expect((await put(nowhere)).json().detail).toMatch(/no district "999".*310101 西区/)
    expectProblem(await put({ rules: { unheard: 1 } }), 400, 'invalid-request')
  })

  it('are those of a partition that says nothing of them, and of one made again from what is stored', async () => {
    await put({ rules: ruled })
    const plan = await made(asked)
    expect(plan.parameters).toMatchObject({ ...ruled, cityRules: false })
    expect(plan.warnings).toContainEqual({ code: 'apart-kept', pairs: 1, kept: 1, notKept: [] })
    expect(plan.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['units-kept', 'pins-kept']))
    await put({ rules: {} })
    const again = await made(plan.parameters!)
    const [before, after] = await Promise.all([plan, again].map(({ planId }) => loadPlanState(database(), planId)))
    expect(after!.assignment).toEqual(before!.assignment)
  })

  it('give way to what a request says, and to null', async () => {
    await put({ rules: ruled })
    const plan = await made({ ...asked, pins: [{ ...unit('E3'), grid: 1 }], apart: null })
    expect(plan.parameters).toMatchObject({ keepWhole: ['estate'], pins: [{ ...unit('E3'), grid: 1 }] })
    expect(plan.parameters).not.toHaveProperty('apart')
    const plain = await made({ ...asked, cityRules: false })
    expect(plain.parameters).not.toHaveProperty('keepWhole')
    await put({ rules: {} })
  })

  it('tell why they cannot be kept, by name', async () => {
    const both = [unit('E1'), unit('E3')].map((thing) => ({ ...thing, grid: 1 }))
    const { problem } = await run({ ...asked, pins: both, apart: [[unit('E1'), unit('E3')]] })
    expect(problem).toMatchObject({
      code: 'solve-failed',
      detail: expect.stringMatching(/E[13]小区 and E[13]小区 must not share/),
    })
    expect((await run({ ...asked, pins: [{ ...unit('E9'), grid: 1 }] })).problem?.detail).toMatch(
      /no estate with the code "E9"/,
    )
  })

  describe('class B', () => {
    it('districts aim at a share, and their grids are judged by it in the plan and its report', async () => {
      const plan = await made({
        ...asked,
        grids: 16,
        tolerance: 0.2,
        preset: 'balanced',
        classB: { areas: [{ kind: 'district', code: '310101' }], tolerance: 0.2 },
      })
      const ofB = plan.grids.filter(({ areaClass }) => areaClass === 'B')
      expect(ofB.length).toBeGreaterThan(8)
      const note = plan.warnings.find(({ code }) => code === 'class-b-kept')
      const within = ofB.filter(({ deviations }) => Math.abs(deviations.customers!) <= 0.2).length
      expect(note).toMatchObject({ grids: ofB.length, within, share: 0.6, tolerance: 0.2 })
      const report = (await server().get(`/api/plans/${plan.planId}/report`)).json()
      const all = plan.grids.filter(({ deviations }) => Math.abs(deviations.customers!) <= 0.2).length
      expect(report).toMatchObject({ within: all })
    })
  })
})
