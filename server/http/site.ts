import { existsSync } from 'node:fs'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/**
 * Serves the built sandbox's files. Vite puts a hash in the name of everything under assets/, so that is kept for ever; the rest is asked for each time.
 */
export async function serveSite(app: FastifyInstance, directory: string): Promise<void> {
  if (!existsSync(directory)) return
  await app.register(fastifyStatic, {
    root: directory,
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const isHashed = /[\\/]assets[\\/]/.test(path)
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  // Browsers ask for it on pages that name no icon, such as a report.
  app.get('/favicon.ico', { schema: { hide: true } }, (_, reply) => reply.redirect('/favicon.svg', 301))
}

/**
 * Addresses of the sandbox's own, which index.html reads in the browser: not the API's, and not those of files, whose absence must
 * show.
 */
export function isSitePath(url: string): boolean {
  const path = url.split('?', 1)[0] ?? ''
  return !/^\/(api|docs)(\/|$)/.test(path) && !/\.[a-z0-9]+$/i.test(path)
}
