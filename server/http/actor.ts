import type { FastifyInstance } from 'fastify'

/** Who asks: what a change is recorded under where the request itself does not say who sent it. */
export interface Actor {
  readonly name: string
}

/** Whoever knows the token, or reaches a server without one: nothing tells people apart. */
const anyPlanner: Actor = { name: 'planner' }

/** Gives each request its `actor`, the only place that says who somebody is. */
export function installActors(app: FastifyInstance): void {
  app.decorateRequest('actor', { getter: () => anyPlanner })
}

declare module 'fastify' {
  interface FastifyRequest {
    readonly actor: Actor
  }
}
