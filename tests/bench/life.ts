/**
 * What it costs that a plan takes effect, in a city of 60,000 cells, 500 grids and two million customers on PostgreSQL: its publication and
 * what others feel of it, the comparison of two plans, and whose one customer is, today and two years back.
 *
 *   npm exec -- node tests/bench/life.ts [--cells 60000] [--customers 2000000]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Impact } from '../../server/contract/impact.ts'
import type { Submission } from '../../server/contract/lifecycle.ts'
import { createServerDatabase } from '../integration/databases.ts'
import startPostgres from '../setup/postgres.ts'
import type { ChildOptions, ChildOrder } from './server/child.ts'
import { type BenchClient, benchClient } from './server/client.ts'
import type { LargeCity } from './server/largeCity.ts'
import type { Reading } from './server/loopProbe.ts'

const { values } = parseArgs({
  options: { cells: { type: 'string', default: '60000' }, customers: { type: 'string', default: '2000000' } },
})
// 0.0145 km² a cell at resolution 10 here; a degree is 96 by 111 km
const height = Math.sqrt((Number(values.cells) * 0.0145) / 1.3) / 111
const area: LargeCity = { height, width: (1.3 * height * 111) / 96, customers: Number(values.customers) }
const city = '/api/cities/big'
const dayMs = 86_400_000
const date = (days: number) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10)

const stop = await startPostgres()
const { url, drop } = await createServerDatabase()
const dataDir = mkdtempSync(join(tmpdir(), 'shapan-bench-'))
const options: ChildOptions = { databaseUrl: url, dataDir, city: area, grids: 500 }
const child = fork(join(import.meta.dirname, 'server/child.ts'), [JSON.stringify(options)], { stdio: 'inherit' })
const hear = async <T>() => ((await once(child, 'message')) as [T])[0]
const read = async (): Promise<Reading> => {
  const answer = hear<Reading>()
  child.send({ kind: 'take' } satisfies ChildOrder)
  return await answer
}
const keepAlive = setInterval(() => {}, 1000)
try {
  const { cellCount } = await hear<{ cellCount: number }>()
  const { port } = await hear<{ port: number }>()
  await measure(benchClient(`http://127.0.0.1:${port}`), cellCount)
} finally {
  child.kill()
  await drop()
  await stop()
  rmSync(dataDir, { recursive: true, force: true })
  clearInterval(keepAlive)
}

async function measure(client: BenchClient, cellCount: number): Promise<void> {
  console.log(`${cellCount} cells, 500 grids, ${values.customers} customers; ${availableParallelism()} cores\n`)
  const { planId: first } = await made<{ planId: string }>(client.send('POST', '/api/plans/big-1/copies', {}))
  await publish(client, first, date(-730))
  const second = await partition(client, first)

  const idle = await feltDuring(client, () => sleep(10_000))
  let took = { seconds: 0, processMs: 0 }
  const busy = await feltDuring(client, async () => {
    took = await costOf(() => publish(client, second, date(1)))
  })
  console.log(`publication: ${took.seconds.toFixed(1)} s, ${(took.processMs / 1000).toFixed(1)} CPU-s of the server`)
  console.log(`others' p99: ${idle.toFixed(1)} ms idle, ${busy.toFixed(1)} ms meanwhile, ${(busy / idle).toFixed(2)} ×`)

  const compared = await repeated(5, () => client.get(`${city}/compare?left=version:1&right=version:2`)())
  console.log(`comparison of two versions: ${compared.toFixed(0)} ms`)

  const at = 'crs=wgs84&lon=112.1&lat=30.1'
  const ways = {
    'a point of a plan': `/api/plans/big-1/ownership?${at}`,
    'a customer, today': `${city}/ownership?customer=c777`,
    'a customer, two years back': `${city}/ownership?customer=c777&on=${date(-725)}`,
  }
  const times: Record<string, number[]> = {}
  for (let round = 0; round < 300; round++)
    for (const [way, path] of Object.entries(ways)) {
      const before = performance.now()
      const status = await client.get(path)()
      if (status !== 200) throw new Error(`${path} answers ${status}`)
      times[way] = [...(times[way] ?? []), performance.now() - before]
    }
  const point = quantile(times['a point of a plan']!, 0.5)
  for (const [way, list] of Object.entries(times)) {
    const median = quantile(list, 0.5)
    console.log(`${way}: ${median.toFixed(2)} ms, ${(median / point).toFixed(2)} ×`)
  }
}

/** The same grids drawn anew: a code may not name another grid than before. */
async function partition(client: BenchClient, from: string): Promise<string> {
  const body = { from, budget: 0.05, tolerance: 0.15, weights: ['customers'], preset: 'fast' }
  const answer = await client.send('POST', `${city}/partitions`, body)
  for (const job = answer.headers.get('location')!; ; await sleep(500)) {
    const { state, planId } = await client.json<{ state: string; planId?: string }>(job)
    if (state === 'succeeded') return planId!
    if (state === 'failed') throw new Error('the partition failed')
  }
}

async function publish(client: BenchClient, plan: string, effectiveFrom: string): Promise<void> {
  const impact = await made<Impact>(client.send('POST', `/api/plans/${plan}/impact`, { effectiveFrom }))
  const submission = await made<Submission>(
    client.send('PUT', `/api/plans/${plan}/submission`, {
      ...{ revision: impact.revision, effectiveFrom, impactId: impact.impactId },
      acknowledge: impact.warnings.map(({ code }) => code),
    }),
  )
  await made(
    client.send('POST', `/api/plans/${plan}/decision`, {
      ...{ decision: 'approve', submission: submission.number, impactId: submission.impactId },
    }),
  )
}

async function made<T>(answer: Promise<Response>): Promise<T> {
  const response = await answer
  if (!response.ok) throw new Error(`${response.url} answers ${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}

/** The 99th percentile of what others' requests take while something is done, ms. */
async function feltDuring(client: BenchClient, act: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  let isDone = false
  const done = act().finally(() => {
    isDone = true
  })
  while (!isDone) {
    for (const path of [`${city}/ownership?crs=wgs84&lon=112.1&lat=30.1`, `${city}/versions`, '/api/plans/big-1']) {
      const before = performance.now()
      await client.get(path)()
      times.push(performance.now() - before)
    }
    await sleep(10)
  }
  await done
  return quantile(times, 0.99)
}

async function costOf(act: () => Promise<unknown>): Promise<{ seconds: number; processMs: number }> {
  await read()
  const before = performance.now()
  await act()
  const seconds = (performance.now() - before) / 1000
  return { seconds, processMs: (await read()).processMs }
}

async function repeated(rounds: number, act: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const before = performance.now()
    await act()
    times.push(performance.now() - before)
  }
  return quantile(times, 0.5)
}

function quantile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? 0
}
