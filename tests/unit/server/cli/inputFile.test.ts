import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { readInput } from '../../../../server/cli/inputFile.ts'

const directory = mkdtempSync(join(tmpdir(), 'shapan-input-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const write = (name: string, bytes: Buffer) => {
  writeFileSync(join(directory, name), bytes)
  return join(directory, name)
}

test('a gzipped file reads as what was packed', async () => {
  expect((await readInput(write('plain', Buffer.from('text')))).toString()).toBe('text')
  expect((await readInput(write('packed', gzipSync('text')))).toString()).toBe('text')
})

test('what cannot be read is an error of the input, not of the program', async () => {
  const packed = gzipSync(Buffer.alloc(10_000, 'text'))
  const cut = write('cut.gz', packed.subarray(0, packed.length / 2))
  await expect(readInput(cut)).rejects.toMatchObject({
    code: 'unreadable-file',
    message: expect.stringMatching(/gzip/),
  })
  await expect(readInput(join(directory, 'none'))).rejects.toMatchObject({ code: 'file-not-found' })
  await expect(readInput(directory)).rejects.toMatchObject({ code: 'wrong-file-type' })
})
