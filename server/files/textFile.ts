/**
 * The only code that opens a text file for its user (tests/unit/server/files/readers.test.ts holds it to that): customers and
 * places, boundaries, rules, graphs and the files beside them. Every door so knows the same packings and encodings, and refuses what is
 * something else with the way out that fits it.
 */
import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { type ErrorCode, ShapanError } from '../base/errors.ts'
import { describeOdd } from '../contract/plainText.ts'
import { type Expected, geojsonSequence, headBytes, isGzip, refuseBinaryTypes, refuseOtherTexts } from './fileType.ts'
import { type Encoding, findEncoding, toUtf8 } from './textEncoding.ts'

export interface TextOptions {
  readonly expected: Expected
  /** what the user says it is; default: by its byte order mark, or UTF-8 */
  readonly encoding?: Encoding | undefined
  /** how messages call it; default: the file's name */
  readonly name?: string | undefined
}

export interface TextFile {
  readonly name: string
  readonly encoding: Encoding
  /**
   * The text's bytes in UTF-8, unpacked and without a byte order mark; what is no character of its encoding is no UTF-8 either. Reading
   * may throw `unreadable-file`.
   */
  readonly chunks: AsyncIterable<Buffer>
  /** of the file as it was given, packed or not; complete once `chunks` is read to its end */
  sha256(): string
  bytesRead(): number
  /** null for a stream */
  readonly totalBytes: number | null
}

/**
 * Opens a text file or stream, gzip recognised by its content, and refuses what is recognisably not what is expected.
 * Throws `file-not-found`, `wrong-file-type`, `unreadable-file` or, for an empty CSV, `nothing-to-load`.
 */
export async function openText(input: string | Readable, options: TextOptions): Promise<TextFile> {
  const { expected } = options
  const name = options.name ?? (typeof input === 'string' ? basename(input) : 'stream')
  const isTable = expected === 'csv' || expected === 'rows' || expected === 'places'
  const found = isTable && describeOdd(name)
  if (found) throw new ShapanError('invalid-request', `The name of the file "${name}" ${found}: rename it`)
  const totalBytes = typeof input === 'string' ? await fileSize(input) : null
  const raw = typeof input === 'string' ? createReadStream(input, { highWaterMark: headBytes }) : input
  const hash = createHash('sha256')
  let bytesRead = 0
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of raw) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as Uint8Array)
      hash.update(bytes)
      bytesRead += bytes.length
      yield bytes
    }
  }
  const readable = (chunks: AsyncIterable<Buffer>) => withReadErrors(chunks, name)

  let peeked: Peeked
  let encoding: Encoding
  try {
    peeked = await peek(readable(counted()))
    if (isGzip(peeked.head)) peeked = await peek(readable(gunzip(peeked.chunks)))
    if (peeked.head.length === 0 && isTable) throw new ShapanError('nothing-to-load', `${name} is empty`)
    refuseBinaryTypes(peeked.head, name, expected)
    encoding = encodingOf(peeked.head, name, options)
    peeked = await peek(toUtf8(peeked.chunks, encoding))
    refuseOtherTexts(peeked.head, name, expected)
  } catch (error) {
    raw.destroy()
    throw error
  }
  let digest: string | undefined
  return {
    name,
    encoding,
    chunks: peeked.chunks,
    sha256: () => {
      digest ??= hash.digest('hex')
      return digest
    },
    bytesRead: () => bytesRead,
    totalBytes,
  }
}

/** Numbers are ASCII: of what else stands in their comments nothing is read. */
function encodingOf(head: Buffer, name: string, { expected, encoding }: TextOptions): Encoding {
  if (expected === 'numbers' && head[0] !== 0xff && head[0] !== 0xfe) return 'utf-8'
  return findEncoding(head, name, encoding, expected !== 'numbers')
}

/** A text file as a whole, in UTF-8. Throws as `openText` does. */
export async function readText(path: string, options: TextOptions): Promise<Buffer> {
  const { chunks } = await openText(path, { name: path, ...options })
  const parts: Buffer[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)
}

