import { z } from 'zod'
import { solveStages } from '../../partition/index.ts'
import { cityCode, planId, problem } from './common.ts'
import { partitionCandidates } from './partitionCandidates.ts'

export const jobState = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled'])
export type JobState = z.infer<typeof jobState>

/** What a job can be doing; the sandbox has a word for each in every language. */
export const jobStage = z.enum(['queued', 'load', ...solveStages, 'verify', 'name', 'save'])
export type JobStage = z.infer<typeof jobStage>

export const job = z.object({
  jobId: z.uuid(),
  city: cityCode,
  kind: z.literal('partition'),
  state: jobState,
  /** 0..1 */
  progress: z.number().min(0).max(1),
  /** what the job is doing now */
  stage: jobStage,
  /** the plan that it made, which may have been deleted since */
  planId: planId.nullable(),
  /** of a run with `candidates` that has succeeded; `planId` is then its balanced draft */
  candidates: partitionCandidates.nullable(),
  problem: problem.nullable(),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
})
export type Job = z.infer<typeof job>
export const jobList = z.object({ jobs: z.array(job) })
export type JobList = z.infer<typeof jobList>
