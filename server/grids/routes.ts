import { gridCollection } from '../contract/geojson.ts'
import { planParams } from '../contract/params.ts'
import { answer, geojsonType, problems } from '../http/media.ts'
import type { ApiApp, RouteContext } from '../http/routeContext.ts'
import { byTasks } from '../http/routeCost.ts'
import { loadPlanState } from '../plans/planState.ts'
import { representationKey } from '../plans/representationKey.ts'
import { numbered } from '../plans/sameState.ts'
import { runTask } from '../threads/threads.ts'
import { tasks } from './tasks.ts'

export function gridRoutes(app: ApiApp, { database, sendRepresentation }: RouteContext): void {
  app.get(
    '/api/plans/:plan/grids',
    {
      config: { cost: byTasks(tasks.gridsJson) },
      schema: {
        tags: ['grids'],
        summary: "A plan's grids as GeoJSON with their figures",
        description: 'The polygons tile the city: neighbours share bit-identical vertices.',
        params: planParams,
        response: { 200: answer(geojsonType, gridCollection, 'RFC 7946 FeatureCollection'), ...problems(404) },
      },
    },
    async ({ params }, reply) => {
      const state = await loadPlanState(database, params.plan)
      return await sendRepresentation(reply.request, reply, {
        key: `${representationKey(state)}.grids`,
        type: geojsonType,
        headers: {
          'x-plan-revision': state.revision,
          'x-snapshot': state.snapshotId,
          'x-period': state.snapshot.period,
          'x-division': state.division.key,
        },
        make: () => runTask(tasks.gridsJson, numbered(state), state.city.cellCount),
      })
    },
  )
}
