import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { loadConfig } from '../../server/config.ts'
import { type Database, openDatabase } from '../../server/db/database.ts'
import { startServer } from '../../server/main.ts'

export interface SandboxServer {
  readonly url: string
  readonly planId: string
  close(): Promise<void>
}

/**
 * A real server on an embedded database of its own with the town in it (`town.ts`), which is made once a run. `makeMore` is for what a
 * test needs beside it.
 */
export async function startSandboxServer(
  environment: Record<string, string> = {},
  makeMore?: (database: Database) => Promise<void>,
): Promise<SandboxServer> {
  const { directory, planId } = inject('town')
  const dataDir = mkdtempSync(join(tmpdir(), 'shapan-e2e-'))
  cpSync(directory, dataDir, { recursive: true })
  const config = loadConfig({ SHAPAN_DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', ...environment })
  if (makeMore) {
    const database = await openDatabase(config)
    await makeMore(database).finally(() => database.close())
  }
  const server = await startServer(config)
  return {
    url: server.url,
    planId,
    async close() {
      await server.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
