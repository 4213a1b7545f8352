import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, lstatSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lockDirectory } from '../../../server/db/directoryLock.ts'
import { copyOfTemplate } from '../databases.ts'
import { makeDirectory, ownEnvironment, program, runShapan } from './shapan.ts'

const token = 'k3wG-uV9p_Qz71hXm2Yt'

function directory(): string {
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
function openEntries(path: string): string[] {
  const stat = lstatSync(path)
  const below = stat.isDirectory() ? readdirSync(path).flatMap((name) => openEntries(join(path, name))) : []
  return (stat.mode & 0o077) !== 0 && !stat.isSymbolicLink() ? [path, ...below] : below
}

test('off loopback there is no start without a token, and nothing is made before that is said', async () => {
  const cwd = directory()
  for (const [env, words] of [
    [{ HOST: '0.0.0.0' }, /HOST is 0\.0\.0\.0, .*set SHAPAN_TOKEN to what `openssl rand -hex 24` prints/],
    [{ HOST: '::' }, /HOST is ::, /],
    [{ HOST: '0.0.0.0', SHAPAN_TOKEN: 'short' }, /SHAPAN_TOKEN holds 5 characters and needs 16 or more/],
    [{ SHAPAN_TOKEN_FILE: './missing' }, /SHAPAN_TOKEN_FILE names .*missing, which cannot be read: ENOENT/],
  ] as const) {
    const { code, stderr, stdout } = await runShapan(['serve'], { cwd, env })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(words)
    expect(stderr).toMatch(/\[invalid-config\]\n$/)
    expect(existsSync(join(cwd, 'data'))).toBe(false)
  }
})

test('a server with a token asks for it; files it finds and files it makes are its user’s alone', async () => {
  const dataDir = await copyOfTemplate()
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  chmodSync(dataDir, 0o755)
  chmodSync(join(dataDir, 'pglite', 'PG_VERSION'), 0o644)
  expect(openEntries(dataDir).length).toBeGreaterThan(1)
  await whileServing({ SHAPAN_DATA_DIR: dataDir, SHAPAN_TOKEN: token }, directory(), async (url) => {
    expect((await fetch(`${url}/api/health`)).status).toBe(200)
    expect((await fetch(`${url}/api/cities`)).status).toBe(401)
    const answer = await fetch(`${url}/api/cities`, { headers: { authorization: `Bearer ${token}` } })
    expect(await answer.json()).toMatchObject({ cities: [{ code: 'demo' }] })
    expect(readdirSync(dataDir)).toContain('demo-city')
    expect(openEntries(dataDir)).toEqual([])
  })
  expect(openEntries(dataDir)).toEqual([])
})

test('a directory that others use too is not closed, only what is ours in it', () => {
  const path = directory()
  chmodSync(path, 0o755)
  writeFileSync(join(path, 'letter.txt'), 'not ours', { mode: 0o644 })
  writeFileSync(join(path, 'shapan.lock'), '{', { mode: 0o644 })
  lockDirectory(path).release()
  expect(openEntries(path)).toEqual([path, join(path, 'letter.txt')])
  rmSync(join(path, 'letter.txt'))
  lockDirectory(path).release()
  expect(openEntries(path)).toEqual([])
})
