import { ShapanError } from '../../base/errors.ts'
import { type EmbeddedOptions, type PgliteClient, startPglite } from './client.ts'
import type { OpenStage } from './protocol.ts'

/**
 * Keeps an embedded database running: one that crashed or hung is started again on its files by the next who needs it, as after the end
 * of the process. What was acknowledged is there; whatever was under way fails with `database-crashed`.
 */
export interface PgliteHost {
  /** The running database. Whoever calls has the turn, so that there is never a second one on the files. */
  current(): Promise<PgliteClient>
  close(): Promise<void>
}

export async function startHost(options: EmbeddedOptions, onStage: (stage: OpenStage) => void): Promise<PgliteHost> {
  let client = await startPglite(options, onStage)
  let isClosed = false
  return {
    current: async () => {
      if (client.isAlive()) return client
      if (isClosed) throw new ShapanError('database-unreachable', 'The embedded database is closed: the server stops')
      await client.ended
      client = await startPglite(options, () => {})
      return client
    },
    close: async () => {
      isClosed = true
      await client.close()
    },
  }
}
