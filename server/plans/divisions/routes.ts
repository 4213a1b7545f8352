import { z } from 'zod'
import { division, divisionChange, divisionInput, divisionList, divisionParams } from '../../contract/divisions.ts'
import { cityParams } from '../../contract/params.ts'
import { problems } from '../../http/media.ts'
import type { ApiApp, RouteContext } from '../../http/routeContext.ts'
import { small } from '../../http/routeCost.ts'
import { addDivision, changeDivision, removeDivision } from './changeDivisions.ts'
import { listDivisions } from './listDivisions.ts'

/** 业务线: which customers are divided for themselves. */
export function divisionRoutes(app: ApiApp, { database }: RouteContext): void {
  app.get(
    '/api/cities/:city/divisions',
    {
      config: { cost: small },
      schema: {
        tags: ['divisions'],
        summary: "A city's divisions in their order, with their segments and what they add up to",
        description:
          'Each customer falls in exactly one: the division that names his segment, else the default one. Their totals add up to those of the city. A new city has one, `all`.',
        params: cityParams,
        response: { 200: divisionList, ...problems(404) },
      },
    },
    async ({ params }) => await listDivisions(database, params.city),
  )

  app.post(
    '/api/cities/:city/divisions',
    {
      config: { cost: small },
      schema: {
        tags: ['divisions'],
        summary: 'Add a division',
        description:
          'A segment that another division names is refused with `segment-taken`, unless the request says to `take` it. One that no data has brought yet may be named, and comes back as `unseen`. Drafts of divisions that gain or lose segments are counted anew; where a plan of one is no draft, nothing is changed (`division-in-use`).',
        params: cityParams,
        body: divisionInput,
        response: { 201: division, ...problems(404, 409) },
      },
    },
    async ({ params, body }, reply) => await reply.code(201).send(await addDivision(database, params.city, body)),
  )

  app.patch(
    '/api/cities/:city/divisions/:division',
    {
      config: { cost: small },
      schema: {
        tags: ['divisions'],
        summary: 'Rename a division, give it other segments, or make it the default one',
        description: 'What is left out stays. `segments` are all that it names from now on. Refused as adding one is.',
        params: divisionParams,
        body: divisionChange,
        response: { 200: division, ...problems(404, 409) },
      },
    },
    async ({ params, body }) => await changeDivision(database, params.city, params.division, body),
  )

  app.delete(
    '/api/cities/:city/divisions/:division',
    {
      config: { cost: small },
      schema: {
        tags: ['divisions'],
        summary: 'Remove a division, whose segments then fall in the default one',
        description: 'Neither the default one (`default-division`) nor one that a plan is of (`division-in-use`).',
        params: divisionParams,
        response: { 204: z.null().describe('Deleted'), ...problems(404, 409) },
      },
    },
    async ({ params }, reply) => {
      await removeDivision(database, params.city, params.division)
      return await reply.code(204).send(null)
    },
  )
}
