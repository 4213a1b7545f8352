import type { FastifyRequest } from 'fastify'
import type { Acting } from './submitPlan.ts'

/** Who acts by a request. */
export function actingOf({ actor, ip }: Pick<FastifyRequest, 'actor' | 'ip'>, now: Date): Acting {
  return { actor: actor.name, via: 'api', address: ip, now }
}
