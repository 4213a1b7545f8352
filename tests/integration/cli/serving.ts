import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, lstatSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { makeDirectory, ownEnvironment, program } from './shapan.ts'

const token = 'k3wG-uV9p_Qz71hXm2Yt'

/** Goes away with the test. */
export function directory(): string {
  const path = makeDirectory()
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** `shapan serve` until `work` is done with it. */
async function whileServing(env: Record<string, string>, cwd: string, work: (url: string) => Promise<void>) {
  const child = spawn(process.execPath, [program, 'serve', '--json'], {
    cwd,
    env: { ...ownEnvironment(), PORT: '0', LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  try {
    const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [unknown]
    await work((JSON.parse(String(line)) as { url: string }).url)
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

/** Every entry that someone else than its owner could read, write or enter. */
export function openEntries(path: string): string[] {
  const stat = lstatSync(path)
  const below = stat.isDirectory() ? readdirSync(path).flatMap((name) => openEntries(join(path, name))) : []
  return (stat.mode & 0o077) !== 0 && !stat.isSymbolicLink() ? [path, ...below] : below
}

/** A data directory as others could read it: `shapan serve` asks for its token and closes what it finds and what it makes. */
export async function expectClosed(dataDir: string, city: string): Promise<void> {
  chmodSync(dataDir, 0o755)
  chmodSync(join(dataDir, 'pglite', 'PG_VERSION'), 0o644)
  expect(openEntries(dataDir).length).toBeGreaterThan(1)
  await whileServing({ SHAPAN_DATA_DIR: dataDir, SHAPAN_TOKEN: token }, directory(), async (url) => {
    expect((await fetch(`${url}/api/health`)).status).toBe(200)
    expect((await fetch(`${url}/api/cities`)).status).toBe(401)
    const answer = await fetch(`${url}/api/cities`, { headers: { authorization: `Bearer ${token}` } })
    expect(await answer.json()).toMatchObject({ cities: [{ code: city }] })
    expect(openEntries(dataDir)).toEqual([])
  })
  expect(openEntries(dataDir)).toEqual([])
}
