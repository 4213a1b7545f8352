import { planParams } from '../../contract/params.ts'
import { answer, problems, text } from '../../http/media.ts'
import type { ApiApp, RouteContext } from '../../http/routeContext.ts'
import { small } from '../../http/routeCost.ts'
import { loadPlanState } from '../planState.ts'
import { createPlanFollowers } from './planFollowers.ts'

export function streamRoutes(app: ApiApp, { database, streams }: RouteContext): void {
  const followers = createPlanFollowers(database)
  app.addHook('preClose', async () => followers.stop())

  app.get(
    '/api/plans/:plan/events',
    {
      config: { cost: small },
      schema: {
        tags: ['plans'],
        summary: "Follow a plan's log as server-sent events",
        description:
          'Events `state`, first of all, every five seconds, and when the division of the plan gains or loses segments: `{ revision, hash, segments }`, the last revision, where it is known the hash of the plan at it, and as `segments` what the plan has under that name: others mean other figures. Events `entry`, each a new entry as the log has it, with its revision as `id`. What was saved before is not told again, nor what is very large or very much at once: whoever has an earlier revision than a `state` reads `GET …/commands?after=`, and one who has a later one, or another hash, reads the plan anew. The stream ends with the plan.',
        params: planParams,
        response: {
          200: answer('text/event-stream', text, 'Events `state` and `entry`'),
          ...problems(404, 429),
        },
      },
    },
    async ({ params, ip }, reply) => {
      // Before the stream is opened, so that an unknown plan is a 404.
      const state = await loadPlanState(database, params.plan)
      const stream = streams.open(reply, ip)
      stream.onEnd(
        followers.follow(state, {
          onState: (beat) => stream.send({ event: 'state', data: JSON.stringify(beat) }),
          onEntry: (id, data) => stream.send({ event: 'entry', id, data }),
          onGone: stream.end,
        }),
      )
      return reply
    },
  )
}
