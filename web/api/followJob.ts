import type { Job } from '../../server/contract/jobs.ts'
import { getJob } from './client.ts'
import { openStream } from './openStream.ts'

const isOver = (job: Job): boolean => job.state === 'succeeded' || job.state === 'failed' || job.state === 'cancelled'

/**
 * Calls `onJob` with each state of a job until it is over; returns a function that stops listening (the job goes on).
 * While the server's events cannot be heard, a slow poll covers what was missed.
 */
export function followJob(city: string, jobId: string, onJob: (job: Job) => void): () => void {
  let isStopped = false
  const take = (job: Job): void => {
    if (isStopped) return
    onJob(job)
    if (isOver(job)) stop()
  }
  const close = openStream(`/api/cities/${city}/jobs/${jobId}/events`, {
    on: { job: (data) => take(data as Job) },
    onSilence: () => void getJob(city, jobId).then(take, () => {}),
    silenceMs: 2000,
  })
  function stop(): void {
    isStopped = true
    close()
  }
  return stop
}
