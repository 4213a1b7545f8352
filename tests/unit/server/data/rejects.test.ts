import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openRejects } from '../../../../server/data/rejects.ts'

const directory = mkdtempSync(join(tmpdir(), 'shapan-rejects-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const at = (name: string) => join(directory, name)

test('an earlier file goes at once; a new one comes with the first reject', async () => {
  writeFileSync(at('r.csv'), 'earlier')
  const rejects = openRejects(at('r.csv'))
  expect(existsSync(at('r.csv'))).toBe(false)
  await rejects.add([{ line: 2, column: 'lon', value: 'x', code: 'not-a-number', reason: 'no number' }])
  await rejects.close()
  expect(readFileSync(at('r.csv'), 'utf8')).toBe('line,column,value,code,reason\n2,lon,x,not-a-number,no number\n')
})

test('what is no ordinary file, such as a device, is not removed', async () => {
  const socket = createServer().listen(at('socket'))
  await once(socket, 'listening')
  openRejects(at('socket'))
  expect(existsSync(at('socket'))).toBe(true)
  socket.close()
})

test('a directory is refused before anything is read', () => {
  mkdirSync(at('folder'))
  expect(() => openRejects(at('folder'))).toThrow(expect.objectContaining({ code: 'write-failed' }))
})
