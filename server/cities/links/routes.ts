import { z } from 'zod'
import { cityLink, cityLinks, linkBatch, linkInput } from '../../contract/links.ts'
import { cityParams, linkParams } from '../../contract/params.ts'
import { problems } from '../../http/media.ts'
import type { ApiApp, RouteContext } from '../../http/routeContext.ts'
import { byTasks, small } from '../../http/routeCost.ts'
import { jsonType, sendBytes } from '../../http/sendBytes.ts'
import { runTask } from '../../threads/threads.ts'
import { loadLinks, parseLinkId, removeLink, stateLink, stateLinks } from './cityLinks.ts'
import { tasks } from './tasks.ts'

/** Ferries and bridges: what joins cells of a city that do not touch. */
export function linkRoutes(app: ApiApp, { database }: RouteContext): void {
  app.get(
    '/api/cities/:city/links',
    {
      config: { cost: byTasks(tasks.cityLinksJson) },
      schema: {
        tags: ['cities'],
        summary: "A city's ferries and bridges, and those proposed between what they leave in separate pieces",
        params: cityParams,
        response: { 200: cityLinks, ...problems(404) },
      },
    },
    async ({ params }, reply) => {
      const input = await loadLinks(database, params.city)
      return sendBytes(reply, jsonType, await runTask(tasks.cityLinksJson, input, input.cellCount))
    },
  )

  app.put(
    '/api/cities/:city/links',
    {
      config: { cost: small },
      schema: {
        tags: ['cities'],
        summary: 'State several ferries or bridges, or that there is none, all or nothing',
        description: 'Such as all that are proposed. Links that are not named stay as they are.',
        params: cityParams,
        body: linkBatch,
        response: { 204: z.null().describe('Stated'), ...problems(404, 422) },
      },
    },
    async ({ params, body }, reply) => {
      await stateLinks(
        database,
        params.city,
        body.links.map(({ link, ...input }) => ({ ...parseLinkId(link), ...input })),
      )
      return await reply.code(204).send(null)
    },
  )

  app.put(
    '/api/cities/:city/links/:link',
    {
      config: { cost: small },
      schema: {
        tags: ['cities'],
        summary: 'State a ferry or a bridge between two cells, or that there is none',
        description:
          'The order of the two cells does not matter. It is for partitions to come: a plan keeps the links it was made with.',
        params: linkParams,
        body: linkInput,
        response: { 200: cityLink, ...problems(404, 422) },
      },
    },
    async ({ params, body }) => await stateLink(database, params.city, { ...parseLinkId(params.link), ...body }),
  )

  app.delete(
    '/api/cities/:city/links/:link',
    {
      config: { cost: small },
      schema: {
        tags: ['cities'],
        summary: 'Take back what was stated of a link',
        params: linkParams,
        response: { 204: z.null().describe('Deleted'), ...problems(404) },
      },
    },
    async ({ params }, reply) => {
      await removeLink(database, params.city, params.link)
      return await reply.code(204).send(null)
    },
  )
}
