/** What this machine has and lacks: needed to run (missing), or only to test or to be quick (optional). */
import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join, resolve } from 'node:path'
import type { PoolClient } from 'pg'
import { loadConfig } from '../base/config.ts'
import { isShapanError } from '../base/errors.ts'
import { findHolder } from '../db/directoryLock.ts'

export interface Finding {
  readonly name: string
  readonly state: 'ok' | 'missing' | 'optional'
  readonly detail: string
  readonly wayOut?: string
}

type Env = Readonly<Record<string, string | undefined>>

const root = resolve(import.meta.dirname, '../..')
/** An embedded database of a large city with a few snapshots. */
const neededFreeGb = 2

export async function examineMachine(env: Env): Promise<Finding[]> {
  const settings = examineSettings(env)
  if (settings.state === 'missing') return [examineNode(), settings]
  const { databaseUrl, dataDir } = loadConfig(env)
  return [
    examineNode(),
    settings,
    examineDataDirectory(dataDir),
    examineDisk(dataDir),
    ...(databaseUrl === undefined ? [examineLock(dataDir), examineEmbedded()] : [await examineServer(databaseUrl)]),
    examineWebBuild(),
    ...examineTestTools(env),
  ]
}

function examineNode(): Finding {
  const { node } = process.versions
  const isNew = Number.parseInt(node, 10) >= 24
  return isNew
    ? { name: 'Node', state: 'ok', detail: `${node} (${process.execPath})` }
    : {
        name: 'Node',
        state: 'missing',
        detail: `${node} is too old`,
        wayOut: 'run `npm ci`, which brings Node 24, and start by `npx shapan`',
      }
}

function examineSettings(env: Env): Finding {
  try {
    loadConfig(env)
    return { name: 'Settings', state: 'ok', detail: 'the environment variables are valid' }
  } catch (error) {
    return {
      name: 'Settings',
      state: 'missing',
      detail: error instanceof Error ? error.message : String(error),
      wayOut: 'docs/operations.md lists every variable',
    }
  }
}

function examineDataDirectory(dataDir: string): Finding {
  const name = 'Data directory'
  const existing = nearestExisting(dataDir)
  try {
    accessSync(existing, constants.W_OK)
    const detail = existing === dataDir ? `${dataDir} can be written` : `${dataDir} will be made`
    return { name, state: 'ok', detail }
  } catch {
    return {
      name,
      state: 'missing',
      detail: `${existing} cannot be written`,
      wayOut: 'change its owner, or set SHAPAN_DATA_DIR to a directory of yours',
    }
  }
}

function examineDisk(dataDir: string): Finding {
  const { bavail, bsize } = statfsSync(nearestExisting(dataDir))
  const freeGb = (bavail * bsize) / 1e9
  const detail = `${freeGb.toFixed(1)} GB free`
  return freeGb >= neededFreeGb
    ? { name: 'Disk', state: 'ok', detail }
    : {
        name: 'Disk',
        state: 'optional',
        detail,
        wayOut: `an embedded database with a large city takes up to ${neededFreeGb} GB`,
      }
}

function examineLock(dataDir: string): Finding {
  const name = 'Data directory lock'
  try {
    const holder = findHolder(dataDir)
    if (holder === null) return { name, state: 'ok', detail: 'free' }
    return {
      name,
      state: 'optional',
      detail: holder === 'unknown' ? 'held' : `held by process ${holder.pid} on ${holder.host}`,
      wayOut: 'commands on this directory are refused until that process ends',
    }
  } catch (error) {
    return { name, state: 'missing', detail: (error as Error).message, wayOut: 'see docs/operations.md' }
  }
}

function examineEmbedded(): Finding {
  const name = 'Embedded database'
  try {
    const require = createRequire(import.meta.url)
    const version = (id: string) =>
      (JSON.parse(readFileSync(join(packageRoot(require.resolve(id)), 'package.json'), 'utf8')) as { version: string })
        .version
    return {
      name,
      state: 'ok',
      detail: `PGlite ${version('@electric-sql/pglite')} with PostGIS bundle ${version('@electric-sql/pglite-postgis')}`,
    }
  } catch {
    return { name, state: 'missing', detail: 'its packages are not installed', wayOut: 'run `npm ci`' }
  }
}

async function examineServer(databaseUrl: string): Promise<Finding> {
  const name = 'PostgreSQL'
  const [{ checkServer }, { createPool, endPool, withClient }] = await Promise.all([
    import('../db/postgres.ts'),
    import('../db/pool.ts'),
  ])
  const pool = createPool(databaseUrl, 'work')
  try {
    await checkServer(pool)
    const { rows } = await pool.query<{ server: string; postgis: string | null }>(
      `select current_setting('server_version') as server,
              (select default_version from pg_available_extensions where name = 'postgis') as postgis`,
    )
    const refusal = await withClient(pool, tryMigration)
    if (refusal !== undefined) {
      return {
        name,
        state: 'missing',
        detail: `the role may not make what Shapan needs there: ${refusal}`,
        wayOut: 'let an administrator run `create extension postgis` in that database and make the role its owner',
      }
    }
    return { name, state: 'ok', detail: `reachable: ${rows[0]?.server}, PostGIS ${rows[0]?.postgis}` }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const wayOut = isShapanError(error, 'database-unreachable')
      ? 'check DATABASE_URL, and that the server runs and lets this machine in'
      : 'PostgreSQL 15 and PostGIS 3.3 are the oldest that work'
    return { name, state: 'missing', detail: message, wayOut }
  } finally {
    await endPool(pool)
  }
}

/** Who may create an extension differs from host to host, so it is tried, and taken back. */
async function tryMigration(client: PoolClient): Promise<string | undefined> {
  try {
    await client.query('begin; create extension if not exists postgis; create table shapan_doctor ()')
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  } finally {
    await client.query('rollback')
  }
}

function examineWebBuild(): Finding {
  return existsSync(join(root, 'web/dist/index.html'))
    ? { name: 'Sandbox', state: 'ok', detail: 'built (web/dist)' }
    : {
        name: 'Sandbox',
        state: 'optional',
        detail: 'not built yet',
        wayOut: 'the first `npm start` builds it, or `npm run build:web`',
      }
}

function examineTestTools(env: Env): Finding[] {
  const directories = (env.PATH ?? '').split(delimiter)
  const find = (names: readonly string[]) =>
    names.flatMap((name) => directories.map((directory) => join(directory, name))).find((path) => existsSync(path))
  const tool = (name: string, path: string | undefined): Finding =>
    path
      ? { name, state: 'ok', detail: path }
      : {
          name,
          state: 'optional',
          detail: 'not found; only `npm test` needs it',
          wayOut: '`npm test` installs it or says how',
        }
  return [
    tool(
      'Browser for tests',
      env.SHAPAN_CHROMIUM ??
        find(['chromium', 'chromium-headless-shell', 'chromium-browser', 'google-chrome', 'google-chrome-stable']),
    ),
    tool(
      'PostgreSQL for tests',
      env.SHAPAN_TEST_DATABASE_URL
        ? 'SHAPAN_TEST_DATABASE_URL'
        : ['/usr/lib/postgresql', find(['initdb'])].find((path) => path && existsSync(path)),
    ),
    tool('GDAL for tests', find(['ogrinfo'])),
  ]
}

function nearestExisting(path: string): string {
  return existsSync(path) ? path : nearestExisting(dirname(path))
}

function packageRoot(path: string): string {
  return existsSync(join(path, 'package.json')) ? path : packageRoot(dirname(path))
}
