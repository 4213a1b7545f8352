import type { Database } from '../db/database.ts'
import type { Output } from './output.ts'
import { createProgressBar, type ProgressBar } from './progressBar.ts'

export interface Session {
  readonly database: Database
  readonly bar: ProgressBar
  /** aborted by Ctrl-C or a termination signal; a second one ends the process at once */
  readonly signal: AbortSignal
}

/** Opens the database that the environment names, runs `work`, and closes it whatever happens. */
export async function withDatabase<T>(output: Output, work: (session: Session) => Promise<T>): Promise<T> {
  const [{ loadConfig }, { openDatabase }] = await Promise.all([import('../config.ts'), import('../db/database.ts')])
  const bar = createProgressBar(output)
  return await withInterrupt(async (signal) => {
    const database = await openDatabase(loadConfig(process.env), {
      onProgress: (stage) => bar.update(`opening the database: ${stage}`, null),
    })
    try {
      return await work({ database, bar, signal })
    } finally {
      bar.end()
      await database.close()
    }
  })
}

async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
  }
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  try {
    return await work(controller.signal)
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}
