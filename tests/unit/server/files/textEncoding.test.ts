import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Encoding, findEncoding, toUtf8 } from '../../../../server/files/textEncoding.ts'

const find = (bytes: Buffer | string, told?: Encoding, hasOption = true) =>
  findEncoding(Buffer.from(bytes as string), 'file', told, hasOption)
const read = async (bytes: Buffer, encoding: Encoding, size = 1) => {
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  )
  const parts: Buffer[] = []
  for await (const part of toUtf8(Readable.from(chunks), encoding)) parts.push(part)
  return Buffer.concat(parts)
}
/** 区县,x and 網格,x */
const gb = Buffer.from([0xc7, 0xf8, 0xcf, 0xd8, 0x2c, 0x78, 0x0a])
const big5 = Buffer.from([0xba, 0xf4, 0xae, 0xe6, 0xa4, 0x40, 0xa5, 0x40, 0x2c, 0x78, 0x0a])

test('UTF-8 and byte order marks speak for themselves', () => {
  expect(find('id,lon\n')).toBe('utf-8')
  expect(find('\ufeff编号\n')).toBe('utf-8')
  expect(find(Buffer.from('\ufeff编号\n', 'utf16le'))).toBe('utf-16le')
  expect(find(Buffer.from('\ufeff编号\n', 'utf16le').swap16())).toBe('utf-16be')
  expect(find('')).toBe('utf-8')
})

test('nothing else is guessed: it is refused by its probable name, and read when told', () => {
  expect(() => find(gb)).toThrow(/GB18030 \(GBK\), not UTF-8: say so with --encoding gb18030/)
  expect(() => find(big5)).toThrow(/Big5, not UTF-8: say so with --encoding big5/)
  expect(() => find(gb, undefined, false)).toThrow(/iconv -f gb18030 -t UTF-8/)
  expect(() => find(Buffer.from('id,lon\n1,2\n', 'utf16le'))).toThrow(/UTF-16.*--encoding utf-16le/)
  expect(() => find(Buffer.from([0xe9, 0x0a, 0xff, 0x0a]))).toThrow(/unknown encoding/)
  expect(find(gb, 'gb18030')).toBe('gb18030')
  expect(find(Buffer.from('id,lon\n1,2\n', 'utf16le'), 'utf-16le')).toBe('utf-16le')
})

test('what is told and what the file plainly is must not contradict each other', () => {
  expect(() => find('编号,经度,纬度,用户数\n', 'gb18030')).toThrow(/is UTF-8 text, not GB18030.*leave --encoding out/)
  expect(() => find('\ufeffid\n', 'gb18030')).toThrow(/is UTF-8 text/)
  expect(() => find('id,lon\n', 'utf-16le')).toThrow(/is UTF-8 text, not UTF-16/)
  expect(find('id,lon\n', 'gb18030')).toBe('gb18030')
})

test('a lone broken line in a UTF-8 file is left to the parser, a character cut by the end of the head is no fault', () => {
  expect(find(Buffer.concat([Buffer.from('编号\n1,网格\n2,'), Buffer.from([0xc7, 0xf8, 10])]))).toBe('utf-8')
  const text = Buffer.from(`编号\n${'网格,'.repeat(1000)}`)
  expect(find(text.subarray(0, text.length - 2))).toBe('utf-8')
  expect(find(Buffer.from('编号,网格').subarray(0, -1))).toBe('utf-8')
})

test('text comes out as it went in, wherever the chunks are cut', async () => {
  expect((await read(gb, 'gb18030')).toString()).toBe('区县,x\n')
  expect((await read(big5, 'big5')).toString()).toBe('網格一世,x\n')
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 5 }), async (text, size) => {
      if (/[\ufeff\ufffd]/.test(text)) return
      expect((await read(Buffer.from(`\ufeff${text}`), 'utf-8', size + 3)).toString()).toBe(text)
      expect((await read(Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le', size)).toString()).toBe(text)
    }),
  )
})

test('bytes that are no character come out as no UTF-8, and the rest stands', async () => {
  const bytes = await read(Buffer.concat([gb, Buffer.from([0x31, 0xff, 0x0a]), gb]), 'gb18030', 100)
  const lines = bytes.toString('latin1').split('\n')
  expect(lines[1]).toBe('1\xff\xff\xff')
  expect(Buffer.from(lines[2] ?? '', 'latin1').toString()).toBe('区县,x')
})
