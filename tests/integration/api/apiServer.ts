import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, expect } from 'vitest'
import { type Config, loadConfig } from '../../../server/base/config.ts'
import type { Problem } from '../../../server/contract/common.ts'
import type { Database } from '../../../server/db/database.ts'
import type { LogStream } from '../../../server/http/logging.ts'
import { buildApp } from '../../../server/start/app.ts'

export interface TestServer {
  readonly app: FastifyInstance
  readonly get: (url: string, headers?: Record<string, string>) => Promise<LightMyRequestResponse>
  readonly post: (url: string, payload: unknown) => Promise<LightMyRequestResponse>
}

/** The app over a block's database. */
export function serveApp(database: () => Database, requestsAMinute = 1_000_000): () => TestServer {
  let server: TestServer | undefined
  beforeAll(async () => {
    server = await serve(database(), requestsAMinute)
  })
  afterAll(async () => server?.app.close())
  return () => {
    if (!server) throw new Error('the server is for inside a test')
    return server
  }
}

export async function serve(
  database: Database,
  requestsAMinute = 1_000_000,
  settings: Partial<Config> = {},
  logStream?: LogStream,
): Promise<TestServer> {
  const app = await buildApp({
    config: {
      ...loadConfig({ SHAPAN_DATA_DIR: '/nowhere', LOG_LEVEL: 'silent' }),
      requestsAMinute,
      lookupsAMinute: requestsAMinute,
      ...settings,
    },
    database,
    ...(logStream && { logStream }),
  })
  const inject = (options: InjectOptions) => app.inject(options)
  return {
    app,
    get: (url, headers = {}) => inject({ method: 'GET', url, headers }),
    post: (url, payload) => inject({ method: 'POST', url, payload: payload as object }),
  }
}

/** The answer is problem details of this status and code; returns them. */
export function expectProblem(answer: LightMyRequestResponse, status: number, code: string): Problem {
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  const problem = answer.json<Problem>()
  expect([answer.statusCode, problem.status, problem.code]).toEqual([status, status, code])
  expect(problem.detail.length).toBeGreaterThan(10)
  expect(problem.detail).not.toMatch(/\n\s+at /)
  return problem
}
