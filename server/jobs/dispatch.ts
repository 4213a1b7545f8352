import { CompiledQuery, type Transaction } from 'kysely'
import { PgBoss } from 'pg-boss'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import type { JobKey } from './store.ts'

/**
 * Hands jobs to whichever process is free, by pg-boss on the one database: the queue's rows live in the schema `pgboss`, what users
 * see of a job in our own table. Measured in docs/adr/0007-plans-in-memory-and-jobs.md.
 */
export interface Dispatch {
  /** Queues a job in the transaction that stores it, so that there is never one without the other. */
  send(transaction: Transaction<Schema>, key: JobKey): Promise<void>
  /** Looks at the queue now instead of at the next poll. */
  wake(): void
  /** Waits for the running job, which the caller has told to stop, and takes no more. */
  stop(): Promise<void>
}

const queue = 'partition'
const noJob = '00000000-0000-0000-0000-000000000000'
// A partition of the largest city takes minutes; pg-boss gives up on a handler after this and only logs it.
const longestJobSeconds = 6 * 3600
const pollSeconds = 2
const stopPatienceMs = 8_000

export interface DispatchOptions {
  /** must not throw: it keeps what went wrong with the job itself */
  readonly run: (key: JobKey) => Promise<void>
  readonly onError: (error: Error) => void
}

export async function startDispatch(database: Database, { run, onError }: DispatchOptions): Promise<Dispatch> {
  const boss = new PgBoss({
    db: {
      executeSql: async (text, values) => {
        try {
          return await database.execute(text, values)
        } catch (error) {
          // pg-boss writes into the errors it gets, and a dead database gives everyone the same one.
          throw Object.assign(new Error(String((error as Error).message), { cause: error }), pickCode(error))
        }
      },
    },
    backend: database.driver === 'pglite' ? 'pglite' : 'postgres',
    schedule: false,
  })
  boss.on('error', onError)
  await boss.start()
  await boss.createQueue(queue, { retryLimit: 0, expireInSeconds: longestJobSeconds })
  // Makes pg-boss remember where the queue's rows are. Else the first `send` would ask for it on its own connection, from inside our
  // transaction: a nested query, which the embedded database's one connection cannot answer.
  await boss.findJobs(queue, { id: noJob })
  let worker: string | undefined
  const wake = () => {
    if (worker !== undefined) boss.notifyWorker(worker)
  }
  // One at a time: a partition keeps one core busy, and the server answers on another.
  worker = await boss.work<JobKey>(queue, { pollingIntervalSeconds: pollSeconds, batchSize: 1 }, async (jobs) => {
    for (const { data } of jobs) await run(data)
    // Or the next in the queue would wait for the poll.
    wake()
  })
  return {
    send: async (transaction, key) => {
      await boss.send(queue, { ...key }, { db: transactionDatabase(transaction) })
    },
    wake,
    stop: () => boss.stop({ graceful: true, timeout: stopPatienceMs, close: false }),
  }
}

function pickCode(error: unknown): { code?: string } {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? { code } : {}
}

function transactionDatabase(transaction: Transaction<Schema>) {
  return {
    executeSql: async (text: string, values: unknown[] = []) => {
      const { rows } = await transaction.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, values))
      return { rows }
    },
  }
}
