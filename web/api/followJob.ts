import type { Job } from '../../server/contract/jobs.ts'
import { getJob } from './client.ts'

const isOver = (job: Job): boolean => job.state === 'succeeded' || job.state === 'failed' || job.state === 'cancelled'

/**
 * Calls `onJob` with each state of a job until it is over; returns a function that stops listening (the job goes on).
 * Listens to the server's events; where a proxy cuts them off, EventSource reconnects, and a slow poll covers what was missed.
 */
export function followJob(city: string, jobId: string, onJob: (job: Job) => void): () => void {
  const source = new EventSource(`/api/cities/${city}/jobs/${jobId}/events`)
  let isStopped = false

  const take = (job: Job): void => {
    if (isStopped) return
    onJob(job)
    if (isOver(job)) stop()
  }
  const takeEvent = (event: Event): void => {
    const data = (event as MessageEvent<string>).data
    if (typeof data === 'string') take(JSON.parse(data) as Job)
  }
  source.addEventListener('message', takeEvent)
  source.addEventListener('job', takeEvent)

  const poll = setInterval(() => {
    if (source.readyState === EventSource.OPEN) return
    getJob(city, jobId).then(take, () => {})
  }, 2000)

  function stop(): void {
    isStopped = true
    clearInterval(poll)
    source.close()
  }
  return stop
}
