import { createReadStream, existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { createGunzip, gzipSync } from 'node:zlib'

/**
 * PGlite's PostGIS bundle without raster, topology, the geocoder and upgrade scripts.
 *
 * PGlite loads and compiles every library in the bundle at each start. Trimmed: 105 MB of files → 34 MB, start 3.5 → 1.6 s,
 * resident memory 0.95 → 0.74 GB (2 cores, PGlite 0.5.8). It is made once, on the first start, and kept beside the database; its
 * name carries the package's version, so an upgrade makes a new one.
 */
const kept = [
  /^lib\/postgresql\/postgis-3\.so$/,
  /^share\/postgresql\/extension\/postgis\.control$/,
  /^share\/postgresql\/extension\/postgis--\d+\.\d+\.\d+\.sql$/,
  /^share\/proj\/proj\.(db|ini)$/,
]

const blockSize = 512

/** Returns the trimmed bundle's URL, making it under `directory` when it is not there yet. */
export async function postgisBundle(directory: string): Promise<URL> {
  const packageEntry = fileURLToPath(import.meta.resolve('@electric-sql/pglite-postgis'))
  const { version } = createRequire(import.meta.url)(join(dirname(packageEntry), '..', 'package.json')) as {
    version: string
  }
  const path = join(directory, `postgis-${version}.tar.gz`)
  if (existsSync(path)) return pathToFileURL(path)

  const full = await buffer(createReadStream(join(dirname(packageEntry), 'postgis.tar.gz')).pipe(createGunzip()))
  await mkdir(directory, { recursive: true })
  const unfinished = `${path}.${process.pid}`
  await writeFile(
    unfinished,
    gzipSync(
      filterTar(full, (name) => kept.some((pattern) => pattern.test(name))),
      { level: 1 },
    ),
  )
  await rename(unfinished, path)
  return pathToFileURL(path)
}

/** Copies the entries of a ustar archive whose name passes; throws when none does. */
export function filterTar(archive: Buffer, keep: (name: string) => boolean): Buffer {
  const parts: Buffer[] = []
  for (let offset = 0; offset + blockSize <= archive.length; ) {
    const header = archive.subarray(offset, offset + blockSize)
    if (header[0] === 0) break
    const name = field(header, 0, 100)
    const prefix = field(header, 345, 155)
    const size = Number.parseInt(field(header, 124, 12).trim(), 8)
    const length = blockSize * (1 + Math.ceil(size / blockSize))
    if (keep((prefix ? `${prefix}/${name}` : name).replace(/^\.\//, '')))
      parts.push(archive.subarray(offset, offset + length))
    offset += length
  }
  if (parts.length === 0) throw new Error('The PostGIS bundle holds none of the expected files')
  return Buffer.concat([...parts, Buffer.alloc(2 * blockSize)])
}

function field(header: Buffer, start: number, length: number): string {
  const end = header.indexOf(0, start)
  return header.toString('latin1', start, end < 0 ? start + length : Math.min(end, start + length))
}
