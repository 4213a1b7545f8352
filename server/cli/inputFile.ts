import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
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

/** Refuses a command that names one file for two purposes, before either is touched: an output would destroy the other. */
export function refuseSharedFile(paths: Readonly<Record<string, string>>): void {
  const names = new Map<string, string>()
  for (const [name, path] of Object.entries(paths)) {
    const other = names.get(resolve(path))
    if (other !== undefined)
      throw new ShapanError('invalid-request', `${name} would overwrite ${other}: both are ${path}`)
    names.set(resolve(path), name)
  }
}
