import { EventEmitter } from 'node:events'
import { isShapanError, problemOf, problemOfError, ShapanError } from '../base/errors.ts'
import type { Limits } from '../base/limits.ts'
import { findCity } from '../cities/store.ts'
import type { Job, JobStage } from '../contract/jobs.ts'
import type { PartitionAsk } from '../contract/partitionRequest.ts'
import { findDivision } from '../data/divisions.ts'
import { getSnapshot } from '../data/readSnapshots.ts'
import { refuseUnknownFigures } from '../data/refuseUnknownFigures.ts'
import { whichSnapshot } from '../data/whichSnapshot.ts'
import type { Database } from '../db/database.ts'
import { failureOf } from '../db/failure.ts'
import { type Dispatch, startDispatch } from './dispatch.ts'
import type { JobHandlers } from './handlers.ts'
import {
  claimJob,
  endJob,
  failInterruptedJobs,
  getJob,
  holdPlaceInQueue,
  insertJob,
  isQueued,
  type JobEnd,
  type JobKey,
  listJobs,
  listQueuedJobs,
  requestCancel,
  saveProgress,
  whileHoldingJob,
} from './store.ts'

/** Starts, runs, follows and cancels jobs. Rows of the table `job` are the truth; this process tells its own news at once. */
export interface JobRunner {
  /** Stores and queues a partition; throws `city-not-found`, `snapshot-not-found` or `too-many-jobs`. */
  submit(cityCode: string, request: PartitionAsk): Promise<Job>
  get(cityCode: string, jobId: string): Promise<Job>
  /** The newest first; throws `city-not-found`. */
  list(cityCode: string, limit: number): Promise<Job[]>
  /** Throws `job-not-found`; a job that has ended stays as it ended. */
  cancel(cityCode: string, jobId: string): Promise<Job>
  /** Calls `onJob` with the job as given, at once, and then with each change, until it has ended or the result is called. */
  follow(job: Job, onJob: (job: Job) => void): () => void
  /** Stops the running job, which fails as `interrupted`; queued ones wait for the next start. */
  stop(): Promise<void>
}

export interface Log {
  error(fields: object, message: string): void
  warn(message: string): void
}

const saveEveryMs = 400
const refreshEveryMs = 1_000
const mendEveryMs = 5_000

/** Why a run is aborted whose lock went with its session. */
const lockLost = Symbol('the lock of the job is lost')

function interrupted(why: string): JobEnd {
  return { state: 'failed', problem: problemOf(503, 'interrupted', `${why}, and nothing was saved: start it again`) }
}

export const isOver = (job: Pick<Job, 'state'>): boolean => job.state !== 'queued' && job.state !== 'running'

