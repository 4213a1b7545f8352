import { type Database, openDatabase } from '../../server/db/database.ts'
import { startServer } from '../../server/start/main.ts'
import { copyTown, type TownCopy } from './townCopy.ts'

export interface SandboxServer {
  readonly url: string
  readonly planId: string
  close(): Promise<void>
}

/**
 * A real server on a database of its own with the town in it (`town.ts`), which is made once a run. `makeMore` is for what a test needs
 * beside it.
 */
export async function startSandboxServer(
  environment: Record<string, string> = {},
  makeMore?: (database: Database) => Promise<void>,
): Promise<SandboxServer> {
  const town = await copyTown(environment)
  if (makeMore) {
    const database = await openDatabase(town.config)
    await makeMore(database).finally(() => database.close())
  }
  return await serve(town)
}

/** A real server whose only city has been deleted: a start on an empty database would make the demo city. */
export async function startServerWithoutCity(): Promise<SandboxServer> {
  const server = await serve(await copyTown())
  const { status } = await fetch(`${server.url}/api/cities/town?confirm=town`, { method: 'DELETE' })
  if (status !== 204) throw new Error(`the city was not deleted: ${status}`)
  return server
}

async function serve({ config, planId, dispose }: TownCopy): Promise<SandboxServer> {
  const server = await startServer(config)
  return {
    url: server.url,
    planId,
    async close() {
      await server.close()
      await dispose()
    },
  }
}
