import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { isGzip } from '../data/fileType.ts'
import { ShapanError } from '../errors.ts'

/** A file as a whole, unpacked when it is gzip. Throws `file-not-found`, `wrong-file-type` or `unreadable-file`. */
export async function readInput(path: string): Promise<Buffer> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EISDIR') throw new ShapanError('wrong-file-type', `${path} is a directory`, {}, error)
    const reason = error.code === 'ENOENT' ? 'there is no such file' : (error.code ?? error.message)
    throw new ShapanError('file-not-found', `Cannot open ${path}: ${reason}`, {}, error)
  })
  if (!isGzip(bytes)) return bytes
  try {
    return gunzipSync(bytes)
  } catch (error) {
    const message = `Cannot read ${path} to its end: its gzip data is damaged or cut off`
    throw new ShapanError('unreadable-file', message, {}, error)
  }
}
