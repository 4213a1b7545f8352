import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { ShapanError } from '../../base/errors.ts'
import type { LockFile } from '../base/lockFile.ts'
import { toSqlText } from '../base/values.ts'
import type { OpenStage, QueryResult, Request, Response, WireError, WorkerOptions } from './protocol.ts'

/**
 * The embedded database as the server's thread sees it: requests are answered in the order they were sent. One that has died stays dead,
 * and so does the transaction that was open in it; see host.ts for its successor.
 */
export interface PgliteClient {
  readonly isAlive: () => boolean
  /** resolves when its thread is gone, and with it the last write to its files */
  readonly ended: Promise<void>
  query(sql: string, parameters: readonly unknown[]): Promise<QueryResult>
  /** Runs any number of statements separated by semicolons, without parameters. */
  exec(sql: string): Promise<QueryResult[]>
  /** Sends the bytes of one COPY statement that reads `/dev/blob`. A chunk that fills its buffer is moved, not copied. */
  copy(sql: string, chunk: Uint8Array): Promise<QueryResult>
  close(): Promise<void>
}

type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never

export interface EmbeddedOptions {
  readonly dataDir: string
  /** the directory's lock, which the caller holds; the thread works only while it does */
  readonly lock: LockFile
  /** a statement that takes longer ends the thread: nothing else can interrupt it */
  readonly longestMs: number
}

// The WebAssembly that the first thread of the process has run. V8 compiles no module again, in any thread, while somebody refers to it:
// a later start costs 2 s of CPU in place of 5.
let modules: readonly object[] = []

/** Starts the database's thread on `<dataDir>/pglite`. */
export function startPglite(
  { dataDir, lock, longestMs }: EmbeddedOptions,
  onStage: (stage: OpenStage) => void,
): Promise<PgliteClient> {
  const workerData: WorkerOptions = {
    clusterDirectory: join(dataDir, 'pglite'),
    cacheDirectory: join(dataDir, 'cache'),
    lock,
    sendsModules: modules.length === 0,
  }
  // Flags of the main thread, such as --input-type, are not the worker's.
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData, execArgv: [] })
  const pending = new Map<number, { resolve: (results: QueryResult[]) => void; reject: (error: Error) => void }>()
  let lastId = 0
  let dead: Error | null = null

  const send = (request: Unnumbered<Request>, transfer: ArrayBuffer[] = []): Promise<QueryResult[]> => {
    if (dead) return Promise.reject(dead)
    const id = ++lastId
    const answer = new Promise<QueryResult[]>((resolve, reject) => {
      pending.set(id, { resolve, reject })
      worker.postMessage({ ...request, id }, transfer)
    })
    const limit = setTimeout(() => {
      die(new Error(`a statement took longer than ${longestMs / 1000} s`))
      void worker.terminate()
    }, longestMs)
    return answer.finally(() => clearTimeout(limit))
  }
  const first = (results: QueryResult[]): QueryResult => {
    const result = results[0]
    if (!result) throw new ShapanError('database-crashed', 'The embedded database answered without a result')
    return result
  }
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  let refuse = (_: Error) => {}
  const die = (cause: unknown) => {
    dead ??= new ShapanError('database-crashed', `The embedded database stopped: ${messageOf(cause)}`, {}, cause)
    for (const { reject } of pending.values()) reject(dead)
    pending.clear()
    refuse(dead)
  }

  const client: PgliteClient = {
    isAlive: () => dead === null,
    ended,
    query: async (sql, parameters) => first(await send({ kind: 'query', sql, parameters: parameters.map(toSqlText) })),
    exec: (sql) => send({ kind: 'exec', sql }),
    copy: async (sql, chunk) => {
      const isWhole = chunk.byteOffset === 0 && chunk.byteLength === chunk.buffer.byteLength
      return first(await send({ kind: 'copy', sql, chunk }, isWhole ? [chunk.buffer as ArrayBuffer] : []))
    },
    close: async () => {
      if (dead) return
      await send({ kind: 'close' })
      await ended
    },
  }

  return new Promise((resolve, reject) => {
    refuse = reject
    worker.on('error', die)
    worker.once('exit', () => die('its thread ended'))
    worker.on('message', (response: Response) => {
      if (response.id === -1) return onStage((response as { stage: OpenStage }).stage)
      if ('ready' in response) {
        if (!response.ready) return die(new Error(response.error.message))
        if (response.modules.length > 0) modules = response.modules
        return resolve(client)
      }
      const waiting = pending.get(response.id)
      pending.delete(response.id)
      if (!waiting || !('ok' in response)) return
      if (response.ok) waiting.resolve(response.results)
      else waiting.reject(fromWire(response.error))
    })
  })
}

function fromWire(error: WireError): Error {
  if (error.code === 'SHAPAN_LOCK_LOST') {
    return new ShapanError(
      'database-lock-lost',
      `${error.message}: nothing is written any more, for another process may use the directory. Restart Shapan`,
    )
  }
  if (error.code !== 'SHAPAN_DROPPED') return Object.assign(new Error(error.message), error)
  return new ShapanError(
    'database-dropped-statement',
    `${error.message}: a geometry is probably invalid; check it with ST_IsValid first`,
  )
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
