import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchClient } from './client.ts'
import { type Measured, measured } from './measured.ts'

const city = '/api/cities/big'
const request = { grids: 300, tolerance: 0.2, weights: ['customers'], preset: 'fast' }

interface JobAnswer {
  readonly jobId: string
  readonly state: string
}

export function jobRequests(client: BenchClient): Measured[] {
  let last = ''
  const start = async () => {
    const answer = await client.send('POST', `${city}/partitions`, request)
    last = `${city}/jobs/${((await answer.json()) as JobAnswer).jobId}`
    return answer.status
  }
  const untilOver = async () => {
    for (;;) {
      const { state } = await client.json<JobAnswer>(last)
      if (state !== 'queued' && state !== 'running') return state
      await sleep(200)
    }
  }
  const run = async () => {
    const status = await start()
    return (await untilOver()) === 'succeeded' ? status : 0
  }
  const follow = async () => {
    await start()
    return await client.get(`${last}/events`)()
  }
  const cancel = async () => {
    await start()
    const answer = await client.send('DELETE', last)
    await answer.arrayBuffer()
    await untilOver()
    return answer.status
  }
  return [
    measured('POST /api/cities/:city/partitions', 'until the job has ended', 1, run),
    measured('GET /api/cities/:city/jobs/:job/events', 'from the start of a job to its end', 1, follow),
    measured('DELETE /api/cities/:city/jobs/:job', 'until the job has ended', 1, cancel),
    measured('GET /api/cities/:city/jobs/:job', '', 20, () => client.get(last)()),
  ]
}
