import { cityLineage, gridOn, gridOnQuery, lineageQuery } from '../contract/cityLineage.ts'
import { movement } from '../contract/impact.ts'
import { cityGridParams, cityParams, versionParams } from '../contract/params.ts'
import { problems } from '../http/media.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { byTasks, small } from '../http/routeCost.ts'
import { readCityLineage, readGridOn } from './cityLineage.ts'
import { readMovement } from './readMovement.ts'
import { tasks } from './tasks.ts'

/** What changed hands when versions began, and what became of grids. */
export function lineageRoutes(app: ApiApp, { database, clock }: RouteContext): void {
  app.get(
    '/api/cities/:city/versions/:version/movements',
    {
      config: { cost: small },
      schema: {
        tags: ['life'],
        summary: 'What changes hands when a version begins, from which grid to which',
        description:
          'Against the version before it. It is made again while the version lies ahead and one before it is added or withdrawn, and is `isFixed` from its day on.',
        params: versionParams,
        response: { 200: movement, ...problems(404) },
      },
    },
    async ({ params }) => await readMovement(database, params.city, params.version, clock()),
  )

  app.get(
    '/api/cities/:city/lineage',
    {
      config: { cost: byTasks(tasks.traceLineage) },
      schema: {
        tags: ['life'],
        summary: "What became of a city's grids between two dates",
        description:
          'A grid that has ended answers with its successors and their shares, which follow its customers from version to version.',
        params: cityParams,
        querystring: lineageQuery,
        response: { 200: cityLineage, ...problems(404) },
      },
    },
    async ({ params, query }) => await readCityLineage(database, params.city, query, clock()),
  )

  app.get(
    '/api/cities/:city/grids/:gridId',
    {
      config: { cost: byTasks(tasks.traceLineage) },
      schema: {
        tags: ['life'],
        summary: 'A grid of a city on a date, or what became of it',
        params: cityGridParams,
        querystring: gridOnQuery,
        response: { 200: gridOn, ...problems(404) },
      },
    },
    async ({ params, query }) => await readGridOn(database, params.city, params.gridId, query, clock()),
  )
}
