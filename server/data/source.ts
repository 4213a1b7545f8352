import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { describeOdd } from '../contract/plainText.ts'
import { ShapanError } from '../errors.ts'
import { headBytes, isGzip, refuseOtherFileTypes, withoutBom } from './fileType.ts'

export interface Source {
  readonly name: string
  /** the text's bytes, unpacked and without a byte order mark; reading may throw `unreadable-file` */
  readonly chunks: AsyncIterable<Buffer>
  /** of the file as it was given, packed or not; complete once `chunks` is read to its end */
  sha256(): string
  bytesRead(): number
  /** null for a stream */
  readonly totalBytes: number | null
}

/**
 * Opens a CSV file or stream, gzip recognised by its content, and refuses what is recognisably no CSV.
 * Throws `file-not-found`, `wrong-file-type` or `unreadable-file`.
 */
export async function openSource(input: string | Readable, name?: string): Promise<Source> {
  const sourceName = name ?? (typeof input === 'string' ? basename(input) : 'stream')
  const found = describeOdd(sourceName)
  if (found) throw new ShapanError('invalid-request', `The name of the file "${sourceName}" ${found}: rename it`)
  const totalBytes = typeof input === 'string' ? await fileSize(input) : null
  const raw = typeof input === 'string' ? createReadStream(input, { highWaterMark: 256 * 1024 }) : input
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
  const readable = (chunks: AsyncIterable<Buffer>) => withReadErrors(chunks, sourceName)

  let peeked: Peeked
  try {
    peeked = await peek(readable(counted()))
    if (isGzip(peeked.head)) peeked = await peek(readable(gunzip(peeked.chunks)))
    if (peeked.head.length === 0) throw new ShapanError('nothing-to-load', `${sourceName} is empty`)
    refuseOtherFileTypes(peeked.head, sourceName)
  } catch (error) {
    raw.destroy()
    throw error
  }
  let digest: string | undefined
  return {
    name: sourceName,
    chunks: withoutLeadingBom(peeked.chunks),
    sha256: () => {
      digest ??= hash.digest('hex')
      return digest
    },
    bytesRead: () => bytesRead,
    totalBytes,
  }
}

async function fileSize(path: string): Promise<number> {
  try {
    const entry = await stat(path)
    if (entry.isDirectory()) throw new ShapanError('wrong-file-type', `${path} is a directory: a CSV file is expected`)
    return entry.size
  } catch (error) {
    if (error instanceof ShapanError) throw error
    const code = (error as NodeJS.ErrnoException).code
    throw new ShapanError(
      'file-not-found',
      `Cannot open ${path}: ${code === 'ENOENT' ? 'there is no such file' : code}`,
      {},
      error,
    )
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

async function* withoutLeadingBom(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true
  for await (const chunk of chunks) {
    yield isFirst ? withoutBom(chunk) : chunk
    isFirst = false
  }
}
