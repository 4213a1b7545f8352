import { splitProposal, splitRequest } from '../../contract/gridSplit.ts'
import { gridParams } from '../../contract/params.ts'
import { problems } from '../../http/media.ts'
import type { ApiApp, RouteContext } from '../../http/routeContext.ts'
import { byTasks } from '../../http/routeCost.ts'
import { loadSplit } from './loadSplit.ts'
import { tasks } from './tasks.ts'

export function splitRoutes(app: ApiApp, { database }: RouteContext): void {
  app.post(
    '/api/plans/:plan/grids/:gridId/split-proposals',
    {
      config: { cost: byTasks(tasks.proposeSplit) },
      schema: {
        tags: ['plans'],
        summary: 'How a grid may be split, by seeds or into a number of balanced parts; nothing is changed',
        description:
          'The parts to be given to a `split` command, each with an id of its own. What is not among them stays with the grid.',
        params: gridParams,
        body: splitRequest,
        response: { 200: splitProposal, ...problems(404, 422) },
      },
    },
    async ({ params, body }) => await loadSplit(database, params.plan, params.gridId, body),
  )
}
