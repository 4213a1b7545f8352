import { Worker } from 'node:worker_threads'
import { type Checked, type CheckInput, checkPlan } from './check.ts'

// Half a million cells take 5–9 s, 20,000 some 0.2 s, which is also what starting a thread costs on a busy machine.
const cellsWorthAThread = 20_000
/** characters, some 45 a customer */
const placesWorthAThread = 500_000

/** As `checkPlan`; large plans in a thread of their own, so that the server keeps answering. */
export async function checkInThread(input: CheckInput): Promise<Checked> {
  const { cells, places } = input.stored
  const isSmall = cells.ids.length < cellsWorthAThread && places.join('').length < placesWorthAThread
  if (isSmall) return checkPlan(input)
  const worker = new Worker(new URL('./checkWorker.ts', import.meta.url), { workerData: input })
  return await new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the verifying thread ended early, with code ${code}`)))
  })
}
