import { once } from 'node:events'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openRejects, refuseForeignFile } from '../../../../server/data/rejects.ts'
import { scratchDirectory } from '../../scratch.ts'

const directory = scratchDirectory()
const at = (name: string) => join(directory, name)

const header = 'line,column,value,code,reason\n'
const reject = { line: 2, column: 'lon', value: 'x', code: 'not-a-number', reason: 'no number' } as const
const written = `\ufeff${header}2,lon,x,not-a-number,no number\n`

test('an earlier list of rejects goes at once; a new one comes with the first reject', async () => {
  for (const mark of ['', '\ufeff']) {
    writeFileSync(at('r.csv'), `${mark}${header}3,lat,,missing-coordinate,empty\n`)
    const rejects = openRejects(at('r.csv'))
    expect(existsSync(at('r.csv'))).toBe(false)
    await rejects.add([reject])
    await rejects.close()
    expect(readFileSync(at('r.csv'), 'utf8')).toBe(written)
  }
})

test('a file that is no list of rejects stays untouched while nothing is rejected', async () => {
  for (const content of ['precious', '', 'line,column,value\n']) {
    writeFileSync(at('precious.txt'), content)
    const rejects = openRejects(at('precious.txt'))
    await rejects.add([])
    await rejects.close()
    expect(readFileSync(at('precious.txt'), 'utf8')).toBe(content)
  }
  expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

test('a link to an earlier list stays a link, and the list is where it leads', async () => {
  writeFileSync(at('real.csv'), header)
  symlinkSync('real.csv', at('link.csv'))
  const rejects = openRejects(at('link.csv'))
  expect(existsSync(at('real.csv'))).toBe(false)
  await rejects.add([reject])
  await rejects.close()
  expect(readFileSync(at('real.csv'), 'utf8')).toBe(written)
  expect(lstatSync(at('link.csv')).isSymbolicLink()).toBe(true)
})

test('a file that nobody named is not taken for the rejects', () => {
  writeFileSync(at('in.csv.rejects.csv'), 'precious')
  expect(() => refuseForeignFile(at('in.csv.rejects.csv'))).toThrow(/name another with --rejects/)
  writeFileSync(at('in.csv.rejects.csv'), header)
  refuseForeignFile(at('in.csv.rejects.csv'))
  refuseForeignFile(at('none.csv'))
})

test('a list that cannot be written fails the run, however many rows are rejected', async () => {
  const rejects = openRejects(at('no/such/r.csv'))
  const many = Array.from({ length: 20_000 }, () => reject)
  const fill = async () => {
    for (let i = 0; i < 20; i++) await rejects.add(many)
    await rejects.close()
  }
  await expect(fill()).rejects.toMatchObject({ code: 'write-failed' })
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