export async function startJobRunner(
  database: Database,
  handlers: JobHandlers,
  newId: () => string,
  log: Log,
  limits: Limits,
): Promise<JobRunner> {
  const news = new EventEmitter().setMaxListeners(0)
  const running = new Map<string, AbortController>()
  /** jobs of this process whose row does not tell what became of them, because the database was away */
  const unsettled = new Map<string, JobKey>()
  let isStopping = false

  const leftBehind = await failInterruptedJobs(database)
  if (leftBehind > 0) log.warn(`${leftBehind} jobs were running when the server stopped; they are marked as failed`)
  const dispatch: Dispatch = await startDispatch(database, {
    run,
    onError: (error) => log.error({ err: error }, 'the job queue has a problem'),
  })

  // A process that died, or that was stopping, may have taken jobs off the queue and not run them. One that is queued twice runs
  // once: the second finds it taken.
  const waiting = await listQueuedJobs(database.kysely)
  if (waiting.length > 0) {
    await database.kysely.transaction().execute(async (transaction) => {
      for (const key of waiting) await dispatch.send(transaction, key)
    })
  }

  async function announce(cityCode: string, jobId: string): Promise<Job> {
    const job = await getJob(database.kysely, cityCode, jobId)
    news.emit(jobId, job)
    return job
  }

  async function run(key: JobKey): Promise<void> {
    if (isStopping) return
    const abort = new AbortController()
    // Before the job is taken: a stop that comes between would not find it.
    running.set(key.jobId, abort)
    try {
      await whileHoldingJob(
        database,
        key,
        () => claimAndRun(key, abort),
        () => abort.abort(lockLost),
      )
    } catch (error) {
      log.error({ err: error, ...key }, 'a job could not be run')
      unsettled.set(key.jobId, key)
    } finally {
      running.delete(key.jobId)
    }
  }

  /** Once the database is back: a job that had begun has failed, one that had not is queued again. */
  async function settle(key: JobKey): Promise<void> {
    const isEnded = await endJob(database.kysely, key, interrupted('The database was away while this job was running'))
    if (!isEnded && (await isQueued(database.kysely, key))) {
      await database.kysely.transaction().execute((transaction) => dispatch.send(transaction, key))
      dispatch.wake()
    }
    unsettled.delete(key.jobId)
  }
  const mending = setInterval(() => {
    for (const key of unsettled.values()) if (!running.has(key.jobId)) settle(key).catch(() => {})
  }, mendEveryMs).unref()

  async function claimAndRun(key: JobKey, abort: AbortController): Promise<void> {
    const claimed = await claimJob(database.kysely, key)
    if (!claimed) return
    const { code } = await database.kysely
      .selectFrom('city')
      .where('city_id', '=', key.cityId)
      .select('code')
      .executeTakeFirstOrThrow()
    const reporter = createReporter(database, key, abort, await announce(code, key.jobId), (job) =>
      news.emit(key.jobId, job),
    )
    try {
      await handlers[claimed.kind](database, code, claimed.parameters, {
        signal: abort.signal,
        onProgress: reporter.report,
        beforeCommit: async (transaction, stored) => {
          // In the plan's own transaction: a job that was cancelled at the last moment leaves no plan behind.
          if (abort.signal.aborted || !(await endJob(transaction, key, { state: 'succeeded', ...stored })))
            throw new ShapanError('cancelled', 'The partition was cancelled')
        },
      })
    } catch (error) {
      await reporter.settle()
      await endJob(database.kysely, key, endOf(error, abort.signal))
    } finally {
      await reporter.settle()
      await announce(code, key.jobId)
    }
  }

  function endOf(error: unknown, signal: AbortSignal): JobEnd {
    if (signal.reason === lockLost) return interrupted('The database session that held this job ended')
    if (isShapanError(error, 'cancelled'))
      return isStopping ? interrupted('The server was stopped while this job was running') : { state: 'cancelled' }
    const failure = failureOf(error)
    const problem = failure ? problemOfError(failure) : null
    if (!problem) log.error({ err: error }, 'a partition failed')
    const detail = 'The partition failed; the log of the server tells more'
    return { state: 'failed', problem: problem ?? problemOf(500, 'internal', detail) }
  }

  return {
    get: (cityCode, jobId) => getJob(database.kysely, cityCode, jobId),
    list: async (cityCode, limit) => {
      return await listJobs(database.kysely, await findCity(database.kysely, cityCode), limit)
    },
    submit: async (cityCode, request) => {
      const city = await findCity(database.kysely, cityCode)
      const snapshotId = (await whichSnapshot(database.kysely, city.city_id, request)) ?? city.current_snapshot_id
      if (snapshotId === null)
        throw new ShapanError('snapshot-not-found', `The city "${cityCode}" has no data yet: import a file first`)
      await findDivision(database.kysely, city.city_id, request.division)
      const { totals } = await getSnapshot(database.kysely, city.city_id, snapshotId)
      refuseUnknownFigures(request.weights, Object.keys(totals))
      const key = { cityId: city.city_id, jobId: newId() }
      const job = await database.kysely.transaction().execute(async (transaction) => {
        await holdPlaceInQueue(transaction, city, limits)
        await insertJob(transaction, key, request)
        await dispatch.send(transaction, key)
        return await getJob(transaction, cityCode, key.jobId)
      })
      dispatch.wake()
      return job
    },
    cancel: async (cityCode, jobId) => {
      const city = await findCity(database.kysely, cityCode)
      await getJob(database.kysely, cityCode, jobId)
      await requestCancel(database.kysely, { cityId: city.city_id, jobId })
      running.get(jobId)?.abort()
      return await announce(cityCode, jobId)
    },
    follow: (job, onJob) => {
      const { city, jobId } = job
      let last = ''
      const publish = (current: Job) => {
        const text = JSON.stringify(current)
        if (text === last) return
        last = text
        if (isOver(current)) leave()
        onJob(current)
      }
      const refresh = async () => {
        const current = await getJob(database.kysely, city, jobId).catch(() => null)
        // News of this process are newer than what has just been read.
        if (current && isFollowing && !running.has(jobId)) publish(current)
      }
      let isFollowing = true
      // A job of another process makes no news here: look at its row.
      const timer = setInterval(() => void refresh(), refreshEveryMs)
      const leave = () => {
        isFollowing = false
        clearInterval(timer)
        news.off(jobId, publish)
      }
      news.on(jobId, publish)
      publish(job)
      // It may have moved on between the reading of `job` and now.
      if (isFollowing) void refresh()
      return leave
    },
    stop: async () => {
      isStopping = true
      clearInterval(mending)
      for (const abort of running.values()) abort.abort()
      await dispatch.stop()
    },
  }
}

/** Tells each step at once in this process and saves it a few times a second; saving also brings word of a cancellation. */
function createReporter(
  database: Database,
  key: JobKey,
  abort: AbortController,
  job: Job,
  publish: (job: Job) => void,
) {
  let saving: Promise<void> | null = null
  let savedAt = 0
  let progress = 0
  const save = async (stage: JobStage) => {
    try {
      if ((await saveProgress(database.kysely, key, { stage, fraction: progress })) === 'unwanted') abort.abort()
    } catch {
      // The next save, or the end of the job, will say what is wrong with the database.
    }
    saving = null
  }
  return {
    report: ({ stage, fraction }: { stage: JobStage; fraction: number }) => {
      progress = Math.max(progress, Math.min(1, fraction))
      if (stage === 'done') return
      publish({ ...job, state: 'running', stage, progress })
      const now = performance.now()
      if (saving || now - savedAt < saveEveryMs) return
      savedAt = now
      saving = save(stage)
    },
    settle: async () => {
      await saving
    },
  }
}
