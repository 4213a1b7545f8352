import { parentPort, workerData } from 'node:worker_threads'
import { type CheckInput, checkPlan } from './check.ts'

/** Checks one plan in a thread of its own; see checkInThread.ts. */
parentPort?.postMessage(checkPlan(workerData as CheckInput))
