import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lockDirectory } from '../../../../server/db/directoryLock.ts'

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'shapan-lock-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

test('a held directory is refused, and free again after release', () => {
  const path = directory()
  const lock = lockDirectory(path)
  expect(() => lockDirectory(path)).toThrow(new RegExp(`in use by process ${process.pid}`))
  lock.release()
  expect(existsSync(join(path, 'shapan.lock'))).toBe(false)
  lockDirectory(path).release()
})

test('a directory that cannot be made is an error of the machine that says which and why', () => {
  const file = join(directory(), 'file')
  writeFileSync(file, '')
  expect(() => lockDirectory(file)).toThrow(expect.objectContaining({ code: 'write-failed' }))
  expect(() => lockDirectory(join(file, 'data'))).toThrow(/file\/data cannot be used: a file stands on its path/)
})

test('the lock of a process that is gone, or of one whose pid was reused, is taken over', () => {
  const path = directory()
  const file = join(path, 'shapan.lock')
  const lock = lockDirectory(path)
  const holder = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; startedAt: string }
  lock.release()
  for (const stale of [
    { ...holder, pid: 2 ** 22 + 1 },
    { ...holder, startedAt: 'another boot/5' },
  ]) {
    writeFileSync(file, JSON.stringify(stale))
    const taken = lockDirectory(path)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid })
    taken.release()
  }
})

test('a holder on another host is believed while it touches the file', () => {
  const path = directory()
  const file = join(path, 'shapan.lock')
  writeFileSync(file, JSON.stringify({ pid: 1, startedAt: null, host: 'another-container' }))
  expect(() => lockDirectory(path)).toThrow(/process 1 on another-container/)
  const minuteAgo = new Date(Date.now() - 60_000)
  utimesSync(file, minuteAgo, minuteAgo)
  lockDirectory(path).release()
})

test('a file that no holder has finished writing is respected for a moment only', () => {
  const path = directory()
  const file = join(path, 'shapan.lock')
  writeFileSync(file, '{"pid":')
  expect(() => lockDirectory(path)).toThrow(/in use/)
  const before = new Date(Date.now() - 5_000)
  utimesSync(file, before, before)
  lockDirectory(path).release()
})

test('releasing does not remove a lock that another took over', () => {
  const path = directory()
  const lock = lockDirectory(path)
  writeFileSync(join(path, 'shapan.lock'), JSON.stringify({ pid: 1, startedAt: null, host: 'elsewhere' }))
  lock.release()
  expect(existsSync(join(path, 'shapan.lock'))).toBe(true)
})
