import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../../base/config.ts'
import { problemOf } from '../../base/errors.ts'
import { prefersHtml } from '../prefersHtml.ts'
import { sendProblem } from '../problemReplies.ts'
import { isSameSecret, readAccessToken } from './accessToken.ts'
import { createFailedAttempts, type FailedAttempts } from './failedAttempts.ts'
import { createHostCheck } from './knownHosts.ts'
import { sendLoginPage } from './loginPage.ts'
import { originOf } from './sameOrigin.ts'
import { createSessions, type Sessions, sessionOf } from './sessions.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** answers without a log-in */
    isOpen?: true
  }
}

/** How a server decides whom to let in; `token` and `sessions` are there together, or neither where it asks for none. */
export interface Access {
  readonly token: string | undefined
  readonly sessions: Sessions | undefined
  readonly attempts: FailedAttempts
}

export function createAccess(config: Config, now: () => number): Access {
  const token = readAccessToken(config)
  return {
    token,
    sessions: token === undefined ? undefined : createSessions(token, now),
    attempts: createFailedAttempts(now),
  }
}

/**
 * Stands before every address, known or not. In this order: a name that is not this server's (421), a change asked for by a page
 * of another origin (403), and, where the server has a token, whoever shows neither it nor a session (401).
 *
 * A session alone changes nothing unless the browser says that a page of this server asks: that, besides SameSite and JSON bodies,
 * is what keeps other pages from using it.
 */
export function installGuard(app: FastifyInstance, config: Config, access: Access): void {
  const isKnownHost = createHostCheck(config)
  app.addHook('onRequest', async (request, reply) => {
    if (!isKnownHost(request.headers.host)) return refuseHost(request, reply)
    const isRead = request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS'
    const origin = isRead ? 'own' : originOf(request)
    if (origin === 'foreign') return refuseOrigin(reply)
    if (access.token === undefined || request.routeOptions.config.isOpen) return

    const shown = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (shown !== undefined) return acceptsToken(access, shown, request, reply) ? undefined : reply
    if (!access.sessions?.isValid(sessionOf(request.headers.cookie))) return refuseStranger(request, reply)
    if (origin !== 'own') return refuseOrigin(reply)
  })
}

/**
 * True where the token is right. Otherwise the request has been answered: that it is wrong, or that its address has to wait. Not the
 * reply itself, which is thenable: an `await` of it waits until it is sent, and yields undefined, as if nothing had been refused.
 */
export function acceptsToken(
  { token = '', attempts }: Access,
  shown: string,
  request: FastifyRequest,
  reply: FastifyReply,
): boolean {
  const seconds = attempts.waitOf(request.ip)
  if (seconds > 0) {
    const detail = `Too many wrong tokens from this address: try again in ${seconds} seconds`
    sendProblem(reply.header('retry-after', seconds), problemOf(429, 'too-many-requests', detail))
    return false
  }
  if (isSameSecret(shown, token)) return true
  attempts.add(request.ip)
  refuse(reply, 'The token is wrong: it is what SHAPAN_TOKEN was when the server started')
  return false
}

function refuseStranger(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const isPage = (request.method === 'GET' || request.method === 'HEAD') && prefersHtml(request.headers.accept)
  if (isPage) return sendLoginPage(challenge(reply), request.headers['accept-language'])
  return refuse(
    reply,
    'Send the header "Authorization: Bearer <SHAPAN_TOKEN>"; in a browser open the first page and log in',
  )
}

function refuse(reply: FastifyReply, detail: string): FastifyReply {
  return sendProblem(challenge(reply), problemOf(401, 'login-required', detail))
}

function challenge(reply: FastifyReply): FastifyReply {
  return reply.header('www-authenticate', 'Bearer realm="Shapan"')
}

function refuseHost(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const host = request.headers.host?.slice(0, 200) ?? ''
  const detail = `This server is not known as "${host}": use the address it printed at its start, or add the name to SHAPAN_HOSTS`
  return sendProblem(reply, problemOf(421, 'unknown-host', detail))
}

function refuseOrigin(reply: FastifyReply): FastifyReply {
  const detail =
    'Only a page of this server may change anything from a browser; programs send "Authorization: Bearer <SHAPAN_TOKEN>"'
  return sendProblem(reply, problemOf(403, 'foreign-origin', detail))
}
