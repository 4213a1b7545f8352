import { planParams } from '../../contract/params.ts'
import { verification } from '../../contract/verification.ts'
import { problems } from '../../http/media.ts'
import type { ApiApp, RouteContext } from '../../http/routeContext.ts'
import { byTasks } from '../../http/routeCost.ts'
import { recountPlan } from './recountPlan.ts'
import { tasks } from './tasks.ts'

export function recountRoutes(app: ApiApp, { database }: RouteContext): void {
  app.get(
    '/api/plans/:plan/verification',
    {
      config: { cost: byTasks(tasks.checkPlan) },
      schema: {
        tags: ['plans'],
        summary: 'The plan recounted from the stored rows, with every violation found',
        params: planParams,
        response: { 200: verification, ...problems(404) },
      },
    },
    async ({ params }) => await recountPlan(database, params.plan),
  )
}
