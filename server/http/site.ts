import { existsSync } from 'node:fs'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { sendProblem, unknownAddress } from './problemReplies.ts'

/**
 * Serves the built sandbox: files of `directory`, and its index.html for every address of the sandbox's own, which it reads in the
 * browser. Vite puts a hash in the name of everything under assets/, so that is kept for ever; the rest is asked for each time.
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
  app.setNotFoundHandler((request, reply) => {
    const isPage = (request.method === 'GET' || request.method === 'HEAD') && isSitePath(request.url)
    if (!isPage) return sendProblem(reply, unknownAddress(request))
    return reply.sendFile('index.html')
  })
}

/** Addresses of pages: not the API's, and not those of files, whose absence must show. */
function isSitePath(url: string): boolean {
  const path = url.split('?', 1)[0] ?? ''
  return !/^\/(api|docs)(\/|$)/.test(path) && !/\.[a-z0-9]+$/i.test(path)
}
