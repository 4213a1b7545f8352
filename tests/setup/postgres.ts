/**
 * A throwaway PostgreSQL + PostGIS for the tests that need a real server.
 *
 * One cluster a run, in a temporary directory, on a random loopback port, with fsync off. Its life hangs on a pipe: a shell
 * keeps the server as its child and waits for its standard input to close, then stops the server and removes the directory.
 * So it goes away when the tests end, when they fail, and also when this process is killed outright.
 *
 * `SHAPAN_TEST_DATABASE_URL`, when set, is used instead and left running. It must name a superuser: tests create databases.
 */
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

const startLimitMs = 60_000

export default async function setup(): Promise<() => Promise<void>> {
  // Another project of the run has made it, and ends it.
  if (process.env.SHAPAN_TEST_RUN) return async () => {}
  // where the tests keep what they copy
  const run = mkdtempSync(join(tmpdir(), 'shapan-run-'))
  process.env.SHAPAN_TEST_RUN = run
  const given = process.env.SHAPAN_TEST_DATABASE_URL || undefined
  const cluster = given === undefined ? await startCluster() : undefined
  if (cluster) process.env.SHAPAN_TEST_DATABASE_URL = cluster.url
  return async () => {
    rmSync(run, { recursive: true, force: true })
    delete process.env.SHAPAN_TEST_RUN
    if (given !== undefined) return await dropDatabases(given, databasesOf(run))
    delete process.env.SHAPAN_TEST_DATABASE_URL
    await cluster?.stop()
  }
}

/** What the names of a run's databases on the server begin with. */
export const databasesOf = (run: string): string => `${basename(run).replaceAll('-', '_').toLowerCase()}_`

async function dropDatabases(url: string, prefix: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query('select datname from pg_database where starts_with(datname, $1)', [prefix])
    for (const { datname } of rows) await client.query(`drop database ${datname} with (force)`)
  } finally {
    await client.end()
  }
}

/** Directory of `initdb` and `postgres` with PostGIS beside them, the newest version first; undefined where there is none. */
export function findPostgresBin(): string | undefined {
  const root = '/usr/lib/postgresql'
  const debian = existsSync(root)
    ? readdirSync(root)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(root, version, 'bin'))
    : []
  return [...debian, configuredBin()].find((bin) => bin && existsSync(join(bin, 'initdb')) && hasPostgis(bin))
}

function configuredBin(): string | undefined {
  try {
    return execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}

function hasPostgis(bin: string): boolean {
  try {
    const share = execFileSync(join(bin, 'pg_config'), ['--sharedir'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return existsSync(join(share.trim(), 'extension', 'postgis.control'))
  } catch {
    // Debian ships pg_config apart from the server
    const version = bin.split('/').at(-2) ?? ''
    return existsSync(`/usr/share/postgresql/${version}/extension/postgis.control`)
  }
}

async function startCluster(): Promise<{ url: string; stop: () => Promise<void> }> {
  const bin = findPostgresBin()
  if (!bin)
    throw new Error(
      'no PostgreSQL with PostGIS on this machine: run `npm test`, which installs it, or set SHAPAN_TEST_DATABASE_URL',
    )
  const user = process.getuid?.() === 0 ? serverUser() : undefined
  const directory = mkdtempSync(join(tmpdir(), 'shapan-postgres-'))
  if (user) chownSync(directory, user.uid, user.gid)
  const data = join(directory, 'data')
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...user, cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const port = await freePort()
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_connections: 100,
    // tests end connections by force, which the server would call fatal
    log_min_messages: 'panic',
  }
  const keeper = spawn(
    '/bin/sh',
    [
      '-c',
      // cat ends when our end of the pipe closes, whatever closed it
      'directory=$1; shift; "$@" </dev/null & server=$!; cat >/dev/null; kill -INT $server; wait $server; rm -rf "$directory"',
      'keeper',
      directory,
      join(bin, 'postgres'),
      '-D',
      data,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    // its own group: Ctrl-C in the terminal reaches it only through the pipe
    { ...user, cwd: directory, detached: true, stdio: ['pipe', 'ignore', 'inherit'] },
  )
  const ended = new Promise<void>((resolve) => keeper.once('exit', () => resolve()))
  const stop = async () => {
    keeper.stdin.end()
    await ended
  }
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  try {
    await waitUntilReady(url)
  } catch (error) {
    await stop()
    throw error
  }
  keeper.unref()
  return { url, stop }
}

/** PostgreSQL refuses to run as root; Debian's package makes `postgres`, and every system has `nobody`. */
function serverUser(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
      return { uid: id('-u'), gid: id('-g') }
    } catch {}
  }
  throw new Error('running as root, and neither user postgres nor nobody exists to run PostgreSQL as')
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

async function waitUntilReady(url: string): Promise<void> {
  const deadline = Date.now() + startLimitMs
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    try {
      await client.connect()
      return
    } catch (error) {
      if (Date.now() > deadline)
        throw new Error(`PostgreSQL did not start in ${startLimitMs / 1000} s`, { cause: error })
      await sleep(100)
    } finally {
      await client.end().catch(() => {})
    }
  }
}
