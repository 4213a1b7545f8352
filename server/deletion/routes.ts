import { z } from 'zod'
import { ShapanError } from '../base/errors.ts'
import { cityDeletionQuery, cityParams, planParams, snapshotParams } from '../contract/params.ts'
import { problems } from '../http/media.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { small } from '../http/routeCost.ts'
import { deleteCity } from './deleteCity.ts'
import { deletePlan } from './deletePlan.ts'
import { deleteSnapshot } from './deleteSnapshot.ts'

const deleted = z.null().describe('Deleted')

/** What can be deleted. */
export function deletionRoutes(app: ApiApp, { database }: RouteContext): void {
  app.delete(
    '/api/cities/:city/snapshots/:snapshot',
    {
      config: { cost: small },
      schema: {
        tags: ['cities'],
        summary:
          'Delete a snapshot that is not the only one and that no plan is made of; the newest that is left is then the current one',
        params: snapshotParams,
        response: { 204: deleted, ...problems(404, 409) },
      },
    },
    async ({ params }, reply) => {
      await deleteSnapshot(database, params.city, params.snapshot)
      return await reply.code(204).send(null)
    },
  )

  app.delete(
    '/api/cities/:city',
    {
      config: { cost: small },
      schema: {
        tags: ['cities'],
        summary: 'Delete a city with its data, plans and jobs, for good',
        description: 'Refused without `confirm`, and while a job or an import of the city has not ended.',
        params: cityParams,
        querystring: cityDeletionQuery,
        response: { 204: deleted, ...problems(404, 409) },
      },
    },
    async ({ params, query }, reply) => {
      if (query.confirm !== params.city)
        throw new ShapanError(
          'invalid-request',
          `Deleting "${params.city}" is for good, with its data, plans and jobs: add ?confirm=${params.city}`,
        )
      await deleteCity(database, params.city)
      return await reply.code(204).send(null)
    },
  )

  app.delete(
    '/api/plans/:plan',
    {
      config: { cost: small },
      schema: {
        tags: ['plans'],
        summary: 'Delete a draft',
        description:
          'A plan that is pending, published or archived stays, as does one that a job in progress stays near. The number is not given out again.',
        params: planParams,
        response: { 204: deleted, ...problems(404, 409) },
      },
    },
    async ({ params }, reply) => {
      await deletePlan(database, params.plan)
      return await reply.code(204).send(null)
    },
  )
}