/** No string is longer than this, nor is there a boundary or a list of rules of that size. */
const mostJsonBytes = 512 * 1024 * 1024

/** A JSON file's value. Throws as `openText` does, and `errorCode` where it is no JSON or larger than 512 MB. */
export async function readJson(
  path: string,
  options: TextOptions & { readonly expected: 'geojson' | 'json'; readonly errorCode: ErrorCode },
): Promise<unknown> {
  const file = await openText(path, { name: path, ...options })
  return parseJson(await readWhole(file, options.errorCode), file, options)
}

/** All bytes of a file, in UTF-8. Throws as reading it does, and `errorCode` where it is larger than 512 MB. */
export async function readWhole({ chunks, name }: TextFile, errorCode: ErrorCode): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  for await (const chunk of chunks) {
    parts.push(chunk)
    length += chunk.length
    if (length > mostJsonBytes) throw new ShapanError(errorCode, `${name} is larger than 512 MB`)
  }
  return Buffer.concat(parts)
}

/** The value of a JSON file's bytes. Throws `wrong-file-type` for lost characters, and `errorCode` where it is no JSON. */
export function parseJson(
  bytes: Buffer,
  { name, encoding }: Pick<TextFile, 'name' | 'encoding'>,
  { expected, errorCode }: { readonly expected: Expected; readonly errorCode: ErrorCode },
): unknown {
  const text = decodeWhole(bytes, name, encoding)
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    const sequence = geojsonSequence(text, name, expected)
    if (sequence) throw sequence
    const reason = text.trim() === '' ? 'it is empty' : (error as Error).message
    throw new ShapanError(errorCode, `${name} is not JSON: ${reason}`, {}, error)
  }
}

/** A character that is lost in a name would not come back, so that one is enough to refuse the text. */
function decodeWhole(bytes: Buffer, name: string, encoding: Encoding): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    const line =
      bytes
        .toString('latin1')
        .split('\n')
        .findIndex((text) => !isUtf8(Buffer.from(text, 'latin1'))) + 1
    const message = `${name} holds characters in line ${line} that are no ${encoding}: save it as UTF-8`
    throw new ShapanError('wrong-file-type', message, { line }, error)
  }
}

async function fileSize(path: string): Promise<number> {
  try {
    const entry = await stat(path)
    if (entry.isDirectory()) throw new ShapanError('wrong-file-type', `${path} is a directory: a file is expected`)
    return entry.size
  } catch (error) {
    if (error instanceof ShapanError) throw error
    const code = (error as NodeJS.ErrnoException).code
    const reason = code === 'ENOENT' ? 'there is no such file' : code
    throw new ShapanError('file-not-found', `Cannot open ${path}: ${reason}`, {}, error)
  }
}

async function* withReadErrors(chunks: AsyncIterable<Buffer>, name: string): AsyncGenerator<Buffer> {
  try {
    yield* chunks
  } catch (error) {
    if (error instanceof ShapanError) throw error
    const code = (error as NodeJS.ErrnoException).code
    const reason = code?.startsWith('Z_') ? `its gzip data is damaged or cut off (${code})` : (code ?? String(error))
    throw new ShapanError('unreadable-file', `Cannot read ${name} to its end: ${reason}`, {}, error)
  }
}

async function* gunzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = Readable.from(chunks)
  const unpacked = createGunzip({ chunkSize: 256 * 1024 })
  source.on('error', (error) => unpacked.destroy(error))
  yield* source.pipe(unpacked) as AsyncIterable<Buffer>
}

interface Peeked {
  readonly head: Buffer
  readonly chunks: AsyncIterable<Buffer>
}

/** The first bytes, and all of the chunks again, with the first bytes as one chunk. */
async function peek(chunks: AsyncIterable<Buffer>): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]()
  const first: Buffer[] = []
  let length = 0
  while (length < headBytes) {
    const next = await iterator.next()
    if (next.done) break
    first.push(next.value)
    length += next.value.length
  }
  const head = Buffer.concat(first)
  async function* all(): AsyncGenerator<Buffer> {
    try {
      if (head.length > 0) yield head
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  return { head: head.subarray(0, headBytes), chunks: all() }
}
