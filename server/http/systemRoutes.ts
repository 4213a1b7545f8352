import { sql } from 'kysely'
import { health, uiConfig } from '../contract/system.ts'
import { ShapanError } from '../errors.ts'
import { problems } from './media.ts'
import type { ApiApp, RouteContext } from './routeContext.ts'
import { small } from './routeCost.ts'

export function systemRoutes(app: ApiApp, { config, database }: RouteContext, version: string): void {
  app.get(
    '/api/health',
    {
      config: { rateLimit: false, cost: small },
      schema: {
        tags: ['system'],
        summary: 'Whether the server and its database answer',
        response: { 200: health, ...problems(503) },
      },
    },
    async (_, reply) => {
      try {
        await sql`select 1`.execute(database.kysely)
      } catch (error) {
        throw new ShapanError('database-unreachable', 'The database does not answer', {}, error)
      }
      reply.header('cache-control', 'no-store')
      return { status: 'ok' as const, version, database: database.driver }
    },
  )

  app.get(
    '/api/config',
    {
      config: { cost: small },
      schema: { tags: ['system'], summary: 'What the sandbox must know first', response: { 200: uiConfig } },
    },
    async () => ({ version, basemapUrl: config.basemapUrl ?? null, languages: ['zh-CN' as const, 'en' as const] }),
  )
}
