import type { LockFile } from '../base/lockFile.ts'

/** Messages between the server's thread and the database's thread. Parameters are PostgreSQL text (see values.ts). */
export type Request =
  | { id: number; kind: 'query'; sql: string; parameters: readonly (string | null)[] }
  | { id: number; kind: 'exec'; sql: string }
  | { id: number; kind: 'copy'; sql: string; chunk: Uint8Array }
  | { id: number; kind: 'close' }

export interface QueryResult {
  readonly rows: Record<string, unknown>[]
  readonly command: string
  readonly affectedRows: number
}

/** The fields of a PostgreSQL error that survive the thread border; `code` is the SQLSTATE. */
export interface WireError {
  readonly message: string
  readonly code?: string
  readonly detail?: string
  readonly hint?: string
  readonly constraint?: string
  readonly table?: string
  readonly column?: string
  readonly schema?: string
  readonly where?: string
  readonly position?: string
}

export type Response =
  | { id: number; ok: true; results: QueryResult[] }
  | { id: number; ok: false; error: WireError }
  | { id: -1; stage: OpenStage }
  | { id: -2; ready: true; modules: readonly object[] }
  | { id: -2; ready: false; error: WireError }

/** What opening is doing: the first start makes the bundle and the cluster; later ones only start it. */
export type OpenStage = 'bundle' | 'initialize' | 'start'

export interface WorkerOptions {
  readonly clusterDirectory: string
  readonly cacheDirectory: string
  /** without it nothing is read or written any more */
  readonly lock: LockFile
  /** whether it shall send the WebAssembly modules it runs */
  readonly sendsModules: boolean
}
