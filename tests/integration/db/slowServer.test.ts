import { tmpdir } from 'node:os'
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../server/db/database.ts'
import { createServerDatabase } from '../databases.ts'
import { wireTo } from './wire.ts'

// What a full machine does to the session of an import's lock: after 5.5 s of silence, the server is asked whether it answers at all.
const limits = 'statement_timeout=500&idle_in_transaction_session_timeout=500'

let place: { url: string; drop: () => Promise<void> }
beforeAll(async () => {
  place = await createServerDatabase('schema')
})
afterAll(async () => place?.drop())

async function holdLock(url: string): Promise<{ losses: number[] }> {
  const database = await openDatabase({ databaseUrl: `${url}?${limits}`, dataDir: tmpdir() })
  const losses: number[] = []
  const unlock = await database.tryLock('import/1', () => losses.push(performance.now()))
  expect(unlock).not.toBeNull()
  onTestFinished(async () => {
    await unlock?.()
    await database.close()
  })
  return { losses }
}

test('a lock stays where the server answers slowly', async () => {
  const wire = await wireTo(place.url)
  const { losses } = await holdLock(wire.url)
  wire.slow(3_000)
  await sleep(10_000)
  expect(losses).toEqual([])
})

test('a lock stays where this process stands still for seconds', async () => {
  const { losses } = await holdLock(place.url)
  await sleep(5_000)
  const still = new Int32Array(new SharedArrayBuffer(4))
  for (let times = 0; times < 3; times++) {
    Atomics.wait(still, 0, 0, 3_000)
    await turn()
  }
  await sleep(3_000)
  expect(losses).toEqual([])
})
