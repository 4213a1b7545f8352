import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { Kysely, type KyselyPlugin, type QueryId, type RootOperationNode } from 'kysely'
import type { Database } from '../../../server/db/database.ts'

export interface CapturedQuery {
  readonly sql: string
  readonly parameters: readonly unknown[]
  /** `server/plans/store.ts:45`: where the query is executed */
  readonly site: string
}

const root = resolve(import.meta.dirname, '../../..')

/** The same database, noting each query that goes through Kysely and where in the server it was executed. */
export function capturing(database: Database, onQuery: (query: CapturedQuery) => void): Database {
  const executor = database.kysely.getExecutor()
  const note = (node: RootOperationNode, queryId: QueryId) => {
    const { sql, parameters } = executor.compileQuery(node, queryId)
    onQuery({ sql, parameters, site: callSite() })
  }
  const plugin: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => {
      note(node, queryId)
      return node
    },
    transformResult: async ({ result }) => result,
  }
  const noted = Object.entries(database).flatMap(([name, value]) =>
    value instanceof Kysely ? [[name, value.withPlugin(plugin)] as const] : [],
  )
  return { ...database, ...Object.fromEntries(noted) }
}

/** The innermost line of the server's own code. */
function callSite(): string {
  const before = Error.stackTraceLimit
  Error.stackTraceLimit = 50
  const { stack = '' } = new Error()
  Error.stackTraceLimit = before
  for (const line of stack.split('\n')) {
    const match = /(?:file:\/\/)?(\/[^():]*\/server\/[^():]+\.ts):(\d+):\d+/.exec(line)
    if (match?.[1]?.startsWith(`${root}/server/`)) return `${relative(root, match[1])}:${match[2]}`
  }
  return 'nowhere in the server'
}

/** Every line of the server on which a query is executed, as `capturing` names it. */
export function executeSites(): string[] {
  return readdirSync(join(root, 'server'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('db/'))
    .flatMap((path) => {
      const lines = readFileSync(join(root, 'server', path), 'utf8').split('\n')
      return lines.flatMap((line, index) =>
        /\.execute(TakeFirst|TakeFirstOrThrow)?\(/.test(line) &&
        // What runs a transaction, or has no plan, is no query to be planned.
        !/transaction\(\)\.execute|\.execute\(\(transaction\)|database\.execute\(|savepoint/.test(line)
          ? [`server/${path}:${index + 1}`]
          : [],
      )
    })
    .sort()
}
