import { type Kysely, sql } from 'kysely'
import type { Problem } from '../contract/common.ts'
import type { Job, JobState } from '../contract/jobs.ts'
import type { PartitionRequest } from '../contract/plans.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { problemOf, ShapanError } from '../errors.ts'
import { formatPlanId } from '../plans/store.ts'

export interface JobKey {
  readonly cityId: number
  readonly jobId: string
}

function jobQuery(db: Kysely<Schema>) {
  return db
    .selectFrom('job')
    .innerJoin('city', 'city.city_id', 'job.city_id')
    .select([
      'job.city_id',
      'job.job_id',
      'job.state',
      'job.progress',
      'job.stage',
      'job.plan_number',
      'job.problem',
      'job.created_at',
      'job.finished_at',
      'city.code',
    ])
}

/** Throws `job-not-found`. */
export async function getJob(db: Kysely<Schema>, cityCode: string, jobId: string): Promise<Job & JobKey> {
  const row = await jobQuery(db).where('city.code', '=', cityCode).where('job.job_id', '=', jobId).executeTakeFirst()
  if (!row)
    throw new ShapanError(
      'job-not-found',
      `The city "${cityCode}" has no job ${jobId}: POST /api/cities/${cityCode}/partitions starts one`,
    )
  return {
    cityId: row.city_id,
    jobId: row.job_id,
    city: row.code,
    kind: 'partition',
    state: row.state,
    progress: row.progress,
    stage: row.stage,
    planId: row.plan_number === null ? null : formatPlanId(row.code, row.plan_number),
    problem: row.problem as Problem | null,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}

export async function insertJob(db: Kysely<Schema>, key: JobKey, parameters: PartitionRequest): Promise<void> {
  await db
    .insertInto('job')
    .values({ city_id: key.cityId, job_id: key.jobId, kind: 'partition', parameters: JSON.stringify(parameters) })
    .execute()
}

function updateJob(db: Kysely<Schema>, key: JobKey) {
  return db.updateTable('job').where('city_id', '=', key.cityId).where('job_id', '=', key.jobId)
}

/** Takes a queued job to run it; `undefined` where it is no longer queued (cancelled, or taken by another process). */
export async function claimJob(db: Kysely<Schema>, key: JobKey): Promise<PartitionRequest | undefined> {
  const row = await updateJob(db, key)
    .where('state', '=', 'queued')
    .set({ state: 'running', stage: 'load' })
    .returning('parameters')
    .executeTakeFirst()
  return row?.parameters as PartitionRequest | undefined
}

/** Writes how far a running job is, and answers whether it is still wanted. */
export async function saveProgress(
  db: Kysely<Schema>,
  key: JobKey,
  progress: { stage: string; fraction: number },
): Promise<'wanted' | 'unwanted'> {
  const row = await updateJob(db, key)
    .where('state', '=', 'running')
    .set({ progress: progress.fraction, stage: progress.stage })
    .returning('cancel_requested')
    .executeTakeFirst()
  return row && !row.cancel_requested ? 'wanted' : 'unwanted'
}

export type JobEnd =
  | { readonly state: 'succeeded'; readonly planNumber: number }
  | { readonly state: 'failed'; readonly problem: Problem }
  | { readonly state: 'cancelled' }

/** Ends a running job; false where it had already ended. */
export async function endJob(db: Kysely<Schema>, key: JobKey, end: JobEnd): Promise<boolean> {
  const row = await updateJob(db, key)
    .where('state', '=', 'running')
    .set({
      state: end.state,
      stage: 'done',
      finished_at: new Date(),
      ...(end.state === 'succeeded' ? { plan_number: end.planNumber, progress: 1 } : {}),
      ...(end.state === 'failed' ? { problem: JSON.stringify(end.problem) } : {}),
    })
    .returning('job_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Cancels a queued job at once and asks a running one to stop; one that has ended stays as it ended. */
export async function requestCancel(db: Kysely<Schema>, key: JobKey): Promise<JobState> {
  const row = await updateJob(db, key)
    .where('state', 'in', ['queued', 'running'])
    .set({
      cancel_requested: true,
      finished_at: sql`case when state = 'queued' then now() end`,
      state: sql`case when state = 'queued' then 'cancelled' else state end`,
    })
    .returning('state')
    .executeTakeFirst()
  return row?.state ?? 'succeeded'
}

/**
 * Fails the jobs that were running when their process died; call it at start. The embedded database belongs to one process, so
 * every running job is such a one. On PostgreSQL other processes may be running theirs: a live one holds its job's lock.
 */
export async function failInterruptedJobs(database: Database): Promise<number> {
  const running = await database.kysely
    .selectFrom('job')
    .where('state', '=', 'running')
    .select(['city_id', 'job_id'])
    .execute()
  let failed = 0
  for (const { city_id: cityId, job_id: jobId } of running) {
    const ended = await database.kysely.transaction().execute(async (transaction) => {
      if (database.driver === 'postgres') {
        const { rows } = await sql<{ is_free: boolean }>`
          select pg_try_advisory_xact_lock(${cityId}, hashtext(${jobId})) as is_free`.execute(transaction)
        if (!rows[0]?.is_free) return false
      }
      const detail = 'The server stopped while this job was running, and nothing was saved: start it again'
      return await endJob(transaction, { cityId, jobId }, { state: 'failed', problem: problemOf(503, 'interrupted', detail) })
    })
    if (ended) failed++
  }
  return failed
}

/** Runs `work` while holding the lock that tells other processes on PostgreSQL that the job's process lives. */
export async function whileHoldingJob<T>(database: Database, key: JobKey, work: () => Promise<T>): Promise<T> {
  if (database.driver === 'pglite') return await work()
  return await database.kysely.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${key.cityId}, hashtext(${key.jobId}))`.execute(connection)
    try {
      return await work()
    } finally {
      await sql`select pg_advisory_unlock(${key.cityId}, hashtext(${key.jobId}))`.execute(connection)
    }
  })
}
