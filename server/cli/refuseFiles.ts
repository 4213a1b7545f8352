import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { defaultDataDirectory } from '../base/dataDirectory.ts'
import { ShapanError } from '../base/errors.ts'
import { databasePlaces, ownPlaces } from '../db/privateFiles.ts'
import { followLinks, type NamedFile, refuseSharedFiles } from '../files/sameFile.ts'

/**
 * Refuses, before any file is touched, what `refuseSharedFiles` does, and files in the data directory: an output would stand among the
 * files of the embedded database, and to read one of them may end the lock that keeps other processes out. Throws `invalid-request`.
 */
export function refuseFiles(
  inputs: readonly NamedFile[],
  outputs: readonly NamedFile[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): void {
  refuseSharedFiles(inputs, outputs)
  const directory = resolve(env.SHAPAN_DATA_DIR || defaultDataDirectory)
  const own = existsSync(join(directory, 'pglite')) ? ownPlaces(directory) : databasePlaces(directory)
  for (const [files, places] of [
    [inputs, databasePlaces(directory)],
    [outputs, own],
  ] as const) {
    const inside = files.find(({ path }) => path !== '-' && places.some((place) => isInside(path, place)))
    if (!inside) continue
    const message = `${inside.name} is ${inside.path}, in the data directory ${directory}, which is for Shapan's own files: name a place outside it`
    throw new ShapanError('invalid-request', message, { path: inside.path })
  }
}

function isInside(path: string, place: string): boolean {
  const way = relative(realPlace(place), realPlace(followLinks(path)))
  return way === '' || !/^\.\.(?:[\\/]|$)|^[A-Za-z]:/.test(way)
}

/** Where a path leads, whether something stands there or not. */
function realPlace(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const above = dirname(path)
    return above === path ? resolve(path) : join(realPlace(above), basename(path))
  }
}
