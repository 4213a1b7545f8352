import { ShapanError } from '../base/errors.ts'
import { health, uiConfig } from '../contract/system.ts'
import { failureOf } from '../db/failure.ts'
import { within } from '../db/within.ts'
import { problems } from './media.ts'
import type { ApiApp, RouteContext } from './routeContext.ts'
import { small } from './routeCost.ts'

// The answer has to be there within 2 s.
const healthMs = 1_800

export function systemRoutes(app: ApiApp, { config, database }: RouteContext, version: string): void {
  app.get(
    '/api/health',
    {
      config: { rateLimit: false, isOpen: true, cost: small },
      schema: {
        tags: ['system'],
        summary: 'Whether requests can be served: the database answers and can write',
        description:
          'Answers within 2 seconds. Meant for readiness: a 503 passes when the database is back, and starting this server again does not help.',
        security: [],
        response: { 200: health, ...problems(503) },
      },
    },
    async (_, reply) => {
      try {
        await within(healthMs, 'the look at the database', database.probe())
      } catch (error) {
        throw failureOf(error) ?? new ShapanError('database-unreachable', 'The database does not answer', {}, error)
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
