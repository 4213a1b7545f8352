import type { FastifyReply, FastifyRequest } from 'fastify'
import { logIn, session } from '../../contract/system.ts'
import type { ApiApp } from '../routeContext.ts'
import { small } from '../routeCost.ts'
import { type Access, acceptsToken } from './guard.ts'
import { sessionCookie, sessionOf } from './sessions.ts'

/** Logging in from a browser: the token is sent once and a cookie that scripts cannot read comes back. */
export function sessionRoutes(app: ApiApp, access: Access): void {
  const open = { config: { isOpen: true as const, cost: small } }
  const { sessions } = access
  const isSignedIn = (request: FastifyRequest) =>
    sessions === undefined || sessions.isValid(sessionOf(request.headers.cookie))

  app.get(
    '/api/session',
    {
      ...open,
      schema: {
        tags: ['system'],
        summary: 'Whether this browser is logged in',
        security: [],
        response: { 200: session },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return { loginRequired: sessions !== undefined, signedIn: isSignedIn(request) }
    },
  )

  app.post(
    '/api/session',
    {
      ...open,
      schema: {
        tags: ['system'],
        summary: 'Log in with the token',
        description:
          'Sets an HttpOnly cookie for seven days. Programs do without: they send the token with each request.',
        security: [],
        body: logIn,
        response: { 200: session },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      if (!sessions) return { loginRequired: false, signedIn: true }
      if (!acceptsToken(access, request.body.token, request, reply)) return reply
      const { value, seconds } = sessions.issue()
      setCookie(request, reply, value, seconds)
      return { loginRequired: true, signedIn: true }
    },
  )

  app.delete(
    '/api/session',
    {
      ...open,
      schema: { tags: ['system'], summary: 'Log out in this browser', security: [], response: { 200: session } },
    },
    async (request, reply) => {
      setCookie(request, reply, '', 0)
      return { loginRequired: sessions !== undefined, signedIn: sessions === undefined }
    },
  )
}

function setCookie(request: FastifyRequest, reply: FastifyReply, value: string, seconds: number): void {
  const secure = request.protocol === 'https' ? '; Secure' : ''
  reply.header(
    'set-cookie',
    `${sessionCookie}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`,
  )
}
