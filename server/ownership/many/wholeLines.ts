import { longestLine } from './readRows.ts'

const newline = 10
/** Bytes that are handed on together, where more is there already. */
const portion = 256 * 1024

export interface Lines {
  /** whole ones, the last of the file perhaps without its newline; one that is too long ends after `longestLine` + 1 bytes */
  readonly bytes: Buffer
  /** the first one's number, from 1 */
  readonly first: number
}

/**
 * Bytes cut after line ends, in constant memory whatever they are: a line over the limit is let go to its end. They are handed on as soon as
 * nothing more `isWaiting`, so that who asks row by row is answered row by row.
 */
export async function* wholeLines(chunks: AsyncIterable<Uint8Array>, isWaiting: () => boolean): AsyncGenerator<Lines> {
  let held: Buffer[] = []
  let length = 0
  let rest = 0
  let first = 1
  const take = (until: number): Lines => {
    const all = Buffer.concat(held, length)
    const lines = { bytes: all.subarray(0, until), first }
    for (let at = all.indexOf(newline); at >= 0 && at < until; at = all.indexOf(newline, at + 1)) first++
    // a copy, so that a small rest does not hold on to all of it
    held = until < length ? [Buffer.from(all.subarray(until))] : []
    length -= until
    return lines
  }
  for await (const chunk of chunks) {
    for (const piece of cut(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), rest)) {
      held.push(piece)
      length += piece.length
      const end = piece.lastIndexOf(newline)
      rest = end < 0 ? rest + piece.length : piece.length - end - 1
    }
    if (length > rest && (length >= portion || !isWaiting())) yield take(length - rest)
  }
  if (length > 0) yield take(length)
}

/** What of some bytes is kept: all, but of each line no more than `longestLine` + 1 bytes; `begun` are those of the first that are held already. */
function* cut(bytes: Buffer, begun: number): Generator<Buffer> {
  let kept = 0
  let room = longestLine + 1 - begun
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(newline, start)
    const end = found < 0 ? bytes.length : found
    if (end - start > room) {
      if (start + room > kept) yield bytes.subarray(kept, start + room)
      kept = end
    }
    start = end + 1
    room = longestLine + 1
  }
  if (kept < bytes.length) yield bytes.subarray(kept)
}
