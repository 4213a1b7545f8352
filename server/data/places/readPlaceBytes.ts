import { Readable } from 'node:stream'
import { type ErrorCode, isShapanError, ShapanError } from '../../base/errors.ts'
import { isGzip } from '../../files/fileType.ts'
import { type ReadOptions, type ReadPlaces, readPlaces } from './readPlaces.ts'

export interface PlaceBytes {
  readonly bytes: Uint8Array
  readonly options: ReadOptions
}

/** A thread's errors lose their class on the way: what a reader of files refuses comes back as data. */
export type PlacesRead =
  | { readonly ok: true; readonly read: ReadPlaces }
  | {
      readonly ok: false
      readonly code: ErrorCode
      readonly message: string
      readonly details: Readonly<Record<string, unknown>>
    }

/** `readPlaces` of bytes, for a thread. Those that are packed once more are refused: the limit of a body counts what is in it. */
export async function readPlaceBytes({ bytes, options }: PlaceBytes): Promise<PlacesRead> {
  try {
    if (isGzip(Buffer.from(bytes.subarray(0, 2))))
      throw new ShapanError('wrong-file-type', 'The file is packed: send it with the header Content-Encoding: gzip')
    const read = await readPlaces(Readable.from([Buffer.from(bytes)]), options)
    return { ok: true, read: { ...read, file: { name: read.file.name } } }
  } catch (error) {
    if (!isShapanError(error)) throw error
    const { code, message, details } = error
    return { ok: false, code, message, details }
  }
}

/** What was read, or the error it was refused with. */
export function placesOf(answer: PlacesRead): ReadPlaces {
  if (answer.ok) return answer.read
  throw new ShapanError(answer.code, answer.message, answer.details)
}
