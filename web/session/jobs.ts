import type { Job } from '../../server/contract/jobs.ts'
import type { PartitionInput } from '../../server/contract/partitionRequest.ts'
import * as api from '../api/client.ts'
import { failureOf } from '../api/failure.ts'
import { followJob } from '../api/followJob.ts'
import type { SessionCore } from './core.ts'
import { readOutcome } from './runOutcome.ts'
import type { Snapshots } from './snapshots.ts'

/** The partition that runs: started here or found, followed, and its plan taken over when it is done. */
export function createJobs(
  { store: { get, set }, notify }: SessionCore,
  snapshots: Snapshots,
  openPlan: (planId: string) => Promise<void>,
) {
  let stop: (() => void) | null = null
  const isOpen = (city: string): boolean => get().model?.city.code === city

  async function start(body: PartitionInput): Promise<boolean> {
    const { model } = get()
    if (!model) return false
    const city = model.city.code
    set({ jobError: null })
    try {
      const job = await api.postPartition(city, body)
      set({ job })
      follow(city, job.jobId)
      return true
    } catch (error) {
      set({ jobError: failureOf(error) })
      return false
    }
  }

  function follow(city: string, jobId: string): void {
    stop?.()
    stop = followJob(city, jobId, (next) => void takeJob(city, next))
  }

  /** After a reload, or where another planner started it: a job that still runs is shown again. */
  async function resume(city: string): Promise<void> {
    // The screen shows one job: the oldest that is not over, which is the one that runs.
    const { jobs } = await api.getJobs(city, 20)
    const job = jobs.findLast(({ state }) => state === 'queued' || state === 'running')
    if (!job || !isOpen(city) || get().job) return
    set({ job })
    follow(city, job.jobId)
  }

  async function takeJob(city: string, job: Job): Promise<void> {
    if (!isOpen(city)) return
    // Read first: the dialog closes as soon as it sees that the job is over.
    const { isJobWatched } = get()
    set({ job })
    if (job.state === 'succeeded' && job.planId) await takePlan(city, job.planId, isJobWatched)
  }

  /** A partition is done: its plan opens where the planner waits for it, and a notice says what it has come to. */
  async function takePlan(city: string, planId: string, isWatched: boolean): Promise<void> {
    const { plans } = await api.getPlans(city)
    if (!isOpen(city)) return
    set({ plans, job: null })
    const plan = plans.find((one) => one.planId === planId)
    const isOpened = isWatched || !get().plan
    if (isOpened) await openPlan(planId)
    if (!plan || !isOpen(city)) return
    const outcome = await readOutcome(plan.planId, (made) => snapshots.read(made, made.snapshotId))
    notify({ kind: 'partition-done', plan, outcome, isOpened })
  }

  async function cancel(): Promise<void> {
    const { job } = get()
    if (job) await api.cancelJob(job.city, job.jobId).catch((error: unknown) => set({ jobError: failureOf(error) }))
  }

  /** The planner opened or left the job's dialog; what is over is forgotten when it is left. */
  function watch(isJobWatched: boolean): void {
    const { job } = get()
    const isRunning = job?.state === 'queued' || job?.state === 'running'
    set({ isJobWatched, ...(isJobWatched || isRunning ? {} : { job: null, jobError: null }) })
  }

  return { start, resume, cancel, watch, leave: () => stop?.() }
}
