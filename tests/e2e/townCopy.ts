import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { type Config, loadConfig } from '../../server/base/config.ts'
import { createNamed, nameOne } from '../setup/serverDatabases.ts'

export interface TownCopy {
  readonly config: Config
  readonly planId: string
  readonly dispose: () => Promise<void>
}

/** A database of one's own with the town in it (`town.ts`), and the configuration of a server on it. */
export async function copyTown(environment: Record<string, string> = {}): Promise<TownCopy> {
  const { driver, place, planId } = inject('town')
  const dataDir = mkdtempSync(join(tmpdir(), 'shapan-e2e-'))
  if (driver === 'pglite') cpSync(place, dataDir, { recursive: true })
  const copy = driver === 'postgres' ? await createNamed(nameOne(), place) : undefined
  return {
    config: loadConfig({
      SHAPAN_DATA_DIR: dataDir,
      PORT: '0',
      LOG_LEVEL: 'warn',
      ...(copy && { DATABASE_URL: copy.url }),
      ...environment,
    }),
    planId,
    async dispose() {
      await copy?.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
