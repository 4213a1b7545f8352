import { Worker } from 'node:worker_threads'
import type { JobStage } from '../contract/jobs.ts'
import type { ComputedCandidates, ComputedPlan, PlanFailure } from './computePlan.ts'
import type { PlanInput } from './planInput.ts'
import type { SolveMessage, SolveWorkerData } from './solveWorker.ts'

export interface SolveInWorkerOptions {
  readonly onProgress?: ((stage: JobStage, fraction: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** A solver that does not look at the flag for this long is ended from outside. */
const cancelPatienceMs = 5_000

/**
 * Runs `computePlan`, or `computeCandidates` where the request wants them, in a thread of its own, so that the server keeps answering. The arrays of `input` are copied. Aborting the
 * signal gives a `cancelled` failure. Rejects only when the thread itself dies.
 */
export function solveInWorker(
  input: PlanInput,
  options: SolveInWorkerOptions = {},
): Promise<ComputedPlan | ComputedCandidates | PlanFailure> {
  const { signal, onProgress } = options
  const cancelled: PlanFailure = { ok: false, reason: 'cancelled' }
  if (signal?.aborted) return Promise.resolve(cancelled)
  const cancelFlag = new SharedArrayBuffer(4)
  const data: SolveWorkerData = { input, cancelFlag }
  const worker = new Worker(new URL('./solveWorker.ts', import.meta.url), { workerData: data })
  return new Promise((resolve, reject) => {
    let patience: NodeJS.Timeout | undefined
    const cancel = () => {
      Atomics.store(new Int32Array(cancelFlag), 0, 1)
      patience = setTimeout(() => {
        resolve(cancelled)
        void worker.terminate()
      }, cancelPatienceMs)
    }
    signal?.addEventListener('abort', cancel, { once: true })
    worker.on('message', (message: SolveMessage) => {
      if (message.kind === 'done') resolve(message.result)
      else onProgress?.(message.stage, message.fraction)
    })
    worker.on('error', reject)
    worker.on('exit', (code) => {
      clearTimeout(patience)
      signal?.removeEventListener('abort', cancel)
      reject(new Error(`the solver's thread ended early, with code ${code}`))
    })
  })
}
