import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite, type Results } from '@electric-sql/pglite'
import { postgis } from '@electric-sql/pglite-postgis'
import { isLockHeld } from '../base/lockFile.ts'
import { resultParsers } from '../base/values.ts'
import { postgisBundle } from './bundle.ts'
import type { QueryResult, Request, Response, WireError, WorkerOptions } from './protocol.ts'

/**
 * The embedded database's thread: it owns the one PGlite instance and answers one request at a time, in order.
 *
 * PGlite runs each query synchronously, which would stall the server's event loop; here it stalls only this thread. Where a library
 * inside it throws (GEOS on a self-crossing polygon), PGlite answers with no command tag, no rows and no error, and a transaction
 * would still commit: a missing tag is therefore an error.
 */
const port = parentPort
if (!port) throw new Error('worker.ts runs as a worker thread')
const options = workerData as WorkerOptions

// Parameters arrive as PostgreSQL text whatever their type.
const asText = (value: unknown) => String(value)
const serializers = new Proxy({}, { get: () => asText, has: () => true })

const dropped = 'SHAPAN_DROPPED'

const send = (response: Response) => port.postMessage(response)

open().then(serve, (error: unknown) => send({ id: -2, ready: false, error: wireError(error) }))

async function open(): Promise<PGlite> {
  // A successor of a crashed thread is started long after the directory was locked, and opening writes.
  assertLockHeld()
  const isFirst = !existsSync(join(options.clusterDirectory, 'PG_VERSION'))
  if (isFirst) send({ id: -1, stage: 'bundle' })
  const bundlePath = await postgisBundle(options.cacheDirectory)
  send({ id: -1, stage: isFirst ? 'initialize' : 'start' })
  return await PGlite.create({
    dataDir: options.clusterDirectory,
    parsers: resultParsers,
    extensions: {
      postgis: {
        name: 'postgis',
        setup: async (instance, emscriptenOptions) => ({
          ...(await postgis.setup(instance, emscriptenOptions)),
          bundlePath,
        }),
      },
    },
  })
}

function serve(database: PGlite): void {
  let last: Promise<void> = Promise.resolve()
  port?.on('message', (request: Request) => {
    last = last.then(async () => {
      try {
        send({ id: request.id, ok: true, results: await answer(database, request) })
      } catch (error) {
        // Ends this thread; the host starts another on the same files.
        if (await isBroken(database, error)) throw error
        send({ id: request.id, ok: false, error: wireError(error) })
      }
      if (request.kind === 'close') port?.close()
    })
  })
  send({ id: -2, ready: true, modules: options.sendsModules ? modulesOf(database) : [] })
}

// Node has it, but its types do not.
declare const WebAssembly: { readonly Module: new (bytes: Uint8Array) => object }

/** The WebAssembly modules of PGlite and PostGIS, which are compiled already. */
function modulesOf(database: PGlite): object[] {
  const pglite = readFileSync(new URL('pglite.wasm', import.meta.resolve('@electric-sql/pglite')))
  const library = database.Module.FS.readFile('/pglite/lib/postgresql/postgis-3.so')
  return [pglite, library].map((bytes) => new WebAssembly.Module(bytes))
}

async function answer(database: PGlite, request: Request): Promise<QueryResult[]> {
  // PGlite writes only while it answers. What it has not written by now, it must not write.
  if (request.kind === 'close' && !isLockHeld(options.lock)) return []
  assertLockHeld()
  switch (request.kind) {
    case 'query':
      return [
        checked(await database.query<Record<string, unknown>>(request.sql, [...request.parameters], { serializers })),
      ]
    case 'exec':
      return (await database.exec(request.sql)).map(checked)
    case 'copy':
      return [
        checked(await database.query(request.sql, [], { blob: new Blob([request.chunk as Uint8Array<ArrayBuffer>]) })),
      ]
    case 'close':
      await database.close()
      return []
  }
}

/**
 * Whether the database can go on after an error that is not SQL's: a dropped statement or an internal error may be all there is, or (after
 * an endless recursion, for example) the first of many, each next statement being dropped as well.
 */
async function isBroken(database: PGlite, error: unknown): Promise<boolean> {
  const { code } = error as { code?: string }
  if (code !== undefined && code !== dropped && code !== 'XX000') return false
  try {
    return (await database.query('select 1')).command === undefined
  } catch (next) {
    // A transaction that has failed refuses everything but its end.
    return (next as { code?: string }).code !== '25P02'
  }
}

/** Where the lock's file has gone, the directory is another process's now, or nobody's. */
function assertLockHeld(): void {
  if (isLockHeld(options.lock)) return
  const message = `The lock file ${options.lock.path} was removed or replaced`
  throw Object.assign(new Error(message), { code: 'SHAPAN_LOCK_LOST' })
}

function checked(result: Results<Record<string, unknown>>): QueryResult {
  if (result.command === undefined) {
    throw Object.assign(new Error('The embedded database dropped the statement without an error'), {
      code: dropped,
    })
  }
  return { rows: result.rows, command: result.command, affectedRows: result.rowCount ?? 0 }
}

function wireError(error: unknown): WireError {
  if (!(error instanceof Error)) return { message: String(error) }
  const fields = error as Error & Record<string, unknown>
  const names = ['code', 'detail', 'hint', 'constraint', 'table', 'column', 'schema', 'where', 'position'] as const
  const present = names.flatMap((name) => (fields[name] === undefined ? [] : [[name, String(fields[name])] as const]))
  return { message: error.message, ...Object.fromEntries(present) }
}
