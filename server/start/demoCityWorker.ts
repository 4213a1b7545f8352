import { parentPort, workerData } from 'node:worker_threads'
import { writeDemoCity } from '../../fixtures/demoCity.ts'

/** Writes the demo city's files in a thread of its own, while the database is being made. Answers with what was written. */
const { directory } = workerData as { directory: string }
parentPort?.postMessage(await writeDemoCity(directory))
