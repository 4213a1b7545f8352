import { z } from 'zod'
import { snapshotList } from '../contract/cities.ts'
import { cityDeletionQuery, cityParams, planParams, snapshotParams } from '../contract/params.ts'
import { deleteSnapshot } from '../data/deleteSnapshot.ts'
import { listSnapshots } from '../data/listSnapshots.ts'
import { ShapanError } from '../errors.ts'
import { problems } from '../http/media.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { deletePlan } from '../plans/deletePlan.ts'
import { deleteCity } from './deleteCity.ts'
import { findCity } from './store.ts'

const deleted = z.void().describe('Deleted')

/** What can be deleted, and the list that one needs to choose a snapshot. */
export function deletionRoutes(app: ApiApp, { database }: RouteContext): void {
  app.get(
    '/api/cities/:city/snapshots',
    {
      schema: {
        tags: ['cities'],
        summary: "A city's snapshots, the newest first, each with the plans made of it",
        params: cityParams,
        response: { 200: snapshotList, ...problems(404) },
      },
    },
    async ({ params }) => ({
      snapshots: await listSnapshots(database.kysely, await findCity(database.kysely, params.city)),
    }),
  )

  app.delete(
    '/api/cities/:city/snapshots/:snapshot',
    {
      schema: {
        tags: ['cities'],
        summary: 'Delete a snapshot that is not the current one and that no plan is made of',
        params: snapshotParams,
        response: { 204: deleted, ...problems(404, 409) },
      },
    },
    async ({ params }, reply) => {
      await deleteSnapshot(database, params.city, params.snapshot)
      return await reply.code(204).send()
    },
  )

  app.delete(
    '/api/cities/:city',
    {
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
      return await reply.code(204).send()
    },
  )

  app.delete(
    '/api/plans/:plan',
    {
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
      return await reply.code(204).send()
    },
  )
}
