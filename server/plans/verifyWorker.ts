import { parentPort, workerData } from 'node:worker_threads'
import { type VerifyInput, verify } from '../../partition/index.ts'

/** Verifies one plan in a thread of its own; see verifyPlan.ts. */
parentPort?.postMessage(verify(workerData as VerifyInput))
