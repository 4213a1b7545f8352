import type { Database } from '../db/database.ts'
import { turnDays } from '../life/turnDays.ts'

const minute = 60_000

/** Looks once a minute whether a day has begun somewhere. One that fails is tried again with the next minute; `close` waits for what is under way. */
export function startTurning(
  database: Database,
  clock: () => Date,
  onError: (error: unknown) => void,
): { close(): Promise<void> } {
  let running: Promise<unknown> | undefined
  const look = () => {
    running ??= turnDays(database, clock())
      .catch(onError)
      .finally(() => {
        running = undefined
      })
  }
  const timer = setInterval(look, minute)
  timer.unref()
  look()
  return {
    close: async () => {
      clearInterval(timer)
      await running
    },
  }
}
