import { Worker } from 'node:worker_threads'
import { type VerifyInput, type VerifyResult, verify } from '../../partition/index.ts'
import { planDetail, planOutlines } from './planDetail.ts'
import type { PlanState } from './planState.ts'

// Half a million cells take 5–9 s, 20,000 some 0.2 s, which is also what starting a thread costs on a busy machine.
const cellsWorthAThread = 20_000

/**
 * Recounts a plan from H3 ids and stored numbers alone, and holds against that what the server answers with: figures to the unit
 * and to the cent, outlines by area and centre. A large city is verified in a thread of its own, so that the server keeps answering.
 */
export async function verifyPlan(state: PlanState): Promise<VerifyResult> {
  const { totals, grids } = planDetail(state)
  const input: VerifyInput = {
    cellIds: state.city.lattice.cellIds,
    assignment: state.assignment,
    gridNumbers: state.grids.map(({ number }) => number),
    links: state.links,
    customers: state.facts.customers,
    revenueCents: state.facts.revenueCents,
    expected: { totals, perGrid: new Map(grids.map((grid) => [grid.number, grid])) },
    outlines: planOutlines(state),
  }
  return state.city.cellCount < cellsWorthAThread ? verify(input) : await verifyInThread(input)
}

function verifyInThread(input: VerifyInput): Promise<VerifyResult> {
  const worker = new Worker(new URL('./verifyWorker.ts', import.meta.url), { workerData: input })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) => reject(new Error(`the verifying thread ended early, with code ${code}`)))
  })
}
