import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, onTestFinished, test } from 'vitest'
import { isLockHeld } from '../../../../server/db/base/lockFile.ts'
import { findHolder, lockDirectory } from '../../../../server/db/directoryLock.ts'

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'shapan-lock-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

const dayAhead = new Date(Date.now() + 86_400_000)

test('a held directory is refused, and free again after release', () => {
  const path = directory()
  const lock = lockDirectory(path)
  expect(() => lockDirectory(path)).toThrow(new RegExp(`in use by process ${process.pid}`))
  expect(findHolder(path)).toMatchObject({ pid: process.pid, host: hostname() })
  lock.release()
  expect(existsSync(join(path, 'shapan.lock'))).toBe(false)
  expect(findHolder(path)).toBeNull()
  lockDirectory(path).release()
})

test('a held directory is refused under another name for it, and in another thread', async () => {
  const path = directory()
  const alias = `${path}-alias`
  symlinkSync(path, alias)
  onTestFinished(() => rmSync(alias))
  const lock = lockDirectory(path)
  expect(() => lockDirectory(alias)).toThrow(/in use/)
  const module = JSON.stringify(new URL('../../../../server/db/directoryLock.ts', import.meta.url).href)
  const worker = new Worker(
    `import(${module}).then(({ lockDirectory }) => lockDirectory(${JSON.stringify(path)})).then(
      () => require('node:worker_threads').parentPort.postMessage('locked'),
      (error) => require('node:worker_threads').parentPort.postMessage(error.code))`,
    { eval: true, execArgv: [] },
  )
  expect(await new Promise((resolve) => worker.once('message', resolve))).toBe('database-locked')
  // The refused ones have closed their descriptors of the file, which must not have freed the lock.
  expect(() => lockDirectory(path)).toThrow(/in use/)
  lock.release()
})

test('a directory that cannot be made is an error of the machine that says which and why', () => {
  const file = join(directory(), 'file')
  writeFileSync(file, '')
  expect(() => lockDirectory(file)).toThrow(expect.objectContaining({ code: 'write-failed' }))
  expect(() => lockDirectory(join(file, 'data'))).toThrow(/file\/data cannot be used: a file stands on its path/)
})

test('what stands in the place of the lock’s file is named, with the way out', () => {
  const path = directory()
  const lockFile = join(path, 'shapan.lock.sqlite')
  mkdirSync(lockFile)
  expect(() => lockDirectory(path)).toThrow(
    expect.objectContaining({
      code: 'write-failed',
      message: expect.stringMatching(/a directory stands in its place/),
    }),
  )
  rmSync(lockFile, { recursive: true })
  writeFileSync(lockFile, 'somebody’s diary, which is no lock and must not be written over. '.repeat(20))
  const before = readFileSync(lockFile, 'utf8')
  expect(() => lockDirectory(path)).toThrow(/something else stands in its place; remove it/)
  expect(readFileSync(lockFile, 'utf8')).toBe(before)
})

test('neither the age nor the content nor the kind of the note matters to who may open', () => {
  const path = directory()
  const note = join(path, 'shapan.lock')
  const lock = lockDirectory(path)
  const mine = JSON.parse(readFileSync(note, 'utf8')) as object
  lock.release()
  for (const pid of [process.pid, -1, 0, 2 ** 22 + 1]) {
    writeFileSync(note, JSON.stringify({ ...mine, pid }))
    utimesSync(note, dayAhead, dayAhead)
    lockDirectory(path).release()
  }
  writeFileSync(note, '{"pid":')
  lockDirectory(path).release()
  rmSync(note, { force: true })
  mkdirSync(note)
  const nameless = lockDirectory(path)
  expect(() => lockDirectory(path)).toThrow(/in use by another process/)
  nameless.release()
})

test('a holder of an earlier version, which knows the note alone, is respected while it lives and not for ever', () => {
  const path = directory()
  const note = join(path, 'shapan.lock')
  const hourAgo = new Date(Date.now() - 3_600_000)
  const lock = lockDirectory(path)
  const { startedAt } = JSON.parse(readFileSync(note, 'utf8')) as { startedAt: string }
  lock.release()
  const write = (holder: object, touched: Date) => {
    writeFileSync(note, JSON.stringify(holder))
    utimesSync(note, touched, touched)
  }

  write({ pid: process.pid, startedAt, host: hostname() }, hourAgo)
  expect(() => lockDirectory(path)).toThrow(/in use by process \d+ on .*an earlier version/)
  write({ pid: 1, startedAt: null, host: 'another-container' }, new Date())
  expect(() => lockDirectory(path)).toThrow(/process 1 on another-container/)
  for (const touched of [hourAgo, dayAhead]) {
    write({ pid: 1, startedAt: null, host: 'another-container' }, touched)
    lockDirectory(path).release()
    write({ pid: process.pid, startedAt: 'another boot/5', host: hostname() }, touched)
    lockDirectory(path).release()
    write({ pid: 0, startedAt: null, host: hostname() }, touched)
    lockDirectory(path).release()
  }
})

test('a lock whose file was removed or replaced is no longer held', () => {
  const path = directory()
  const lock = lockDirectory(path)
  expect(isLockHeld(lock.file)).toBe(true)
  rmSync(lock.file.path)
  expect(isLockHeld(lock.file)).toBe(false)
  const other = lockDirectory(path)
  expect(isLockHeld(lock.file)).toBe(false)
  lock.release()
  // Releasing takes nothing from the one that came after.
  expect(() => lockDirectory(path)).toThrow(/in use/)
  other.release()
})
