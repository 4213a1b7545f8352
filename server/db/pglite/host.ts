import { ShapanError } from '../../errors.ts'
import { type PgliteClient, startPglite } from './client.ts'
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

export async function startHost(
  dataDir: string,
  onStage: (stage: OpenStage) => void,
  longestMs: number,
): Promise<PgliteHost> {
  let client = await startPglite(dataDir, onStage, longestMs)
  let isClosed = false
  return {
    current: async () => {
      if (client.isAlive()) return client
      if (isClosed) throw new ShapanError('database-unreachable', 'The embedded database is closed: the server stops')
      await client.ended
      client = await startPglite(dataDir, () => {}, longestMs)
      return client
    },
    close: async () => {
      isClosed = true
      await client.close()
    },
  }
}
