import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lockDirectory } from '../../../server/db/directoryLock.ts'
import { copyOfTemplate } from '../databases.ts'
import { directory, expectClosed, openEntries } from './serving.ts'
import { runShapan } from './shapan.ts'

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

// tests/long/firstStart.test.ts starts it without a city, which makes the demo city and its year first.
test('a server with a token asks for it; files it finds and files it makes are its user’s alone', async () => {
  const dataDir = await copyOfTemplate('town')
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  await expectClosed(dataDir, 'town')
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
