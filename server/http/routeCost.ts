import type { FastifyInstance } from 'fastify'
import type { Task } from '../threads/task.ts'

/**
 * How a route keeps the event loop free. Each of the API's says so in its `config.cost`; a server with one that does not, does not
 * start. `docs/benchmarks.md` shows the longest block of each.
 */
export type RouteCost =
  /** answers from memory, or from rows whose number is bounded by the contract or by what people make by hand */
  | { readonly kind: 'small' }
  /** bytes or text that the database gives are passed on as they are */
  | { readonly kind: 'as-stored' }
  /** what grows with a city, a plan or a body is done by the tasks of these names, in a thread from a certain size on */
  | { readonly kind: 'tasks'; readonly tasks: readonly string[] }

export const small: RouteCost = { kind: 'small' }
export const asStored: RouteCost = { kind: 'as-stored' }
export const byTasks = (...tasks: Pick<Task<never, unknown>, 'name'>[]): RouteCost => ({
  kind: 'tasks',
  tasks: tasks.map(({ name }) => name),
})

/** Call it before the routes are added. `app.routeCosts` tells them by method and path, as in `GET /api/cities/:city`. */
export function demandRouteCosts(app: FastifyInstance): void {
  const costs = new Map<string, RouteCost>()
  app.decorate('routeCosts', costs)
  app.addHook('onRoute', ({ url, method, config }) => {
    if (!url.startsWith('/api/')) return
    if (config?.cost) costs.set(`${String(method)} ${url}`, config.cost)
    else
      throw new Error(
        `${String(method)} ${url} does not say in config.cost how it keeps the event loop free (routeCost.ts)`,
      )
  })
}

declare module 'fastify' {
  interface FastifyInstance {
    readonly routeCosts: ReadonlyMap<string, RouteCost>
  }
  interface FastifyContextConfig {
    cost?: RouteCost
  }
}
