import { type Kysely, sql } from 'kysely'
import { problemOf, ShapanError } from '../base/errors.ts'
import type { Limits } from '../base/limits.ts'
import { formatPlanId } from '../base/planIds.ts'
import { findInCity } from '../cities/cityIds.ts'
import type { Problem } from '../contract/common.ts'
import type { Job, JobStage, JobState } from '../contract/jobs.ts'
import type { PartitionCandidates } from '../contract/partitionCandidates.ts'
import type { PartitionAsk } from '../contract/partitionRequest.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { readProblem } from './storedProblem.ts'

export interface JobKey {
  readonly cityId: number
  readonly jobId: string
}

function jobQuery(db: Kysely<Schema>, cityId: number) {
  return db
    .selectFrom('job')
    .where('city_id', '=', cityId)
    .select([
      'job_id',
      'state',
      'progress',
      'stage',
      'plan_number',
      'candidates',
      'problem',
      'created_at',
      'finished_at',
    ])
}

/** A job as the contract has it; throws `job-not-found`. */
export async function getJob(db: Kysely<Schema>, cityCode: string, jobId: string): Promise<Job> {
  const row = await findInCity(db, cityCode, (cityId) =>
    jobQuery(db, cityId).where('job_id', '=', jobId).executeTakeFirst(),
  )
  if (!row)
    throw new ShapanError(
      'job-not-found',
      `The city "${cityCode}" has no job ${jobId}: POST /api/cities/${cityCode}/partitions starts one`,
    )
  return jobOf(row, cityCode)
}

/** The city's last jobs, the newest first. */
export async function listJobs(
  db: Kysely<Schema>,
  city: { readonly city_id: number; readonly code: string },
  limit: number,
): Promise<Job[]> {
  const rows = await jobQuery(db, city.city_id)
    .orderBy('created_at', 'desc')
    .orderBy('job_id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => jobOf(row, city.code))
}

type JobRow = Awaited<ReturnType<ReturnType<typeof jobQuery>['execute']>>[number]

function jobOf(row: JobRow, cityCode: string): Job {
  return {
    jobId: row.job_id,
    city: cityCode,
    kind: 'partition',
    state: row.state,
    progress: row.progress,
    stage: row.stage,
    planId: row.plan_number === null ? null : formatPlanId(cityCode, row.plan_number),
    candidates: row.candidates as PartitionCandidates | null,
    problem: row.problem === null ? null : readProblem(row.problem as Problem),
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}

export async function insertJob(db: Kysely<Schema>, key: JobKey, parameters: PartitionAsk): Promise<void> {
  await db
    .insertInto('job')
    .values({ city_id: key.cityId, job_id: key.jobId, kind: 'partition', parameters: JSON.stringify(parameters) })
    .execute()
}

function updateJob(db: Kysely<Schema>, key: JobKey) {
  return db.updateTable('job').where('city_id', '=', key.cityId).where('job_id', '=', key.jobId)
}

/** Takes a queued job to run it; `undefined` where it is no longer queued (cancelled, or taken by another process). */
export async function claimJob(
  db: Kysely<Schema>,
  key: JobKey,
): Promise<{ readonly kind: Job['kind']; readonly parameters: PartitionAsk } | undefined> {
  const row = await updateJob(db, key)
    .where('state', '=', 'queued')
    .set({ state: 'running', stage: 'load' })
    .returning(['kind', 'parameters'])
    .executeTakeFirst()
  return row && { kind: row.kind as Job['kind'], parameters: row.parameters as PartitionAsk }
}

/** Writes how far a running job is, and answers whether it is still wanted. */
export async function saveProgress(
  db: Kysely<Schema>,
  key: JobKey,
  progress: { stage: JobStage; fraction: number },
): Promise<'wanted' | 'unwanted'> {
  const row = await updateJob(db, key)
    .where('state', '=', 'running')
    .set({ progress: progress.fraction, stage: progress.stage })
    .returning('cancel_requested')
    .executeTakeFirst()
  return row && !row.cancel_requested ? 'wanted' : 'unwanted'
}

export interface JobResult {
  readonly planNumber: number
  readonly candidates: PartitionCandidates | null
}

export type JobEnd =
  | ({ readonly state: 'succeeded' } & JobResult)
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
      ...(end.state === 'succeeded'
        ? { plan_number: end.planNumber, candidates: end.candidates && JSON.stringify(end.candidates), progress: 1 }
        : {}),
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
      // A time and not now(), which Citus takes in no case.
      finished_at: sql`case when state = 'queued' then ${new Date().toISOString()}::timestamptz end`,
      state: sql`case when state = 'queued' then 'cancelled' else state end`,
    })
    .returning('state')
    .executeTakeFirst()
  return row?.state ?? 'succeeded'
}

