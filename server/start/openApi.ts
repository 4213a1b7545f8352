import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance } from 'fastify'
import { createJsonSchemaTransform } from 'fastify-type-provider-zod'
import { sessionCookie } from '../http/access/sessions.ts'
import { jsonType, sendBytes } from '../http/sendBytes.ts'

/** The OpenAPI document, made from the routes' schemas, and the page that shows it. Before the routes, which it listens for. */
export async function describeApi(app: FastifyInstance, version: string, asksForToken: boolean): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Shapan 沙盘',
        description:
          'Cities, plans and the grids they divide a city into. Answers of 400 and above are problem details (RFC 9457) with a stable `code`. Money is in hundredths.',
        version,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'SHAPAN_TOKEN, where the server has one' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: sessionCookie,
            description: 'For browsers: POST /api/session',
          },
        },
      },
      security: asksForToken ? [{ token: [] }, { session: [] }] : [],
    },
    transform: createJsonSchemaTransform({}),
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { docExpansion: 'list', deepLinking: true },
    // The bar at the top belongs to the page's maker, and asks for the address of a document it already shows.
    theme: { title: 'Shapan API', css: [{ filename: 'shapan.css', content: '.swagger-ui .topbar { display: none }' }] },
  })
  // Written once: it takes tens of milliseconds, and is the same for everybody.
  let text: Buffer | undefined
  app.get('/openapi.json', { schema: { hide: true } }, async (_, reply) => {
    text ??= Buffer.from(JSON.stringify(app.swagger()))
    return sendBytes(reply, jsonType, text)
  })
}
