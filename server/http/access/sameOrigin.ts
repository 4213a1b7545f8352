import type { FastifyRequest } from 'fastify'

/**
 * Where a request comes from, as the browser tells; pages cannot forge these headers.
 *
 * `own`: a page of this server, or the address bar. `foreign`: a page of another origin, or one that hides its origin. `unknown`: no
 * browser, or one that says nothing. Sec-Fetch-Site is the browser's own verdict, right behind any proxy; it is missing over plain
 * HTTP to another machine, where Origin is compared with the address the browser used.
 */
export function originOf(request: FastifyRequest): 'own' | 'foreign' | 'unknown' {
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'own' : 'foreign'
  const { origin } = request.headers
  if (origin === undefined) return 'unknown'
  if (!URL.canParse(origin)) return 'foreign'
  const { protocol, host } = new URL(origin)
  // `request.host` is X-Forwarded-Host where a trusted proxy sent one. Parsed too, so that both have or lack a standard port.
  const own = `${protocol}//${request.host}`
  return URL.canParse(own) && new URL(own).host === host ? 'own' : 'foreign'
}
