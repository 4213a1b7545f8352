import type { Transaction } from 'kysely'
import type { Job, JobStage } from '../contract/jobs.ts'
import type { PartitionAsk } from '../contract/partitionRequest.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import type { JobResult } from './store.ts'

/** What does the work of a job. Jobs know how to queue, follow and cancel it; what it is, whoever starts the runner tells. */
export type JobHandler = (
  database: Database,
  cityCode: string,
  request: PartitionAsk,
  options: JobHandlerOptions,
) => Promise<unknown>

export interface JobHandlerOptions {
  readonly signal: AbortSignal
  /** `fraction` is 0..1 of the whole and never falls */
  readonly onProgress: (progress: { stage: JobStage; fraction: number }) => void
  /** to be called in the transaction that stores the result: what it throws, keeps that from being stored */
  readonly beforeCommit: (transaction: Transaction<Schema>, result: JobResult) => Promise<void>
}

export type JobHandlers = Readonly<Record<Job['kind'], JobHandler>>
