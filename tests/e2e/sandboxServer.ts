import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { type Config, loadConfig } from '../../server/base/config.ts'
import { type Database, openDatabase } from '../../server/db/database.ts'
import { startServer } from '../../server/start/main.ts'

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
  const config = townConfig(environment)
  if (makeMore) {
    const database = await openDatabase(config)
    await makeMore(database).finally(() => database.close())
  }
  return { planId: inject('town').planId, ...(await serve(config)) }
}

/** A real server whose only city has been deleted: a start on an empty directory would make the demo city. */
export async function startServerWithoutCity(): Promise<Omit<SandboxServer, 'planId'>> {
  const server = await serve(townConfig())
  const { status } = await fetch(`${server.url}/api/cities/town?confirm=town`, { method: 'DELETE' })
  if (status !== 204) throw new Error(`the city was not deleted: ${status}`)
  return server
}

/** Of a copy of the town's data directory. */
function townConfig(environment: Record<string, string> = {}): Config {
  const dataDir = mkdtempSync(join(tmpdir(), 'shapan-e2e-'))
  cpSync(inject('town').directory, dataDir, { recursive: true })
  return loadConfig({ SHAPAN_DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', ...environment })
}

async function serve(config: Config): Promise<Omit<SandboxServer, 'planId'>> {
  const server = await startServer(config)
  return {
    url: server.url,
    async close() {
      await server.close()
      rmSync(config.dataDir, { recursive: true, force: true })
    },
  }
}
