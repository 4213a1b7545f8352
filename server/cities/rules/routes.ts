import type { FastifyReply } from 'fastify'
import { type CityRules, cityRules, cityRulesInput } from '../../contract/cityRules.ts'
import { cityParams } from '../../contract/params.ts'
import { problems } from '../../http/media.ts'
import type { ApiApp, RouteContext } from '../../http/routeContext.ts'
import { small } from '../../http/routeCost.ts'
import { jsonType, sendBytes } from '../../http/sendBytes.ts'
import { setRules, showRules } from './changeRules.ts'

/** What a city's partitions go by where a request does not say otherwise. */
export function cityRuleRoutes(app: ApiApp, { database }: RouteContext): void {
  app.get(
    '/api/cities/:city/rules',
    {
      config: { cost: small },
      schema: {
        tags: ['cities'],
        summary: 'The rules that partitions of the city go by where a request does not say otherwise',
        params: cityParams,
        response: { 200: cityRules, ...problems(404) },
      },
    },
    async ({ params }, reply) => send(reply, await showRules(database, params.city)),
  )

  app.put(
    '/api/cities/:city/rules',
    {
      config: { cost: small },
      schema: {
        tags: ['cities'],
        summary: "Set the city's rules, all of them anew",
        description: 'They are for partitions to come: a plan keeps those it was made by.',
        params: cityParams,
        body: cityRulesInput,
        response: { 200: cityRules, ...problems(404, 409) },
      },
    },
    async ({ params, body }, reply) => send(reply, await setRules(database, params.city, body)),
  )
}

/** Past the schema, in which the kinds of a rule are put into their order: that goes one way. */
function send(reply: FastifyReply, rules: CityRules) {
  return sendBytes(reply, jsonType, Buffer.from(JSON.stringify(rules)))
}
