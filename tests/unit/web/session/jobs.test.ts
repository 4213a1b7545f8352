import { describe, expect, it } from 'vitest'
import type { Job } from '../../../../server/contract/jobs.ts'
import { createCore } from '../../../../web/session/core.ts'
import { createJobs } from '../../../../web/session/jobs.ts'
import { createSnapshots } from '../../../../web/session/snapshots.ts'
import { type Answer, serveFrom, takeBackBrowser, town, townAnswers, townPlan, until } from './townServer.ts'

const running: Job = {
  jobId: 'job',
  city: 'town',
  kind: 'partition',
  state: 'running',
  progress: 0.5,
  stage: 'load',
  planId: null,
  candidates: null,
  problem: null,
  createdAt: '2026-01-01T00:00:00Z',
  finishedAt: null,
}
const succeeded: Job = { ...running, state: 'succeeded', planId: 'town-1', progress: 1 }

function openJobs(changed: Record<string, Answer> = {}) {
  const network = serveFrom({
    ...townAnswers(),
    'POST /api/cities/town/partitions': running,
    'DELETE /api/cities/town/jobs/job': { problem: 'job-not-found' },
    ...changed,
  })
  const core = createCore('me')
  core.store.set({ model: town })
  const opened: string[] = []
  const jobs = createJobs(core, createSnapshots(core), async (planId) => void opened.push(planId))
  const stream = async () => {
    await until(() => network.streams().length > 0)
    return network.streams().at(-1)!
  }
  return { core, jobs, opened, stream, asked: network.asked }
}

describe('the partition that runs', () => {
  takeBackBrowser()

  it('is followed from its start, and its plan opens where the planner waits for it', async () => {
    const { core, jobs, opened, stream } = openJobs()
    jobs.watch(true)
    expect(await jobs.start({ grids: 3 })).toBe(true)
    expect(core.store.get().job).toEqual(running)
    const told = await stream()
    expect(told.url).toBe('/api/cities/town/jobs/job/events')
    told.tell('job', { ...running, progress: 0.7 })
    expect(core.store.get().job?.progress).toBe(0.7)
    told.tell('job', succeeded)
    await until(() => core.store.get().notice !== null)
    expect(opened).toEqual(['town-1'])
    expect(core.store.get()).toMatchObject({
      job: null,
      plans: [{ planId: 'town-1' }],
      notice: { kind: 'partition-done', isOpened: true, plan: { planId: townPlan.planId } },
    })
    expect(told.readyState).toBe(2)
  })

  it('is offered by a notice where the planner has another plan open and looks elsewhere', async () => {
    const { core, jobs, opened, stream } = openJobs()
    core.store.set({ plan: townPlan })
    await jobs.start({ grids: 3 })
    ;(await stream()).tell('job', succeeded)
    await until(() => core.store.get().notice !== null)
    expect(opened).toEqual([])
    expect(core.store.get().notice).toMatchObject({ kind: 'partition-done', isOpened: false })
  })

  it('is found again after a reload, the oldest that is not over', async () => {
    const jobs = [{ ...running, jobId: 'later', state: 'queued' }, running, { ...succeeded, jobId: 'done' }]
    const opened = openJobs({ '/api/cities/town/jobs?limit=20': { jobs } })
    await opened.jobs.resume('town')
    expect(opened.core.store.get().job?.jobId).toBe('job')
    expect((await opened.stream()).url).toContain('/jobs/job/')
    opened.jobs.leave()
  })

  it('says why it was not started, or not cancelled, and forgets that when it is left', async () => {
    const { core, jobs } = openJobs({ 'POST /api/cities/town/partitions': { problem: 'too-many-jobs' } })
    expect(await jobs.start({ grids: 3 })).toBe(false)
    expect(core.store.get().jobError).toMatchObject({ kind: 'problem', problem: { code: 'too-many-jobs' } })
    core.store.set({ job: running })
    await jobs.cancel()
    expect(core.store.get().jobError).toMatchObject({ problem: { code: 'job-not-found' } })
    jobs.watch(false)
    // It still runs.
    expect(core.store.get()).toMatchObject({ job: running, isJobWatched: false })
    core.store.set({ job: { ...running, state: 'failed' } })
    jobs.watch(false)
    expect(core.store.get()).toMatchObject({ job: null, jobError: null })
  })

  it('is nobody’s any more once another city is open', async () => {
    const { core, jobs, opened, stream } = openJobs()
    await jobs.start({ grids: 3 })
    const told = await stream()
    core.store.set({ model: { ...town, city: { ...town.city, code: 'other' } } })
    told.tell('job', succeeded)
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect([opened, core.store.get().notice]).toEqual([[], null])
    jobs.leave()
  })
})
