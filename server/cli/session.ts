import type { Database } from '../db/database.ts'
import { exitCodes } from './exitCodes.ts'
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
  const [{ loadConfig }, { openDatabase }] = await Promise.all([
    import('../base/config.ts'),
    import('../db/database.ts'),
  ])
  const bar = createProgressBar(output)
  return await withInterrupt(async (signal) => {
    signal.addEventListener('abort', () => {
      bar.end()
      output.error('stopping …\n')
      // Work that does not look at the signal may be cut off anywhere: what is stored stays whole.
      setTimeout(() => process.exit(exitCodes.interrupted), patienceMs).unref()
    })
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

/** More than a cancelled solver takes to end. */
const patienceMs = 6_000

/** A signal that comes again within this time is the same Ctrl-C, passed on by npm after the terminal sent it. */
const echoMs = 500

/** Runs `work` with a signal that Ctrl-C or a termination signal aborts; a second one ends the process at once. */
export async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  let interruptedAt = 0
  const interrupt = () => {
    if (!controller.signal.aborted) {
      interruptedAt = performance.now()
      controller.abort()
    } else if (performance.now() - interruptedAt > echoMs) process.exit(exitCodes.interrupted)
  }
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt)
  try {
    return await work(controller.signal)
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  }
}
