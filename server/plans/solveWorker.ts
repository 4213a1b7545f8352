import { parentPort, workerData } from 'node:worker_threads'
import type { JobStage } from '../contract/jobs.ts'
import {
  type ComputedCandidates,
  type ComputedPlan,
  computeCandidates,
  computePlan,
  type PlanFailure,
} from './computePlan.ts'
import type { PlanInput } from './planInput.ts'

/** The thread a partition runs in. Cancelling sets the first word of `cancelFlag`; the thread ends with its one answer. */
export interface SolveWorkerData {
  readonly input: PlanInput
  readonly cancelFlag: SharedArrayBuffer
}

export type SolveMessage =
  | { readonly kind: 'progress'; readonly stage: JobStage; readonly fraction: number }
  | { readonly kind: 'done'; readonly result: ComputedPlan | ComputedCandidates | PlanFailure }

const port = parentPort
if (!port) throw new Error('solveWorker.ts runs as a worker thread')
const { input, cancelFlag } = workerData as SolveWorkerData
const flag = new Int32Array(cancelFlag)

const result = (input.request.candidates ? computeCandidates : computePlan)(input, {
  onProgress: (stage, fraction) => port.postMessage({ kind: 'progress', stage, fraction } satisfies SolveMessage),
  isCancelled: () => Atomics.load(flag, 0) === 1,
  now: () => performance.now(),
})
const plans = !result.ok ? [] : 'plans' in result ? result.plans : [result]
const transfer = plans.map(({ assignment }) => assignment.buffer as ArrayBuffer)
port.postMessage({ kind: 'done', result } satisfies SolveMessage, transfer)