export async function isQueued(db: Kysely<Schema>, key: JobKey): Promise<boolean> {
  const row = await db
    .selectFrom('job')
    .where('city_id', '=', key.cityId)
    .where('job_id', '=', key.jobId)
    .select('state')
    .executeTakeFirst()
  return row?.state === 'queued'
}

/**
 * Throws `too-many-jobs` where the queue is full, `city-not-found` where the city is gone. Takes a transaction, in which others who queue wait for this one: else two could take
 * the last place.
 */
export async function holdPlaceInQueue(
  transaction: Kysely<Schema>,
  city: { readonly city_id: number; readonly code: string },
  limits: Limits,
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('shapan job queue'))`.execute(transaction)
  // Held until the job is stored: who deletes the city waits, and finds the job.
  const held = await transaction
    .selectFrom('city_state')
    .where('city_id', '=', city.city_id)
    .select('city_id')
    .forKeyShare()
    .executeTakeFirst()
  if (!held) throw new ShapanError('city-not-found', `The city "${city.code}" has been deleted`)
  const { all, own } = await transaction
    .selectFrom('job')
    .where('state', '=', 'queued')
    .select(({ fn }) => [
      fn.countAll<number>().as('all'),
      fn.countAll<number>().filterWhere('city_id', '=', city.city_id).as('own'),
    ])
    .executeTakeFirstOrThrow()
  const way = `wait until some have begun, or cancel one by DELETE /api/cities/${city.code}/jobs/{job}`
  if (own >= limits.queuedJobsOfCity)
    throw new ShapanError(
      'too-many-jobs',
      `${own} jobs of "${city.code}" are waiting already, as many as may (SHAPAN_MAX_QUEUED_JOBS_PER_CITY): ${way}`,
    )
  if (all >= limits.queuedJobs)
    throw new ShapanError(
      'too-many-jobs',
      `${all} jobs are waiting already, as many as may (SHAPAN_MAX_QUEUED_JOBS): ${way}`,
    )
}

/** The jobs nobody has begun, the oldest first. */
export async function listQueuedJobs(db: Kysely<Schema>): Promise<JobKey[]> {
  return await db
    .selectFrom('job')
    .where('state', '=', 'queued')
    .select(['city_id as cityId', 'job_id as jobId'])
    .orderBy('created_at')
    .execute()
}

/** Held by the process that runs a job for as long as it does, so that others can tell a job that lives from one left behind. */
const jobLock = (jobId: string) => `job ${jobId}`

/** Fails the jobs that were running when their process died; call it at start. Returns how many. */
export async function failInterruptedJobs(database: Database): Promise<number> {
  const running = await database.kysely
    .selectFrom('job')
    .where('state', '=', 'running')
    .select(['city_id', 'job_id'])
    .execute()
  const detail = 'The server stopped while this job was running, and nothing was saved: start it again'
  let failed = 0
  for (const { city_id: cityId, job_id: jobId } of running) {
    const unlock = await database.tryLock(jobLock(jobId))
    if (!unlock) continue
    try {
      const problem = problemOf(503, 'interrupted', detail)
      if (await endJob(database.kysely, { cityId, jobId }, { state: 'failed', problem })) failed++
    } finally {
      await unlock()
    }
  }
  return failed
}

/**
 * Runs `work` while holding the job's lock; does nothing where another process holds it. `onLost` is called where the lock ends before
 * the work: whoever looks after jobs left behind may then end this one.
 */
export async function whileHoldingJob(
  database: Database,
  key: JobKey,
  work: () => Promise<void>,
  onLost: () => void,
): Promise<void> {
  const unlock = await database.tryLock(jobLock(key.jobId), onLost)
  if (!unlock) return
  try {
    await work()
  } finally {
    await unlock()
  }
}
