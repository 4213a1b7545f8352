import { isUtf8 } from 'node:buffer'
import { ShapanError } from '../base/errors.ts'

/**
 * How the bytes of a text file become text. An encoding is found by its byte order mark, or is UTF-8, or is told by the user;
 * it is never guessed: what a guess is good for is the sentence that refuses the file.
 */
export const encodings = ['utf-8', 'gb18030', 'big5', 'utf-16le', 'utf-16be'] as const
export type Encoding = (typeof encodings)[number]

const marks: readonly { encoding: Encoding; bytes: readonly number[] }[] = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
  { encoding: 'gb18030', bytes: [0x84, 0x31, 0x95, 0x33] },
]

const titles: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  gb18030: 'GB18030 (GBK)',
  big5: 'Big5',
  'utf-16le': 'UTF-16LE',
  'utf-16be': 'UTF-16BE',
}

/** What stands in the place of bytes that are no character: no UTF-8 text holds it, so that the line is refused by whoever reads it. */
const brokenByte = 0xff

/**
 * The encoding of a text that begins with `head`; `told` is what the user said. Throws `wrong-file-type` where the two contradict each
 * other, or where nothing is told and the text is not UTF-8. `hasOption` is false where the user has no way to tell.
 */
export function findEncoding(head: Buffer, name: string, told: Encoding | undefined, hasOption: boolean): Encoding {
  const refuse = (message: string, what: string) =>
    new ShapanError('wrong-file-type', `${name} ${message}`, { what, ...(told && { told }) })
  const marked = marks.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte))?.encoding
  if (told !== undefined) {
    const is = marked ?? contradictionOf(head, told)
    if (is === undefined || is === told) return told
    if (is === 'unknown') throw refuse(`is no ${titles[told]} text, but in an unknown encoding: save it as UTF-8`, is)
    const wayOut = marked || is === 'utf-8' ? 'leave --encoding out' : `say --encoding ${is}`
    throw refuse(`is ${titles[is]} text, not ${titles[told]}: ${wayOut}`, is)
  }
  if (marked) return marked
  const looks = unmarkedUtf16(head) ?? foreignEncoding(head)
  if (looks === null) return 'utf-8'
  if (looks === 'unknown') throw refuse('looks like text in an unknown encoding: save it as UTF-8', looks)
  const wayOut = hasOption
    ? `say so with --encoding ${looks}, or save it as UTF-8`
    : `convert it: iconv -f ${looks} -t UTF-8`
  throw refuse(`looks like text in ${titles[looks]}, not UTF-8: ${wayOut}`, looks)
}

/** What the text plainly is instead of what was told. A few characters of GB18030 may look like UTF-8 by chance, eight do not. */
function contradictionOf(head: Buffer, told: Encoding): Encoding | 'unknown' | undefined {
  const wide = unmarkedUtf16(head)
  if (wide) return wide
  const isWide = told === 'utf-16le' || told === 'utf-16be'
  if (isWide) return head.includes(0) ? undefined : (foreignEncoding(head) ?? 'utf-8')
  if (told === 'utf-8') return foreignEncoding(head) ?? undefined
  const lines = wholeLines(head)
  return isUtf8(lines) && [...lines.toString('utf8').matchAll(/[^\0-\x7f]/gu)].length >= 8 ? 'utf-8' : undefined
}

/** Chunks in UTF-8 without a byte order mark. Bytes that are no character of the encoding come out as no character of UTF-8. */
export async function* toUtf8(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  let isFirst = true
  for await (const chunk of encoding === 'utf-8' ? chunks : decoded(chunks, encoding)) {
    if (chunk.length === 0) continue
    yield isFirst ? withoutMark(chunk) : chunk
    isFirst = false
  }
}

async function* decoded(chunks: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of chunks) yield encoded(decoder.decode(chunk, { stream: true }))
  yield encoded(decoder.decode())
}

function encoded(text: string): Buffer {
  const bytes = Buffer.from(text)
  for (let at = bytes.indexOf('\ufffd'); at >= 0; at = bytes.indexOf('\ufffd', at + 3))
    bytes.fill(brokenByte, at, at + 3)
  return bytes
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

/** Text of which every other byte is zero, as in UTF-16 that holds separators, digits and line ends. */
function unmarkedUtf16(head: Buffer): 'utf-16le' | 'utf-16be' | null {
  const zeros = [0, 0]
  for (const [index, byte] of head.subarray(0, 4096).entries()) if (byte === 0) zeros[index % 2]!++
  const [even = 0, odd = 0] = zeros
  if (even + odd === 0 || even + odd < Math.min(head.length, 4096) / 8) return null
  return odd >= 8 * even ? 'utf-16le' : even >= 8 * odd ? 'utf-16be' : null
}

/**
 * The encoding of text of which no line beyond ASCII is UTF-8, or whose first line is not. A lone broken line in a UTF-8 file is
 * left to the parser, which refuses that line only.
 */
function foreignEncoding(head: Buffer): 'gb18030' | 'big5' | 'unknown' | null {
  const lines = wholeLines(head)
  // Without a newline the head may end inside a character, of four bytes at most.
  const endings = lines.at(-1) === newline ? [0] : [0, 1, 2, 3]
  if (endings.some((cutOff) => isUtf8(lines.subarray(0, lines.length - cutOff)))) return null
  let start = 0
  let valid = 0
  let first = true
  while (start < lines.length) {
    const at = lines.indexOf(newline, start)
    const end = at < 0 ? lines.length : at + 1
    const line = lines.subarray(start, end)
    if (!isUtf8(line) && first) break
    if (isUtf8(line) && line.some((byte) => byte >= 0x80)) valid++
    first = false
    start = end
  }
  if (start >= lines.length && valid > 0) return null
  const fitting = (['gb18030', 'big5'] as const).filter((encoding) => isTextIn(lines, encoding))
  // Nearly all Big5 is valid GB18030 too, but the second bytes of common Chinese in GB18030 are above 0xa0.
  return fitting.length === 2 ? (lowSecondBytes(lines) > 0.1 ? 'big5' : 'gb18030') : (fitting[0] ?? 'unknown')
}

function isTextIn(lines: Buffer, encoding: Encoding): boolean {
  try {
    // a last character that is cut off is no fault
    new TextDecoder(encoding, { fatal: true }).decode(lines, { stream: true })
    return true
  } catch {
    return false
  }
}

/** The share of two-byte characters whose second byte is an ASCII letter or sign. */
function lowSecondBytes(lines: Buffer): number {
  let characters = 0
  let low = 0
  for (let at = 0; at + 1 < lines.length; at++) {
    if (lines[at]! < 0x81) continue
    characters++
    if (lines[++at]! < 0x80) low++
  }
  return low / Math.max(1, characters)
}

const newline = 10

/** The head up to its last newline; all of it where there is none. */
function wholeLines(head: Buffer): Buffer {
  const cut = head.lastIndexOf(newline)
  return cut > 0 ? head.subarray(0, cut + 1) : head
}
