import { parse } from 'node:querystring'
import type { FastifyInstance, FastifyRequest, onRequestHookHandler, RouteOptions } from 'fastify'
import { z } from 'zod'
import { problemOf } from '../base/errors.ts'
import { problems } from './media.ts'
import { sendProblem } from './problemReplies.ts'

/**
 * What holds for every address of the API, so that no route can forget it: a query parameter it does not know is refused, not
 * passed over (`?bbox=` would else answer with everything), and the description names what any of them may be refused with.
 */
export function installApiConventions(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (!route.url.startsWith('/api/')) return
    route.onRequest = [...asList(route.onRequest), refuseUnknownParameters(parameterNames(route))]
    route.schema = { ...route.schema, response: { ...problems(401, 403, 421, 429), ...(route.schema?.response ?? {}) } }
  })
}

function asList(hooks: RouteOptions['onRequest']): onRequestHookHandler[] {
  return hooks === undefined ? [] : Array.isArray(hooks) ? hooks : [hooks]
}

function parameterNames({ url, schema }: RouteOptions): string[] {
  const query = schema?.querystring
  if (query === undefined) return []
  if (!(query instanceof z.ZodObject))
    throw new Error(`The query of ${url} must be a z.object, so that its names are known`)
  return Object.keys(query.shape)
}

function refuseUnknownParameters(known: readonly string[]): onRequestHookHandler {
  return async (request, reply) => {
    const unknown = sentNames(request).find((name) => !known.includes(name))
    if (unknown === undefined) return
    const shown = unknown.length > 100 ? `${unknown.slice(0, 100)}…` : unknown
    const there = known.length === 0 ? 'this address takes none' : `there are ${known.join(', ')}`
    const message = `there is no parameter "${shown}": ${there}`
    const errors = [{ path: `query.${shown}`, message }]
    return sendProblem(reply, problemOf(400, 'invalid-request', `query: ${message}`, { errors }))
  }
}

/** From the address itself: of the parsed query, parameters without a value are left out. */
function sentNames({ url }: Pick<FastifyRequest, 'url'>): string[] {
  const start = url.indexOf('?')
  return start < 0 ? [] : Object.keys(parse(url.slice(start + 1))).filter((name) => name !== '')
}
